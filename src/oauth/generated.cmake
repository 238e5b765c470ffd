# SPDX-License-Identifier: MIT
# The client ids of this build, one for each cloud (docs/providers.md): a printer maker registers its application there.
foreach(cloud PUBLIC GCC_HIGH DOD CHINA OUTLOOK)
  set(TEGAMI_CLIENT_ID_${cloud} "" CACHE STRING "Client id of the application's registration: ${cloud}")
  if(NOT TEGAMI_CLIENT_ID_${cloud} MATCHES "^[A-Za-z0-9._-]*$")
    message(FATAL_ERROR "TEGAMI_CLIENT_ID_${cloud} is no client id: ${TEGAMI_CLIENT_ID_${cloud}}")
  endif()
  set_property(
    SOURCE ${CMAKE_CURRENT_LIST_DIR}/provider_table.cpp
    APPEND
    PROPERTY COMPILE_DEFINITIONS "TEGAMI_CLIENT_ID_${cloud}=\"${TEGAMI_CLIENT_ID_${cloud}}\"")
endforeach()
