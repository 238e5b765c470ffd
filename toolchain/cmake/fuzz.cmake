# SPDX-License-Identifier: MIT
# tests/fuzz/<name>_fuzz.cpp -> fuzz_<name>, with libFuzzer, every module and tests/fakes.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "TEGAMI_FUZZ needs clang: toolchain/build fuzz")
endif()

file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
foreach(source ${fuzzers})
  string(REGEX REPLACE ".*/(.*)_fuzz\\.cpp$" "fuzz_\\1" name ${source})
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE tegami_app tegami_hal_shared)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
