# SPDX-License-Identifier: MIT
# c-ares resolves names without blocking (Debian's libc-ares-dev).
find_path(TEGAMI_CARES_INCLUDE ares.h)
find_library(TEGAMI_CARES_LIBRARY cares)
if(NOT TEGAMI_CARES_INCLUDE OR NOT TEGAMI_CARES_LIBRARY)
  message(FATAL_ERROR "c-ares is missing: install Debian's libc-ares-dev, or run toolchain/setup (it needs root)")
endif()
target_include_directories(tegami_hal_posix SYSTEM PRIVATE ${TEGAMI_CARES_INCLUDE})
tegami_link(tegami_hal_posix ${TEGAMI_CARES_LIBRARY})
