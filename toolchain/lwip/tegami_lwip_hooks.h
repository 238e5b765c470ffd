// SPDX-License-Identifier: MIT
// What lwIP asks of the board's glue (hal/shared), besides sys_now() of lwip/sys.h.
#ifndef TEGAMI_LWIP_HOOKS_H
#define TEGAMI_LWIP_HOOKS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// 32 bits from the board's Entropy, or a generator seeded by it.
uint32_t tegami_lwip_random(void);

#ifdef __cplusplus
}
#endif

#endif
