// SPDX-License-Identifier: MIT
// Appending to the log, and collecting its oldest segment.
#include "crypto/aead.h"
#include "store/sealing.h"
#include "store/store.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr uint32_t kVoidMarkBytes = 4;

void PutSequence(Bytes into, uint32_t sequence) {
  for (size_t i = 0; i < kVoidMarkBytes; ++i) into[i] = static_cast<uint8_t>(sequence >> (8 * i));
}

}  // namespace

uint32_t Store::Extent(size_t value_bytes) const {
  const uint32_t unit = std::max<uint32_t>(geometry_.program_unit_bytes, 8);
  const auto bytes = static_cast<uint32_t>(RecordHeader::kBytes + value_bytes + kTagBytes);
  return (bytes + unit - 1) / unit * unit;
}

uint32_t Store::FirstOffset() const {
  const uint32_t unit = std::max<uint32_t>(geometry_.program_unit_bytes, 8);
  return (static_cast<uint32_t>(SegmentHeader::kBytes) + unit - 1) / unit * unit;
}

// Opens segments and collects until `extent` fits the open one, leaving the place of a void mark behind it.
Status Store::MakeRoom(uint32_t extent) {
  if (live_bytes_ + extent > report_.capacity_bytes) return Fail(Error::kNoSpace);
  for (uint32_t turn = 0; turn < 2 * segment_count_; ++turn) {
    if (FreeSegments() == 0) TEGAMI_TRY(CollectOldest());
    if (segment_bytes_ - open_offset_ >= extent + Extent(kVoidMarkBytes)) return {};
    TEGAMI_TRY(OpenNextSegment());
  }
  return Fail(Error::kNoSpace);
}

Status Store::OpenNextSegment() {
  const uint32_t next = NextSegment(open_segment_);
  if (!blank_.test(next)) TEGAMI_TRY(EraseSegment(next));
  SegmentHeader header;
  header.sequence = sequence_ + 1;
  header.salt = salt_;
  TEGAMI_TRY(DeriveKeyCheck(key_, header.key_check));
  std::array<uint8_t, SegmentHeader::kBytes + 256> padded{};
  padded.fill(0xFF);
  header.Write(std::span(padded).first<SegmentHeader::kBytes>());
  blank_.reset(next);
  TEGAMI_TRY(Program(next * segment_bytes_, Bytes(padded).first(FirstOffset())));
  ++sequence_;
  open_segment_ = next;
  open_offset_ = FirstOffset();
  ++used_segments_;
  return {};
}

// Copies what lives in the oldest segment into the open one, which is empty then, marks the oldest void, erases it.
// A power cut before the mark: Mount() drops the copies. After it: Mount() erases the segment.
Status Store::CollectOldest() {
  const uint32_t victim = oldest_segment_;
  SegmentHeader victim_header;
  std::array<uint8_t, SegmentHeader::kBytes> octets{};
  TEGAMI_TRY(flash_.Read(victim * segment_bytes_, octets));
  const bool readable = victim_header.Read(octets);

  for (size_t i = index_.size(); i > 0; --i) {
    Entry& entry = index_[i - 1];
    if (PlaceOf(entry.at & ~kRemovedBit).segment != victim) continue;
    if ((entry.at & kRemovedBit) != 0) {
      live_bytes_ -= Extent(0);  // nothing older is left that it could hide
      Unindex(&entry);
      continue;
    }
    const Status copied = CopyForward(entry);
    if (!copied && copied.error() != Error::kCorrupt) return copied;
  }
  DropEntriesOf(victim);  // only what no longer opens is left there

  if (readable) {
    PutSequence(Value(), victim_header.sequence);
    TEGAMI_TRY(Append(kVoidMarkKey, kVoidMarkBytes, false));
  }
  TEGAMI_TRY(EraseSegment(victim));
  blank_.set(victim);
  oldest_segment_ = NextSegment(victim);
  --used_segments_;
  return {};
}

Status Store::CopyForward(Entry& entry) {
  const Result<RecordHeader> header = ReadHeader(PlaceOf(entry.at));
  if (!header) return Fail(header.error());
  const Status opened = Unseal(PlaceOf(entry.at), *header);
  if (!opened) {
    if (opened.error() == Error::kCorrupt) ++report_.corrupted;
    return opened;
  }
  return Append(header->key, header->value_bytes, false);
}

// Seals the value that stands in the buffer and programs it at the open offset.
Status Store::Append(uint32_t key, uint32_t value_bytes, bool removed) {
  const Place place{open_segment_, open_offset_};
  const uint32_t extent = Extent(value_bytes);
  if (segment_bytes_ - open_offset_ < extent) return Fail(Error::kNoSpace);
  RecordHeader header;
  header.key = key;
  header.value_bytes = removed ? RecordHeader::kRemoved : value_bytes;
  TEGAMI_TRY(Seal(place, header, value_bytes));
  const size_t used = RecordHeader::kBytes + value_bytes + kTagBytes;
  std::fill(buffer_.begin() + static_cast<ptrdiff_t>(used), buffer_.begin() + static_cast<ptrdiff_t>(extent), 0xFF);
  open_offset_ += extent;  // whatever happens now, this place is spent
  TEGAMI_TRY(Program(Address(place), Bytes(buffer_).first(extent)));
  const Result<bool> reads_back = SealedCrcMatches(place, header);
  if (!reads_back) return Fail(reads_back.error());
  if (!*reads_back) return Fail(Error::kIo);
  if (key == kVoidMarkKey) return {};
  return Index(key, Address(place) | (removed ? kRemovedBit : 0U), value_bytes);
}

Status Store::EraseSegment(uint32_t segment) {
  const uint32_t sectors = segment_bytes_ / geometry_.sector_bytes;
  for (uint32_t i = 0; i < sectors; ++i) {
    ++report_.erases;
    TEGAMI_TRY(flash_.Erase(segment * sectors + i));
  }
  return {};
}

// Flash::Program() keeps to one sector; a record may cross into the next.
Status Store::Program(uint32_t address, ConstBytes data) {
  while (!data.empty()) {
    const uint32_t room = geometry_.sector_bytes - address % geometry_.sector_bytes;
    const ConstBytes part = data.first(std::min<size_t>(room, data.size()));
    TEGAMI_TRY(flash_.Program(address, part));
    report_.programmed_bytes += part.size();
    address += static_cast<uint32_t>(part.size());
    data = data.subspan(part.size());
  }
  return {};
}

Status Store::Seal(Place place, RecordHeader& header, size_t plain_bytes) {
  std::array<uint8_t, 4> random{};
  TEGAMI_TRY(entropy_.Fill(random));
  header.nonce_random = 0;
  for (size_t i = 0; i < random.size(); ++i) header.nonce_random |= uint32_t{random[i]} << (8 * i);
  SegmentHeader segment;
  std::array<uint8_t, SegmentHeader::kBytes> segment_octets{};
  TEGAMI_TRY(flash_.Read(place.segment * segment_bytes_, segment_octets));
  if (!segment.Read(segment_octets)) return Fail(Error::kCorrupt);

  const auto sealing = RecordSealing::Of(segment.sequence, place.offset, header);
  const Bytes sealed = Bytes(buffer_).subspan(RecordHeader::kBytes, plain_bytes + kTagBytes);
  TEGAMI_TRY(AeadSeal(key_, sealing.nonce, sealing.associated, sealed.first(plain_bytes),
                      sealed.subspan(plain_bytes).first<kTagBytes>()));
  header.sealed_crc = Crc32(0, sealed);
  header.Write(std::span(buffer_).first<RecordHeader::kBytes>());
  return {};
}

Status Store::Unseal(Place place, const RecordHeader& header) {
  SegmentHeader segment;
  std::array<uint8_t, SegmentHeader::kBytes> segment_octets{};
  TEGAMI_TRY(flash_.Read(place.segment * segment_bytes_, segment_octets));
  if (!segment.Read(segment_octets)) return Fail(Error::kCorrupt);
  const size_t plain_bytes = header.value_bytes == RecordHeader::kRemoved ? 0 : header.value_bytes;
  const Bytes sealed = Bytes(buffer_).subspan(RecordHeader::kBytes, plain_bytes + kTagBytes);
  TEGAMI_TRY(flash_.Read(Address(place) + static_cast<uint32_t>(RecordHeader::kBytes), sealed));
  const auto sealing = RecordSealing::Of(segment.sequence, place.offset, header);
  const Status opened = AeadOpen(key_, sealing.nonce, sealing.associated, sealed.first(plain_bytes),
                                 sealed.subspan(plain_bytes).first<kTagBytes>());
  if (!opened) Wipe(Value());
  return opened;
}

Result<RecordHeader> Store::ReadHeader(Place place) {
  std::array<uint8_t, RecordHeader::kBytes> octets{};
  TEGAMI_TRY(flash_.Read(Address(place), octets));
  RecordHeader header;
  if (!header.Read(octets)) return Fail(Error::kCorrupt);
  return header;
}

}  // namespace tegami
