// SPDX-License-Identifier: MIT
// Keys, nonces and associated data of the sealed log.
#include "store/sealing.h"

#include "crypto/hmac.h"

namespace tegami {
namespace {

constexpr std::string_view kSegmentLabel = "tegami segment";
constexpr std::string_view kCheckLabel = "tegami header ";
constexpr size_t kCheckedBytes = 64;  // of a segment's header: all before the check

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
  Put32(Bytes(sealing.associated).subspan(12, 4), header.going.bits());
  return sealing;
}

Status DeriveSegmentKey(ConstBytes key, const SegmentHeader& header, std::span<uint8_t, kAeadKeyBytes> segment_key) {
  std::array<uint8_t, kSegmentLabel.size() + SegmentHeader::kOpeningBytes + 4> message{};
  CopyBytes(message, AsBytes(kSegmentLabel));
  CopyBytes(Bytes(message).subspan(kSegmentLabel.size()), header.opening);
  Put32(Bytes(message).last(4), header.sequence);
  return HmacSha256(key, message, segment_key);
}

Status DeriveHeaderCheck(ConstBytes key, const SegmentHeader& header,
                         std::span<uint8_t, SegmentHeader::kCheckBytes> check) {
  std::array<uint8_t, SegmentHeader::kBytes> octets{};
  header.Write(octets);
  std::array<uint8_t, kCheckLabel.size() + kCheckedBytes> message{};
  CopyBytes(message, AsBytes(kCheckLabel));
  CopyBytes(Bytes(message).subspan(kCheckLabel.size()), ConstBytes(octets).first(kCheckedBytes));
  std::array<uint8_t, 32> mac{};
  TEGAMI_TRY(HmacSha256(key, message, mac));
  CopyBytes(check, mac);
  return {};
}

}  // namespace tegami
