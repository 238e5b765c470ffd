# SPDX-License-Identifier: MIT
# The glyphs that the sentences use, baked from Noto Sans CJK JP by a program that runs on the build machine.

find_program(TEGAMI_BUILD_CXX NAMES c++ g++ clang++ REQUIRED)
find_program(TEGAMI_PKG_CONFIG pkg-config REQUIRED)
execute_process(COMMAND ${TEGAMI_PKG_CONFIG} --cflags --libs freetype2 OUTPUT_VARIABLE freetype_flags
                RESULT_VARIABLE freetype_missing OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(freetype_missing)
  message(FATAL_ERROR "FreeType is missing: install Debian's libfreetype-dev, or run toolchain/setup (it needs root)")
endif()
separate_arguments(freetype_flags)
set(TEGAMI_FONT_DIR "/usr/share/fonts/opentype/noto" CACHE PATH "Where NotoSansCJK-Regular.ttc and -Bold.ttc lie")
set(fonts ${TEGAMI_FONT_DIR}/NotoSansCJK-Regular.ttc ${TEGAMI_FONT_DIR}/NotoSansCJK-Bold.ttc)
set(glyph_baker ${CMAKE_BINARY_DIR}/generated/bake_glyphs)
set(glyph_baker_source ${CMAKE_SOURCE_DIR}/toolchain/glyphs/bake_glyphs.cpp)
set(glyph_texts ${CMAKE_SOURCE_DIR}/src/text/ui.def ${CMAKE_SOURCE_DIR}/src/text/causes.def)
set(glyph_source ${CMAKE_BINARY_DIR}/generated/glyphs.cpp)
add_custom_command(
  OUTPUT ${glyph_baker}
  COMMAND ${TEGAMI_BUILD_CXX} -std=c++20 -O1 ${glyph_baker_source} ${freetype_flags} -o ${glyph_baker}
  DEPENDS ${glyph_baker_source}
  COMMENT "Building the glyph baker"
  VERBATIM)
add_custom_command(
  OUTPUT ${glyph_source}
  COMMAND ${glyph_baker} ${fonts} ${glyph_source} ${glyph_texts}
  DEPENDS ${glyph_baker} ${glyph_texts}
  COMMENT "Baking glyphs"
  VERBATIM)
list(APPEND TEGAMI_GENERATED ${glyph_source})
