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

# Bundles that are newer than this image's own roots have a higher number: the day of Debian's package, and two digits.
file(STRINGS ${CMAKE_SOURCE_DIR}/toolchain/deps.lock roots_line REGEX "^ca-certificates ")
string(REGEX MATCH "20[0-9][0-9][01][0-9][0-3][0-9]" roots_day "${roots_line}")
set(TEGAMI_ROOTS_VERSION "${roots_day}00" CACHE STRING "Version of the built-in root certificates")

set(roots_source ${CMAKE_BINARY_DIR}/generated/roots_${TEGAMI_ROOTS}.cpp)
add_custom_command(
  OUTPUT ${roots_source}
  COMMAND ${CMAKE_SOURCE_DIR}/toolchain/bake_roots --certificates ${TEGAMI_CA_CERTIFICATES_DIR} ${roots_only}
          --version ${TEGAMI_ROOTS_VERSION} --output ${roots_source} --depfile ${roots_source}.d
  DEPENDS ${CMAKE_SOURCE_DIR}/toolchain/bake_roots ${CMAKE_SOURCE_DIR}/toolchain/roots/certificates.py
          ${CMAKE_SOURCE_DIR}/toolchain/roots/mail.txt
  DEPFILE ${roots_source}.d
  COMMENT "Baking root certificates (${TEGAMI_ROOTS})"
  VERBATIM)
list(APPEND TEGAMI_GENERATED ${roots_source})

# Who may sign new ones (toolchain/roots_bundle), and where they are fetched from.
set(TEGAMI_ROOTS_KEY "" CACHE FILEPATH "Public key (PEM, P-256) of who signs root certificates; empty: none are taken")
set(TEGAMI_ROOTS_URL "" CACHE STRING "https URL of the newest signed root certificates; empty: none")
set(roots_key_source ${CMAKE_BINARY_DIR}/generated/roots_key.cpp)
execute_process(
  COMMAND ${CMAKE_SOURCE_DIR}/toolchain/bake_roots --key "${TEGAMI_ROOTS_KEY}" --url "${TEGAMI_ROOTS_URL}"
          --output ${roots_key_source}
  COMMAND_ERROR_IS_FATAL ANY)
if(TEGAMI_ROOTS_KEY)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${TEGAMI_ROOTS_KEY})
endif()
list(APPEND TEGAMI_GENERATED ${roots_key_source})
