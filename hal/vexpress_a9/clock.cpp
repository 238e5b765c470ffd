// SPDX-License-Identifier: MIT
#include "vexpress_a9/clock.h"

#include "shared/registers.h"
#include "tegami/plausible_time.h"
#include "vexpress_a9/global_timer.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

// PL031 (ARM DDI 0224): seconds since 1970 in 32 bits.
constexpr uintptr_t kRtcData = kRtcBase + 0x00;
constexpr uintptr_t kRtcLoad = kRtcBase + 0x08;
constexpr uintptr_t kRtcControl = kRtcBase + 0x0c;

}  // namespace

void VexpressClock::Start() {
  StartGlobalTimer();
  WriteRegister(kRtcControl, 1);
}

Instant VexpressClock::Now() { return Instant{static_cast<int64_t>(GlobalTimerTicks() / kTicksPerMs)}; }

std::optional<UtcTime> VexpressClock::WallClock() {
  const uint32_t seconds = ReadRegister(kRtcData);
  const UtcTime time{seconds};
  return IsPlausible(time) ? std::optional(time) : std::nullopt;
}

Status VexpressClock::SetWallClock(UtcTime now) {
  if (now.seconds < 0 || now.seconds > int64_t{UINT32_MAX}) return Fail(Error::kInvalidArgument);
  WriteRegister(kRtcLoad, static_cast<uint32_t>(now.seconds));
  return {};
}

}  // namespace tegami::vexpress_a9
