// SPDX-License-Identifier: MIT
// Limits and time-outs of the HTTP client alone; those that others share are in tegami/config.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tegami/base/time.h"
#include "tegami/config.h"

namespace tegami {

// Work buffer of one exchange: the request on its way out, then the response's head, then its body. A body is refused
// when it does not fit.
inline constexpr size_t kHttpWorkBytes = kHttpBodyMaxBytes;
// The head of a request: two URLs' worth of path and query, a host name, Basic credentials, and the fixed fields.
inline constexpr size_t kHttpRequestHeadMaxBytes = 3 * 1024;
// Octets of one response, framing included, whatever a peer makes of chunks and extensions.
inline constexpr size_t kHttpWireMaxBytes = 256 * 1024;
// Interim responses (1xx) before the real one.
inline constexpr uint8_t kHttpInterimMax = 8;
// A Retry-After or Date value that is worth reading.
inline constexpr size_t kHttpFieldTextMaxBytes = 64;

// The head of a proxy's answer to CONNECT, interim ones included, and the request before it: the room that a request of
// ours leaves in the work buffer until its connection is open.
inline constexpr size_t kTunnelHeadMaxBytes = kHttpRequestHeadMaxBytes;
// From CONNECT to the end of the answer's head: the proxy looks the host up and connects meanwhile.
inline constexpr int64_t kTunnelTimeoutMs = kConnectTimeoutMs;

// No octet in either direction for so long: the peer is gone. RFC 9112 §9.5 leaves it to us.
inline constexpr int64_t kHttpIdleTimeoutMs = 30 * kMsPerSecond;
// From the first octet out to the last one in, however they trickle.
inline constexpr int64_t kHttpTotalTimeoutMs = 90 * kMsPerSecond;
// A connection kept for the next request is closed after this; servers close theirs after a minute or two.
inline constexpr int64_t kHttpKeepAliveMs = 60 * kMsPerSecond;

}  // namespace tegami
