# SPDX-License-Identifier: MIT
# The libraries that toolchain/deps fetched (or that -DTEGAMI_<NAME>_DIR= gives), one target each, warnings off.

function(tegami_dependency name witness)
  string(TOUPPER TEGAMI_${name}_DIR variable)
  string(REPLACE "-" "_" variable ${variable})
  set(${variable} ${CMAKE_SOURCE_DIR}/build/deps/${name} CACHE PATH "Sources of ${name}")
  if(NOT EXISTS ${${variable}}/${witness})
    message(FATAL_ERROR "${name} is missing (${${variable}}/${witness}): run toolchain/deps, or give -D${variable}=")
  endif()
endfunction()

function(tegami_third_party name)
  add_library(${name} STATIC ${ARGN})
  target_compile_options(${name} PRIVATE -w)
  set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
endfunction()

tegami_dependency(mbedtls include/mbedtls/ssl.h)
tegami_dependency(cjson cJSON.h)
tegami_dependency(picohttpparser picohttpparser.h)
tegami_dependency(etl etl/string.h)
tegami_dependency(qrcodegen qrcodegen.h)
tegami_dependency(ca-certificates ISRG_Root_X1.crt)

file(GLOB sources ${TEGAMI_MBEDTLS_DIR}/library/*.c)
if(CMAKE_CROSSCOMPILING)
  # Where a board's time goes; everything else stays at the build's -Os.
  foreach(hot aes bignum bignum_core chacha20 ecp_curves gcm poly1305 sha256 sha512)
    set_source_files_properties(${TEGAMI_MBEDTLS_DIR}/library/${hot}.c PROPERTIES COMPILE_OPTIONS -O2)
  endforeach()
endif()
tegami_third_party(mbedtls ${sources})
target_include_directories(mbedtls SYSTEM PUBLIC ${CMAKE_SOURCE_DIR}/toolchain/mbedtls ${TEGAMI_MBEDTLS_DIR}/include)
target_compile_definitions(mbedtls PUBLIC MBEDTLS_CONFIG_FILE="tegami_mbedtls_config.h"
                                          $<$<BOOL:${TEGAMI_TLS_SERVER}>:TEGAMI_TLS_SERVER=1>
                                          $<$<BOOL:${CMAKE_CROSSCOMPILING}>:TEGAMI_ON_BOARD=1>)

tegami_third_party(cjson ${TEGAMI_CJSON_DIR}/cJSON.c)
target_include_directories(cjson SYSTEM PUBLIC ${TEGAMI_CJSON_DIR})

tegami_third_party(picohttpparser ${TEGAMI_PICOHTTPPARSER_DIR}/picohttpparser.c)
target_include_directories(picohttpparser SYSTEM PUBLIC ${TEGAMI_PICOHTTPPARSER_DIR})

tegami_third_party(qrcodegen ${TEGAMI_QRCODEGEN_DIR}/qrcodegen.c)
target_include_directories(qrcodegen SYSTEM PUBLIC ${TEGAMI_QRCODEGEN_DIR})
target_compile_definitions(qrcodegen PRIVATE NDEBUG)

add_library(etl INTERFACE)
target_include_directories(etl SYSTEM INTERFACE ${TEGAMI_ETL_DIR})
target_link_libraries(tegami_options INTERFACE etl)

# Boards have it; on the host, tests do.
if(CMAKE_CROSSCOMPILING OR TEGAMI_TESTS)
  tegami_dependency(lwip src/include/lwip/init.h)
  file(GLOB sources ${TEGAMI_LWIP_DIR}/src/core/*.c ${TEGAMI_LWIP_DIR}/src/core/ipv4/*.c
       ${TEGAMI_LWIP_DIR}/src/core/ipv6/*.c)
  tegami_third_party(lwip ${sources} ${TEGAMI_LWIP_DIR}/src/netif/ethernet.c)
  target_include_directories(lwip SYSTEM PUBLIC ${CMAKE_SOURCE_DIR}/toolchain/lwip ${TEGAMI_LWIP_DIR}/src/include)
endif()
