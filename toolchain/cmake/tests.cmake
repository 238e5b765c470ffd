# SPDX-License-Identifier: MIT
# Test executables of the host, each a CTest (but hal_contract: tests/hal_contract/run starts it with its peers):
#   unit_<folder>   tests/unit/<folder>/*.cpp with tegami_<folder> and tests/fakes
#   <suite>         tests/<suite>/*.cpp with everything, for the suites below
#   hal_contract    tests/hal_contract/*.cpp and tests/hal_contract/posix/*.cpp
# A file links.txt beside the sources names further modules (codec) or targets to link, one a line.

include(googletest)
set(tests ${CMAKE_SOURCE_DIR}/tests)

file(GLOB fakes CONFIGURE_DEPENDS ${tests}/fakes/*.cpp)
tegami_library(tegami_fakes ${fakes})
target_include_directories(tegami_fakes PUBLIC ${tests})
tegami_read_links(${tests}/fakes/links.txt links)
tegami_link(tegami_fakes ${links})

function(tegami_test name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${tests}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  file(GLOB more CONFIGURE_DEPENDS ${tests}/${folder}/posix/*.cpp)
  tegami_read_links(${tests}/${folder}/links.txt links)
  add_executable(${name} ${sources} ${more})
  target_include_directories(${name} PRIVATE ${tests})
  target_compile_definitions(${name} PRIVATE TEGAMI_TESTS_DIR="${tests}")
  target_link_libraries(${name} PRIVATE ${ARGN} ${links} tegami_fakes googletest_main)
  if(NOT name STREQUAL "hal_contract")
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
endfunction()

# lwIP and what boards put around it, under sanitizers.
file(GLOB lwip_glue CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/hal/shared/lwip/*.cpp)
tegami_library(tegami_hal_lwip ${lwip_glue})
tegami_link(tegami_hal_lwip tegami_hal_shared lwip)

file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE ${tests}/unit ${tests}/unit/*)
foreach(folder ${folders})
  if(TARGET tegami_${folder})
    tegami_test(unit_${folder} unit/${folder} tegami_${folder})
  else()
    tegami_test(unit_${folder} unit/${folder} tegami_options)
  endif()
  if(TARGET unit_${folder})
    # A third of the time that all tests take to build; what they test is optimised as it was.
    target_compile_options(unit_${folder} PRIVATE -O0)
  endif()
endforeach()

foreach(suite sim powercut golden)
  tegami_test(${suite} ${suite} tegami_app)
endforeach()
tegami_test(hal_contract hal_contract tegami_hal_posix)

# Writes docs/fleet.md and its plot.
add_executable(bench_fleet EXCLUDE_FROM_ALL ${tests}/bench/fleet/fleet.cpp)
target_link_libraries(bench_fleet PRIVATE tegami_app)
