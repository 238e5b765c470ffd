# SPDX-License-Identifier: MIT
# The root certificates, baked from Debian's ca-certificates.

set(TEGAMI_ROOTS "mozilla" CACHE STRING "Root certificates in flash: mozilla (all), mail (toolchain/roots/mail.txt)")
set_property(CACHE TEGAMI_ROOTS PROPERTY STRINGS mozilla mail)
set(roots_only "")
if(TEGAMI_ROOTS STREQUAL "mail")
  set(roots_only --only ${CMAKE_SOURCE_DIR}/toolchain/roots/mail.txt)
elseif(NOT TEGAMI_ROOTS STREQUAL "mozilla")
  message(FATAL_ERROR "TEGAMI_ROOTS is mozilla or mail, not ${TEGAMI_ROOTS}")
endif()

set(roots_source ${CMAKE_BINARY_DIR}/generated/roots_${TEGAMI_ROOTS}.cpp)
add_custom_command(
  OUTPUT ${roots_source}
  COMMAND ${CMAKE_SOURCE_DIR}/toolchain/bake_roots --certificates ${TEGAMI_CA_CERTIFICATES_DIR} ${roots_only}
          --output ${roots_source} --depfile ${roots_source}.d
  DEPENDS ${CMAKE_SOURCE_DIR}/toolchain/bake_roots ${CMAKE_SOURCE_DIR}/toolchain/roots/mail.txt
  DEPFILE ${roots_source}.d
  COMMENT "Baking root certificates (${TEGAMI_ROOTS})"
  VERBATIM)
list(APPEND TEGAMI_GENERATED ${roots_source})
