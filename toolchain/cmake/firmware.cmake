# SPDX-License-Identifier: MIT
# The images of a board. toolchain/<board>.cmake describes it: TEGAMI_CPU_FLAGS, and optionally TEGAMI_BOARD_LIBS.
# Linker scripts: toolchain/<board>.ld; for the test image toolchain/<board>_test.ld where there is one.
# hal/<board>/semihosting is in the demo and the test image only.

tegami_link(tegami_hal_shared lwip)

# Objects, not an archive: the vector table and the start-up code must be in the image though nobody calls them.
set(board_objects "")
if(port_sources)
  add_library(tegami_hal_${TEGAMI_BOARD} OBJECT ${port_sources})
  target_link_libraries(tegami_hal_${TEGAMI_BOARD} PUBLIC tegami_options tegami_hal_shared mbedtls)
  # Start-up, vectors and what libc calls: with CMAKE_INTERPROCEDURAL_OPTIMIZATION=ON they would seem unused.
  set_target_properties(tegami_hal_${TEGAMI_BOARD} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  set(board_objects tegami_hal_${TEGAMI_BOARD})
endif()

set(linker_script ${CMAKE_SOURCE_DIR}/toolchain/${TEGAMI_BOARD}.ld)
set(test_linker_script ${CMAKE_SOURCE_DIR}/toolchain/${TEGAMI_BOARD}_test.ld)
if(NOT EXISTS ${test_linker_script})
  set(test_linker_script ${linker_script})
endif()

# tegami_image(<name> SCRIPT <linker script> SOURCES ... LIBS ... OPTIONS ...): <name>.elf with its map, <name>.map
function(tegami_image name)
  cmake_parse_arguments(PARSE_ARGV 1 image "" "SCRIPT" "SOURCES;LIBS;OPTIONS")
  add_executable(${name} ${image_SOURCES})
  target_compile_definitions(${name} PRIVATE TEGAMI_FIRMWARE_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PRIVATE ${board_objects} ${image_LIBS} ${TEGAMI_BOARD_LIBS})
  target_link_options(
    ${name}
    PRIVATE
    -nostartfiles
    -T${image_SCRIPT}
    -L${CMAKE_SOURCE_DIR}/toolchain
    -Wl,--gc-sections
    -Wl,-Map=${CMAKE_BINARY_DIR}/${name}.map
    -Wl,--no-warn-rwx-segments
    -Wl,--fatal-warnings
    ${image_OPTIONS})
  set_target_properties(${name} PROPERTIES SUFFIX .elf LINK_DEPENDS ${image_SCRIPT} RUNTIME_OUTPUT_DIRECTORY
                                                                                    ${CMAKE_BINARY_DIR})
endfunction()

if(NOT EXISTS ${linker_script})
  message(NOTICE "no toolchain/${TEGAMI_BOARD}.ld yet: libraries only, no image")
  return()
endif()

# newlib-nano's printf and scanf know no floating point unless asked to (7 KiB). Of what is used here only cJSON_Print
# would need it; toolchain/checks forbids that one.
set(small_libc --specs=nano.specs)

file(GLOB semihosting CONFIGURE_DEPENDS ${port}/semihosting/*.cpp)
set(folders_of_release ${port}/release/*.cpp)
set(folders_of_demo ${port}/demo/*.cpp ${port}/semihosting/*.cpp)

foreach(kind release demo)
  file(GLOB kind_sources CONFIGURE_DEPENDS ${folders_of_${kind}})
  set(image_of_release tegami)
  set(image_of_demo tegami-demo)
  if(port_main AND kind_sources)
    tegami_image(${image_of_${kind}} SCRIPT ${linker_script} SOURCES ${port_main} ${kind_sources}
                 LIBS tegami_app OPTIONS ${small_libc})
  elseif(port_main AND kind STREQUAL "release")
    message(NOTICE "no hal/${TEGAMI_BOARD}/release/*.cpp yet: no tegami.elf")
  endif()
endforeach()

if(TARGET tegami)
  add_custom_command(
    TARGET tegami
    POST_BUILD
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/toolchain/size --map ${CMAKE_BINARY_DIR}/tegami.map
    VERBATIM)
endif()

file(GLOB contract_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/hal_contract/*.cpp
     ${CMAKE_SOURCE_DIR}/tests/hal_contract/${TEGAMI_BOARD}/*.cpp)
if(contract_sources AND board_objects)
  include(googletest)
  tegami_image(hal_contract SCRIPT ${test_linker_script} SOURCES ${contract_sources} ${semihosting} LIBS googletest)
  # It brings what full newlib asks of a system: as with the board's objects, it would seem unused.
  set_target_properties(hal_contract PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
endif()
