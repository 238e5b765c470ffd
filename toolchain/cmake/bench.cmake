# SPDX-License-Identifier: MIT
# Programs that measure: built only when named (toolchain/build host -t bench_store).

tegami_dependency(littlefs lfs2.h)
file(GLOB sources ${TEGAMI_LITTLEFS_DIR}/lfs2*.c)
tegami_third_party(littlefs ${sources})
target_include_directories(littlefs SYSTEM PUBLIC ${TEGAMI_LITTLEFS_DIR})
target_compile_definitions(littlefs PUBLIC LFS2_NO_DEBUG LFS2_NO_WARN LFS2_NO_ERROR)

file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/bench/store/*.cpp)
add_executable(bench_store EXCLUDE_FROM_ALL ${sources})
target_include_directories(bench_store PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(bench_store PRIVATE tegami_store tegami_hal_posix littlefs)
