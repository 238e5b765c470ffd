# SPDX-License-Identifier: MIT
# The port named by TEGAMI_BOARD: tegami_hal_<board> of hal/<board>/*.cpp (main.cpp apart), and its executables.
#
#   posix     tegami            hal/posix/main.cpp, hal/posix/tool/*.cpp
#   a board   tegami.elf        hal/<board>/main.cpp, hal/<board>/release/*.cpp
#             tegami-demo.elf   hal/<board>/main.cpp, hal/<board>/demo/*.cpp
#             hal_contract.elf  tests/hal_contract/*.cpp, tests/hal_contract/<board>/*.cpp, GoogleTest
#
# hal/shared is what several ports use. Its files and folders with lwip or lan9118 in the name are for boards alone.

set(port ${CMAKE_SOURCE_DIR}/hal/${TEGAMI_BOARD})

file(GLOB_RECURSE shared_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/hal/shared/*.cpp)
if(NOT CMAKE_CROSSCOMPILING)
  list(FILTER shared_sources EXCLUDE REGEX "/hal/shared/.*(lwip|lan9118)")
endif()
tegami_library(tegami_hal_shared ${shared_sources})
tegami_link(tegami_hal_shared tegami_draw mbedtls)
target_include_directories(tegami_options INTERFACE ${CMAKE_SOURCE_DIR}/hal)

file(GLOB port_sources CONFIGURE_DEPENDS ${port}/*.cpp ${port}/*.c ${port}/*.S)
set(port_main ${port_sources})
list(FILTER port_main INCLUDE REGEX "/main\\.cpp$")
list(FILTER port_sources EXCLUDE REGEX "/main\\.cpp$")

if(NOT CMAKE_CROSSCOMPILING)
  find_package(Threads REQUIRED)
  tegami_library(tegami_hal_${TEGAMI_BOARD} ${port_sources})
  tegami_link(tegami_hal_${TEGAMI_BOARD} tegami_hal_shared Threads::Threads)
  include(${port}/libraries.cmake OPTIONAL)
  file(GLOB_RECURSE tool_sources CONFIGURE_DEPENDS ${port}/tool/*.cpp)
  if(port_main)
    add_executable(tegami ${port_main} ${tool_sources})
    target_compile_definitions(tegami PRIVATE TEGAMI_FIRMWARE_VERSION="${PROJECT_VERSION}")
    target_link_libraries(tegami PRIVATE tegami_hal_${TEGAMI_BOARD} tegami_app)
  endif()
else()
  include(firmware)
endif()
