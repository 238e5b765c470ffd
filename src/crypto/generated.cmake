# SPDX-License-Identifier: MIT
# The arena tells AddressSanitizer what is given out (sanitizer_poison.h).

if(TEGAMI_SANITIZE)
  set_source_files_properties(
    ${place}/arena.cpp PROPERTIES COMPILE_OPTIONS "-fno-sanitize=address" COMPILE_DEFINITIONS "TEGAMI_POISON_ARENA")
endif()
