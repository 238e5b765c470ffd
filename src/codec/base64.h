// SPDX-License-Identifier: MIT
// Base64 (RFC 4648 §4) by pieces, in lines for mail (RFC 2045 §6.8), and base64url (RFC 4648 §5).
#pragma once

#include <array>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

// Octets that `octets` become, padding included.
constexpr uint64_t Base64Size(uint64_t octets) { return (octets + 2) / 3 * 4; }

// RFC 2045 §6.8: at most 76 characters a line. 57 octets make one.
inline constexpr size_t kBase64LineChars = 76;
inline constexpr size_t kBase64LineOctets = kBase64LineChars / 4 * 3;

// The same in lines, every line ended by CRLF, the last one too.
constexpr uint64_t Base64LinesSize(uint64_t octets) {
  return Base64Size(octets) + 2 * ((octets + kBase64LineOctets - 1) / kBase64LineOctets);
}

// Encodes all of `in`, padded. `out` has Base64Size(in.size()) octets or more; returns the octets written.
size_t EncodeBase64(ConstBytes in, Bytes out);

// Encodes whole lines of 57 octets: `in` is a multiple of kBase64LineOctets, or the very last piece. `out` has
// Base64LinesSize(in.size()) octets or more; `in` may be its tail where 8 more are left between. Returns the octets
// written.
size_t EncodeBase64Lines(ConstBytes in, Bytes out);

// Strict: no line ends, padding right, the unused bits zero. Returns the octets written.
//   kCorrupt  not base64
//   kNoSpace  `out` is too small
[[nodiscard]] Result<size_t> DecodeBase64(std::string_view in, Bytes out);

// base64url as JWTs have it: without padding.
[[nodiscard]] Result<size_t> DecodeBase64Url(std::string_view in, Bytes out);

}  // namespace tegami
