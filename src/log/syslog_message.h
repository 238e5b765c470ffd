// SPDX-License-Identifier: MIT
// An event as a collector reads it: RFC 5424's message in RFC 5425's frame.
#pragma once

#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/event.h"

namespace tegami {

// Who sends. Views.
struct SyslogSender {
  std::string_view host;              // of the device; what HOSTNAME may not have is left out
  std::string_view firmware_version;  // empty: left out
  bool clock_is_synchronized = false;
};

// RFC 5425 §4.3.1: every receiver takes 2048 octets. Ours end sooner.
inline constexpr size_t kSyslogFrameMaxBytes = 1024;

// Writes "LENGTH SP MESSAGE" (octet counting, RFC 5425 §4.3); returns its octets.
//   kNoSpace  `into` is smaller than kSyslogFrameMaxBytes, and the message too long for it
[[nodiscard]] Result<size_t> WriteSyslogFrame(const Event& event, const SyslogSender& sender, Bytes into);

}  // namespace tegami
