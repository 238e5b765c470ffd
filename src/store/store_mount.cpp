// SPDX-License-Identifier: MIT
// Reading the log at start, and finishing what a power cut interrupted.
#include "crypto/aead.h"
#include "crypto/constant_time.h"
#include "store/sealing.h"
#include "store/store.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr std::string_view kKeyLabel = "tegami store v1";
constexpr size_t kReadStepBytes = 256;

bool AllErased(ConstBytes octets) {
  return std::all_of(octets.begin(), octets.end(), [](uint8_t octet) { return octet == 0xFF; });
}

uint32_t SequenceOf(ConstBytes value) {
  uint32_t sequence = 0;
  for (size_t i = 0; i < 4 && i < value.size(); ++i) sequence |= uint32_t{value[i]} << (8 * i);
  return sequence;
}

}  // namespace

Status Store::TakeGeometry() {
  geometry_ = flash_.Geometry();
  const auto power_of_two = [](uint32_t value) { return value != 0 && (value & (value - 1)) == 0; };
  if (!power_of_two(geometry_.sector_bytes) || !power_of_two(geometry_.program_unit_bytes) ||
      geometry_.program_unit_bytes > 256) {
    return Fail(Error::kUnsupported);
  }
  const uint64_t total = uint64_t{geometry_.sector_bytes} * geometry_.sector_count;
  if (total >= kRemovedBit) return Fail(Error::kUnsupported);
  segment_bytes_ = std::max(geometry_.sector_bytes, kSegmentMinBytes);
  while (total / segment_bytes_ > kSegmentsMax) segment_bytes_ *= 2;
  segment_count_ = static_cast<uint32_t>(total / segment_bytes_);
  if (segment_count_ < 4) return Fail(Error::kUnsupported);
  const uint32_t lost = FirstOffset() + Extent(kRecordValueMaxBytes) + Extent(4);
  report_.capacity_bytes = (segment_count_ - 3) * (segment_bytes_ - lost);
  return {};
}

Status Store::Mount() {
  report_ = {};
  index_.clear();
  blank_.reset();
  live_bytes_ = 0;
  void_up_to_ = 0;
  TEGAMI_TRY(TakeGeometry());
  TEGAMI_TRY(FindChain());
  if (used_segments_ == 0) return Format();
  TEGAMI_TRY(MakeKey());
  std::array<uint8_t, SegmentHeader::kBytes> octets{};
  SegmentHeader newest;
  TEGAMI_TRY(flash_.Read(open_segment_ * segment_bytes_, octets));
  std::array<uint8_t, SegmentHeader::kKeyCheckBytes> key_check{};
  TEGAMI_TRY(DeriveKeyCheck(key_, key_check));
  if (!newest.Read(octets) || !ConstantTimeEqual(newest.key_check, key_check)) {
    report_.health = StoreHealth::kForeign;
    return Fail(Error::kRefused);
  }
  TEGAMI_TRY(EraseForeignSegments());
  for (uint32_t i = 0, segment = oldest_segment_; i < used_segments_; ++i, segment = NextSegment(segment)) {
    TEGAMI_TRY(ScanSegment(segment, segment == open_segment_));
  }
  TEGAMI_TRY(FinishInterrupted());
  report_.health = report_.corrupted != 0 ? StoreHealth::kDamaged
                   : report_.torn != 0    ? StoreHealth::kRepaired
                                          : StoreHealth::kIntact;
  Close();
  return {};
}

// The newest segment is the one with the highest sequence; its chain goes back while sequences fall and salts agree.
Status Store::FindChain() {
  used_segments_ = 0;
  open_segment_ = kNoSegment;
  sequence_ = 0;
  std::array<uint8_t, SegmentHeader::kBytes> octets{};
  SegmentHeader header;
  for (uint32_t segment = 0; segment < segment_count_; ++segment) {
    TEGAMI_TRY(flash_.Read(segment * segment_bytes_, octets));
    if (!header.Read(octets) || header.sequence <= sequence_) continue;
    sequence_ = header.sequence;
    open_segment_ = segment;
    salt_ = header.salt;
  }
  if (open_segment_ == kNoSegment) return {};
  oldest_segment_ = open_segment_;
  used_segments_ = 1;
  uint32_t sequence = sequence_;
  for (uint32_t s = PreviousSegment(open_segment_); s != open_segment_; s = PreviousSegment(s)) {
    TEGAMI_TRY(flash_.Read(s * segment_bytes_, octets));
    if (!header.Read(octets) || header.sequence >= sequence || header.salt != salt_) break;
    sequence = header.sequence;
    oldest_segment_ = s;
    ++used_segments_;
  }
  return {};
}

Status Store::MakeKey() { return device_key_.Derive(AsBytes(kKeyLabel), salt_, key_); }

Status Store::Format() {
  TEGAMI_TRY(entropy_.Fill(salt_));
  TEGAMI_TRY(MakeKey());
  open_segment_ = segment_count_ - 1;
  TEGAMI_TRY(OpenNextSegment());
  oldest_segment_ = open_segment_;
  report_.health = StoreHealth::kFresh;
  return {};
}

// Segments with another salt are left from before a factory reset that lost its power.
Status Store::EraseForeignSegments() {
  std::array<uint8_t, SegmentHeader::kBytes> octets{};
  SegmentHeader header;
  for (uint32_t segment = 0; segment < segment_count_; ++segment) {
    TEGAMI_TRY(flash_.Read(segment * segment_bytes_, octets));
    if (header.Read(octets) && header.salt != salt_) TEGAMI_TRY(EraseSegment(segment));
  }
  return {};
}

Status Store::ScanSegment(uint32_t segment, bool newest) {
  const uint32_t unit = std::max<uint32_t>(geometry_.program_unit_bytes, 8);
  uint32_t offset = FirstOffset();
  uint32_t end = offset;  // behind the last whole record
  bool lost_step = false;
  while (offset + RecordHeader::kBytes <= segment_bytes_) {
    const Place place{segment, offset};
    const Result<RecordHeader> header = ReadHeader(place);
    if (!header && header.error() != Error::kCorrupt) return Fail(header.error());
    const size_t value_bytes = header && header->value_bytes != RecordHeader::kRemoved ? header->value_bytes : 0;
    if (!header || Extent(value_bytes) > segment_bytes_ - offset) {
      offset += unit;  // blank, torn or rotten: the next whole header goes on
      lost_step = true;
      continue;
    }
    if (lost_step && offset != end) ++report_.corrupted;
    lost_step = false;
    TEGAMI_TRY(ScanRecord(place, *header, newest));
    offset += Extent(value_bytes);
    end = offset;
  }
  if (!newest) return {};
  open_offset_ = end;
  const Result<bool> blank = Blank(segment * segment_bytes_ + end, segment_bytes_ - end);
  if (!blank) return Fail(blank.error());
  if (!*blank) {  // a write was torn before its header was whole: nothing can be programmed over it
    open_offset_ = segment_bytes_;
    ++report_.torn;
  }
  return {};
}

Status Store::ScanRecord(Place place, const RecordHeader& header, bool newest) {
  const Result<bool> whole = SealedCrcMatches(place, header);
  if (!whole) return Fail(whole.error());
  if (!*whole) {
    ++(newest ? report_.torn : report_.corrupted);
    return {};
  }
  if (header.key == kVoidMarkKey) {
    const Status opened = Unseal(place, header);
    if (opened) void_up_to_ = SequenceOf(Value());
    return opened || opened.error() == Error::kCorrupt ? Status{} : opened;
  }
  const bool removed = header.value_bytes == RecordHeader::kRemoved;
  return Index(header.key, Address(place) | (removed ? kRemovedBit : 0U), removed ? 0 : header.value_bytes);
}

Status Store::FinishInterrupted() {
  if (used_segments_ < 2) return {};
  std::array<uint8_t, SegmentHeader::kBytes> octets{};
  SegmentHeader oldest;
  TEGAMI_TRY(flash_.Read(oldest_segment_ * segment_bytes_, octets));
  if (oldest.Read(octets) && oldest.sequence <= void_up_to_) {
    // All that lived there was copied, and the mark says so.
    DropEntriesOf(oldest_segment_);
    TEGAMI_TRY(EraseSegment(oldest_segment_));
    blank_.set(oldest_segment_);
    oldest_segment_ = NextSegment(oldest_segment_);
    --used_segments_;
    return {};
  }
  if (FreeSegments() != 0) return {};
  // The open segment holds nothing but copies of the oldest one's records: begin that collection again.
  const uint32_t discarded = open_segment_;
  TEGAMI_TRY(EraseSegment(discarded));
  open_segment_ = PreviousSegment(discarded);
  --used_segments_;
  index_.clear();
  live_bytes_ = 0;
  for (uint32_t i = 0, segment = oldest_segment_; i < used_segments_; ++i, segment = NextSegment(segment)) {
    TEGAMI_TRY(ScanSegment(segment, segment == open_segment_));
  }
  open_offset_ = segment_bytes_;  // it was full, or the next had not been opened
  ++report_.torn;
  return {};
}

Result<bool> Store::Blank(uint32_t address, uint32_t size) {
  std::array<uint8_t, kReadStepBytes> octets{};
  while (size > 0) {
    const uint32_t step = std::min<uint32_t>(size, kReadStepBytes);
    TEGAMI_TRY(flash_.Read(address, Bytes(octets).first(step)));
    if (!AllErased(ConstBytes(octets).first(step))) return false;
    address += step;
    size -= step;
  }
  return true;
}

Result<bool> Store::SealedCrcMatches(Place place, const RecordHeader& header) {
  const size_t value_bytes = header.value_bytes == RecordHeader::kRemoved ? 0 : header.value_bytes;
  auto left = static_cast<uint32_t>(value_bytes + kTagBytes);
  uint32_t address = Address(place) + static_cast<uint32_t>(RecordHeader::kBytes);
  uint32_t crc = 0;
  std::array<uint8_t, kReadStepBytes> octets{};
  while (left > 0) {
    const uint32_t step = std::min<uint32_t>(left, kReadStepBytes);
    TEGAMI_TRY(flash_.Read(address, Bytes(octets).first(step)));
    crc = Crc32(crc, ConstBytes(octets).first(step));
    address += step;
    left -= step;
  }
  return crc == header.sealed_crc;
}

}  // namespace tegami
