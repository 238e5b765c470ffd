# SPDX-License-Identifier: MIT
# How our own code is compiled: the interface library tegami_options. Third-party code has its own, laxer options.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(TEGAMI_CCACHE ccache)
if(TEGAMI_CCACHE)
  # NOHASHDIR: several build folders of one tree share what they compile.
  foreach(language C CXX)
    set(CMAKE_${language}_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 ${TEGAMI_CCACHE})
  endforeach()
endif()

# Everything, third party included: no path of this machine in a binary, no exceptions, no RTTI.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/= $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>
                    $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
if(TEGAMI_SANITIZE)
  add_compile_options(-fsanitize=address -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(TEGAMI_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

add_library(tegami_options INTERFACE)
target_include_directories(tegami_options INTERFACE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
target_compile_options(
  tegami_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Werror
            -Wconversion
            -Wundef
            -Wvla
            -Wformat=2
            -Wdouble-promotion
            -Wimplicit-fallthrough
            -Wcast-align
            -Wno-missing-field-initializers
            $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
            $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
            $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
            $<$<COMPILE_LANGUAGE:CXX>:-Wextra-semi>
            # GCC takes the enumerators of a scoped enumeration for names that shadow: locals only.
            $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>
            $<$<CXX_COMPILER_ID:Clang>:-Wshadow>
            $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
            $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
            $<$<CXX_COMPILER_ID:Clang>:-Wunreachable-code>
            $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>)
if(TEGAMI_TLS_SERVER)
  target_compile_definitions(tegami_options INTERFACE TEGAMI_TLS_SERVER=1)
endif()
if(CMAKE_CROSSCOMPILING)
  target_compile_definitions(tegami_options INTERFACE TEGAMI_ON_BOARD=1)
else()
  target_compile_definitions(tegami_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
endif()
if(TEGAMI_SANITIZE)
  target_compile_options(tegami_options INTERFACE -fsanitize=undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
endif()
