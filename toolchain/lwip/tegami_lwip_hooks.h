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

// lwIP's SNTP client got the time: seconds since 1970 (a later glue may ask the server itself and never see this).
void tegami_lwip_set_time(uint32_t seconds, uint32_t microseconds);

#ifdef __cplusplus
}
#endif

#endif
