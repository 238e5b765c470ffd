# SPDX-License-Identifier: MIT

# tegami_module(<folder> DEPS <folder or third-party target>...)
#
# Makes the static library tegami_<folder> of src/<folder>/*.cpp. A folder that is missing or empty makes an empty
# library, so that a firmware can leave parts out. src/<folder>/generated.cmake, where there is one, is read first: it
# may add commands that make sources, and puts their names into TEGAMI_GENERATED (or links more by TEGAMI_LINK).
function(tegami_module folder)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "DEPS")
  set(place ${CMAKE_SOURCE_DIR}/src/${folder})
  set(TEGAMI_GENERATED "")
  set(TEGAMI_LINK "")
  include(${place}/generated.cmake OPTIONAL)
  file(GLOB sources CONFIGURE_DEPENDS ${place}/*.cpp)
  list(APPEND sources ${TEGAMI_GENERATED})
  tegami_library(tegami_${folder} ${sources})
  foreach(dependency ${module_DEPS} ${TEGAMI_LINK})
    if(TARGET tegami_${dependency})
      set(dependency tegami_${dependency})
    endif()
    tegami_link(tegami_${folder} ${dependency})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY TEGAMI_MODULES ${folder})
endfunction()

# A static library of our own sources; an interface library where there are none.
function(tegami_library target)
  if(ARGN)
    add_library(${target} STATIC ${ARGN})
  else()
    add_library(${target} INTERFACE)
  endif()
  tegami_link(${target} tegami_options)
endfunction()

# Links what a consumer of `target` needs too.
function(tegami_link target)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${target} INTERFACE ${ARGN})
  else()
    target_link_libraries(${target} PUBLIC ${ARGN})
  endif()
endfunction()

# Puts the names in `file`, one a line, into `variable`: further targets that a folder of tests links.
function(tegami_read_links file variable)
  set(links "")
  if(EXISTS ${file})
    file(STRINGS ${file} lines REGEX "^[a-z]")
    foreach(line ${lines})
      if(TARGET tegami_${line})
        list(APPEND links tegami_${line})
      else()
        list(APPEND links ${line})
      endif()
    endforeach()
    set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endif()
  set(${variable} ${links} PARENT_SCOPE)
endfunction()
