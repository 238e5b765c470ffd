// SPDX-License-Identifier: MIT
// SNTP requests and replies (RFC 4330). Octets only: the caller has the socket.
#pragma once

#include <optional>

#include "tegami/base/bytes.h"
#include "tegami/base/time.h"

namespace tegami {

inline constexpr size_t kSntpMessageBytes = 48;
inline constexpr uint16_t kSntpPort = 123;

// A client's request of version 4. `nonce` is random and stands where the client's own time would: the server sends it
// back, and nobody learns what the device thinks the time is.
void WriteSntpRequest(uint64_t nonce, std::span<uint8_t, kSntpMessageBytes> into);

struct SntpTime {
  UtcTime utc;
  uint16_t milliseconds = 0;
};

// The server's time, or nothing where the octets are no answer to the request with `nonce`, or the server says that it
// is not synchronized (§5).
std::optional<SntpTime> ReadSntpReply(ConstBytes message, uint64_t nonce);

}  // namespace tegami
