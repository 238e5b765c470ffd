# SPDX-License-Identifier: MIT
# GoogleTest from its sources (Debian's package googletest), without exceptions and RTTI, on host and board.

set(TEGAMI_GOOGLETEST_DIR /usr/src/googletest CACHE PATH "Sources of GoogleTest and GoogleMock")
if(NOT EXISTS ${TEGAMI_GOOGLETEST_DIR}/googletest/src/gtest-all.cc)
  message(FATAL_ERROR "GoogleTest is missing (${TEGAMI_GOOGLETEST_DIR}): run toolchain/setup, or give "
                      "-DTEGAMI_GOOGLETEST_DIR=")
endif()

set(sources ${TEGAMI_GOOGLETEST_DIR}/googletest/src/gtest-all.cc)
if(NOT CMAKE_CROSSCOMPILING)
  list(APPEND sources ${TEGAMI_GOOGLETEST_DIR}/googlemock/src/gmock-all.cc)
endif()
tegami_third_party(googletest ${sources})
target_include_directories(
  googletest SYSTEM
  PUBLIC ${TEGAMI_GOOGLETEST_DIR}/googletest/include ${TEGAMI_GOOGLETEST_DIR}/googlemock/include
  PRIVATE ${TEGAMI_GOOGLETEST_DIR}/googletest ${TEGAMI_GOOGLETEST_DIR}/googlemock)
if(CMAKE_CROSSCOMPILING)
  target_compile_definitions(
    googletest PUBLIC _GNU_SOURCE _POSIX_PATH_MAX=255 GTEST_HAS_PTHREAD=0 GTEST_HAS_STREAM_REDIRECTION=0
                      GTEST_HAS_DEATH_TEST=0 GTEST_HAS_POSIX_RE=0 GTEST_HAS_EXCEPTIONS=0 GTEST_HAS_RTTI=0)
  target_compile_options(googletest PRIVATE -std=gnu++23)
else()
  find_package(Threads REQUIRED)
  target_link_libraries(googletest PUBLIC Threads::Threads)
  # main() of its own, so that a suite may bring another.
  tegami_third_party(googletest_main ${TEGAMI_GOOGLETEST_DIR}/googlemock/src/gmock_main.cc)
  target_link_libraries(googletest_main PUBLIC googletest)
endif()
