// SPDX-License-Identifier: MIT
// lwIP's view of the compiler and of the board's glue.
#ifndef TEGAMI_LWIP_ARCH_CC_H
#define TEGAMI_LWIP_ARCH_CC_H

#include <sys/types.h>  // ssize_t

#include "tegami_lwip_hooks.h"

#define LWIP_RAND() tegami_lwip_random()
#define LWIP_NO_UNISTD_H 1
#define LWIP_PLATFORM_DIAG(arguments) ((void)0)
#define LWIP_PLATFORM_ASSERT(message) __builtin_trap()

#endif
