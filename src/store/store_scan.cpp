// SPDX-License-Identifier: MIT
// Reading the log, record by record.
#include "store/store.h"

namespace tegami {
namespace {

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

Status Store::Scan(bool check_all) {
  index_.clear();
  void_up_to_ = secret_removed_at_ = 0;
  open_has_mark_ = false;
  report_.torn = report_.corrupted = 0;
  SegmentHeader next;
  uint32_t sequence = first_sequence_;
  for (uint32_t segment = oldest_segment_; segment != open_segment_;) {
    const uint32_t behind = NextInLog(segment, sequence, next);
    const bool adjacent = next.previous() <= sequence;
    // What lay between has lost its header.
    if (!adjacent) report_.corrupted += next.previous() - sequence;
    TEGAMI_TRY(ScanSegment(segment, sequence, check_all, next.previous_torn || !adjacent));
    sequence = next.sequence;
    segment = behind;
  }
  return ScanSegment(open_segment_, sequence_, true, false);
}

// A record is settled when it is known whether another one follows: the last one may be torn, one between others not.
Status Store::ScanSegment(uint32_t segment, uint32_t sequence, bool check_all, bool tail_torn) {
  std::optional<RecordHeader> waiting;
  uint32_t waiting_at = 0;
  uint32_t end = FirstOffset();
  for (;;) {
    const Result<uint32_t> at = FindHeader(segment, end);
    if (!at) return Fail(at.error());
    const bool last = *at == segment_bytes_;
    bool torn = false;
    if (waiting) {
      const Place place{segment, waiting_at};
      const Result<bool> whole = check_all || last ? SealedCrcMatches(place, *waiting) : Result<bool>(true);
      if (!whole) return Fail(whole.error());
      if (*whole) TEGAMI_TRY(ScanRecord(place, sequence, *waiting));
      torn = !*whole && last;
      if (!*whole && !last) ++report_.corrupted;
    }
    if (last) return ScanTail(segment, end, torn, tail_torn);
    if (*at != end) ++report_.corrupted;  // what stood between no longer reads as a record
    const Result<RecordHeader> header = ReadHeader({segment, *at});
    if (!header) return Fail(header.error());
    waiting = *header;
    waiting_at = *at;
    end = *at + Extent(header->plain_bytes());
  }
}

Status Store::ScanRecord(Place place, uint32_t sequence, RecordHeader header) {
  if (header.key == kVoidMarkKey) {
    const Status opened = Unseal(place, header);
    if (opened) void_up_to_ = std::max(void_up_to_, SequenceOf(Value()));
    if (opened && place.segment == open_segment_) open_has_mark_ = true;
    return opened || opened.error() == Error::kCorrupt ? Status{} : opened;
  }
  const Result<bool> forged = IsForged(place, header);
  if (!forged) return Fail(forged.error());
  if (*forged) {
    ++report_.corrupted;
    header.going = GoingKinds::All();
  } else if (!header.removed() && !Index(header.key, place)) {
    report_.health = StoreHealth::kOtherVersion;  // more records than this firmware can hold, or an unknown kind
    return Fail(Error::kUnsupported);
  }
  IndexGoing(header, sequence);
  return {};
}

// Of records that remove others, or may have done so before somebody with the chip in hand made their headers say
// otherwise, the seal is proved. A header and a record that match their CRCs and not their seal were written by
// somebody else: all secrets that it may have removed are forgotten. One that rotted is told by its CRC.
Result<bool> Store::IsForged(Place place, const RecordHeader& header) {
  const RecordKind kind = RecordIdOf(header.key).kind;
  const bool settings = kind == RecordKind::kAccountSettings || kind == RecordKind::kProxySettings;
  const bool removes = header.removed() ? index_.Find(header.key) != RecordIndex::kNone : header.going.bits() != 0;
  if (!settings && !removes) return false;
  const Status opened = Unseal(place, header);
  if (opened || opened.error() != Error::kCorrupt) return opened ? Result<bool>(false) : Fail(opened.error());
  return SealedCrcMatches(place, header);
}

// `torn`: the last record does not match its CRC. `tail_torn`: it was known to be so when the next segment was opened.
Status Store::ScanTail(uint32_t segment, uint32_t end, bool torn, bool tail_torn) {
  const bool newest = segment == open_segment_;
  // In a closed segment a look at where the next record would begin is enough.
  const uint32_t size =
      newest ? segment_bytes_ - end : std::min<uint32_t>(segment_bytes_ - end, uint32_t{RecordHeader::kBytes});
  const Result<bool> blank = Blank(Address({segment, end}), size);
  if (!blank) return Fail(blank.error());
  const bool finished = !torn && *blank;
  if (!newest) {
    if (!finished && !tail_torn) ++report_.corrupted;
    return {};
  }
  // Nothing is written behind a torn record: so one that is torn is the last of its segment.
  open_offset_ = finished ? end : segment_bytes_;
  open_torn_ = !finished;
  if (!finished) ++report_.torn;
  return {};
}

// The next whole header from `offset` on; the segment's end where there is none.
Result<uint32_t> Store::FindHeader(uint32_t segment, uint32_t offset) {
  if (offset + RecordHeader::kBytes > segment_bytes_) return segment_bytes_;
  // Mostly one follows at once: its header alone is read.
  const Result<RecordHeader> next = ReadHeader({segment, offset});
  if (next && Extent(next->plain_bytes()) <= segment_bytes_ - offset) return offset;
  if (!next && next.error() != Error::kCorrupt) return Fail(next.error());
  bool stepped = false;
  std::array<uint8_t, kReadStepBytes> window{};
  for (uint32_t at = offset; at + RecordHeader::kBytes <= segment_bytes_;) {
    const uint32_t size = std::min<uint32_t>(segment_bytes_ - at, kReadStepBytes);
    const Status read = ReadOctets({segment, at}, Bytes(window).first(size));
    if (!read && read.error() != Error::kCorrupt) return Fail(read.error());
    for (uint32_t step = 0; read && step + 2 <= size; step += granule_) {
      if (window[step] != (RecordHeader::kMagic & 0xFFU) || window[step + 1] != RecordHeader::kMagic >> 8U) continue;
      const Result<RecordHeader> header = ReadHeader({segment, at + step});
      if (header && Extent(header->plain_bytes()) <= segment_bytes_ - at - step) return at + step;
    }
    // A blank tail that is no longer than one record is the usual end of a segment.
    const bool short_tail = segment_bytes_ - at <= Extent(kRecordValueMaxBytes) + Extent(kVoidMarkBytes);
    if (!stepped && short_tail && read && AllErased(Bytes(window).first(size))) break;
    stepped = true;
    at += std::max<uint32_t>(granule_, kReadStepBytes);
  }
  return segment_bytes_;
}

Result<bool> Store::LivingAreWhole() {
  for (size_t i = 0; i < index_.size(); ++i) {
    const Place place = PlaceOf(index_.At(i));
    const Result<RecordHeader> header = ReadHeader(place);
    if (!header) return Fail(header.error());
    const Result<bool> whole = SealedCrcMatches(place, *header);
    if (!whole || !*whole) return whole;
  }
  return true;
}

// What cannot be read is not blank.
Result<bool> Store::Blank(uint32_t address, uint32_t size) {
  std::array<uint8_t, kReadStepBytes> octets{};
  while (size > 0) {
    const uint32_t step = std::min<uint32_t>(size, kReadStepBytes);
    const Status read = ReadOctets({address / segment_bytes_, address % segment_bytes_}, Bytes(octets).first(step));
    if (!read && read.error() != Error::kCorrupt) return Fail(read.error());
    if (!read || !AllErased(ConstBytes(octets).first(step))) return false;
    address += step;
    size -= step;
  }
  return true;
}

Result<bool> Store::SealedCrcMatches(Place place, const RecordHeader& header) {
  auto left = static_cast<uint32_t>(header.plain_bytes() + kTagBytes);
  place.offset += static_cast<uint32_t>(RecordHeader::kBytes);
  uint32_t crc = 0;
  std::array<uint8_t, kReadStepBytes> octets{};
  while (left > 0) {
    const uint32_t step = std::min<uint32_t>(left, kReadStepBytes);
    const Status read = ReadOctets(place, Bytes(octets).first(step));
    if (!read && read.error() != Error::kCorrupt) return Fail(read.error());
    if (!read) return false;
    crc = Crc32(crc, ConstBytes(octets).first(step));
    place.offset += step;
    left -= step;
  }
  return crc == header.sealed_crc;
}

Result<RecordHeader> Store::ReadHeader(Place place) {
  std::array<uint8_t, RecordHeader::kBytes> octets{};
  TEGAMI_TRY(ReadOctets(place, octets));
  RecordHeader header;
  if (!header.Read(octets)) return Fail(Error::kCorrupt);
  return header;
}

// One place that no longer reads (its ECC gave up) is a damaged record, kCorrupt; a chip that gives nothing is kIo.
Status Store::ReadOctets(Place place, Bytes into) {
  const Status read = flash_.Read(Address(place), into);
  if (read || flash_.Read(Address(place), into)) return {};
  SegmentHeader header;
  bool unreadable = false;
  static_cast<void>(ReadSegment(open_segment_, header, &unreadable));
  return Fail(unreadable ? Error::kIo : Error::kCorrupt);
}

}  // namespace tegami
