// SPDX-License-Identifier: MIT
// Sealing and opening the record that stands in the buffer.
#include "store/sealing.h"
#include "store/store.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr std::string_view kKeyLabel = "tegami store v1";

}  // namespace

Status Store::MakeKey() {
  keyed_segment_ = kNoSegment;
  return device_key_.Derive(AsBytes(kKeyLabel), salt_, key_);
}

Status Store::TakeSegmentKey(uint32_t segment) {
  if (segment == keyed_segment_) return {};
  keyed_segment_ = kNoSegment;
  SegmentHeader header;
  bool unreadable = false;
  if (ReadSegment(segment, header, &unreadable) != SegmentHeader::Found::kHeader) {
    return Fail(unreadable ? Error::kIo : Error::kCorrupt);
  }
  TEGAMI_TRY(DeriveSegmentKey(key_, header, segment_key_));
  keyed_segment_ = segment;
  keyed_sequence_ = header.sequence;
  return {};
}

// Writes header, ciphertext and tag of header.plain_bytes() octets over the plaintext.
Status Store::Seal(Place place, RecordHeader& header) {
  std::array<uint8_t, 4> random{};
  TEGAMI_TRY(entropy_.Fill(random));
  header.nonce_random = 0;
  for (size_t i = 0; i < random.size(); ++i) header.nonce_random |= uint32_t{random[i]} << (8 * i);
  TEGAMI_TRY(TakeSegmentKey(place.segment));
  const size_t plain_bytes = header.plain_bytes();
  const auto sealing = RecordSealing::Of(keyed_sequence_, place.offset, header);
  const Bytes sealed = Bytes(buffer_).subspan(RecordHeader::kBytes, plain_bytes + kTagBytes);
  TEGAMI_TRY(AeadSeal(segment_key_, sealing.nonce, sealing.associated, sealed.first(plain_bytes),
                      sealed.subspan(plain_bytes).first<kTagBytes>()));
  header.sealed_crc = Crc32(0, sealed);
  header.Write(std::span(buffer_).first<RecordHeader::kBytes>());
  return {};
}

Status Store::Unseal(Place place, const RecordHeader& header) {
  const Bytes sealed = Bytes(buffer_).subspan(RecordHeader::kBytes, header.plain_bytes() + kTagBytes);
  const Place text{place.segment, place.offset + static_cast<uint32_t>(RecordHeader::kBytes)};
  TEGAMI_TRY(ReadOctets(text, sealed));
  return OpenBuffer(place, header);
}

// Decrypts the record that stands in the buffer, and was sealed for this place.
Status Store::OpenBuffer(Place place, const RecordHeader& header) {
  TEGAMI_TRY(TakeSegmentKey(place.segment));
  const size_t plain_bytes = header.plain_bytes();
  const Bytes sealed = Bytes(buffer_).subspan(RecordHeader::kBytes, plain_bytes + kTagBytes);
  const auto sealing = RecordSealing::Of(keyed_sequence_, place.offset, header);
  const Status opened = AeadOpen(segment_key_, sealing.nonce, sealing.associated, sealed.first(plain_bytes),
                                 sealed.subspan(plain_bytes).first<kTagBytes>());
  if (!opened) Wipe(Value());
  return opened;
}

}  // namespace tegami
