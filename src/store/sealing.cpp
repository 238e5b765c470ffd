// SPDX-License-Identifier: MIT
// Nonce, associated data and key check of the sealed log.
#include "store/sealing.h"

#include "crypto/hmac.h"

namespace tegami {
namespace {

constexpr std::string_view kCheckLabel = "tegami store key check";

void Put32(Bytes into, uint32_t value) {
  for (size_t i = 0; i < 4; ++i) into[i] = static_cast<uint8_t>(value >> (8 * i));
}

}  // namespace

RecordSealing RecordSealing::Of(uint32_t sequence, uint32_t offset, const RecordHeader& header) {
  RecordSealing sealing;
  Put32(Bytes(sealing.nonce).subspan(0, 4), sequence);
  Put32(Bytes(sealing.nonce).subspan(4, 4), offset);
  Put32(Bytes(sealing.nonce).subspan(8, 4), header.nonce_random);
  Put32(Bytes(sealing.associated).subspan(0, 4), SegmentHeader::kFormatVersion);
  Put32(Bytes(sealing.associated).subspan(4, 4), header.key);
  Put32(Bytes(sealing.associated).subspan(8, 4), header.value_bytes);
  return sealing;
}

Status DeriveKeyCheck(ConstBytes key, std::span<uint8_t, SegmentHeader::kKeyCheckBytes> check) {
  std::array<uint8_t, 32> mac{};
  TEGAMI_TRY(HmacSha256(key, AsBytes(kCheckLabel), mac));
  CopyBytes(check, mac);
  return {};
}

}  // namespace tegami
