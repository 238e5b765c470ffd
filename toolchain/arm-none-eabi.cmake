# SPDX-License-Identifier: MIT
# CMake toolchain file for bare-metal Arm. -DTEGAMI_BOARD=<board> picks toolchain/<board>.cmake, which sets
# TEGAMI_CPU_FLAGS.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TEGAMI_BOARD)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

include(${CMAKE_CURRENT_LIST_DIR}/${TEGAMI_BOARD}.cmake)
set(flags "${TEGAMI_CPU_FLAGS} -ffunction-sections -fdata-sections -fno-unwind-tables -fno-asynchronous-unwind-tables")
set(CMAKE_C_FLAGS_INIT "${flags}")
set(CMAKE_ASM_FLAGS_INIT "${TEGAMI_CPU_FLAGS}")
set(CMAKE_CXX_FLAGS_INIT "${flags} -fno-threadsafe-statics")
# Debug information costs no flash, and gdb wants it.
set(CMAKE_C_FLAGS_MINSIZEREL_INIT "-g -DNDEBUG")
set(CMAKE_CXX_FLAGS_MINSIZEREL_INIT "-g -DNDEBUG")
