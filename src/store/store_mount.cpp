// SPDX-License-Identifier: MIT
// Finding the log at start, and finishing what a power cut interrupted.
#include "crypto/constant_time.h"
#include "store/sealing.h"
#include "store/store.h"

namespace tegami {
namespace {

constexpr uint32_t kGranuleMinBytes = 8;
constexpr uint32_t kUnitMaxBytes = 256;
constexpr uint64_t kFlashMaxBytes = uint64_t{1} << 31U;
constexpr uint32_t kSegmentsMin = 4;
// From here on two segments are kept free: one for a write that a worn segment refused.
constexpr uint32_t kSegmentsForTwoFree = 8;
// Segments that living records leave to collection, besides the free ones.
constexpr uint32_t kSlackSegments = 2;
// Of a large flash: the fuller it is, the more is copied for each record that is written.
constexpr uint32_t kFillPercent = 85;
// Kept from what the device can do without: a part of the capacity, but no more than jobs, history and tokens need.
constexpr uint32_t kHeadroomParts = 8;
constexpr uint32_t kHeadroomMaxBytes = 1024 * 1024;

}  // namespace

Status Store::TakeGeometry() {
  geometry_ = flash_.Geometry();
  const auto power_of_two = [](uint32_t value) { return value != 0 && (value & (value - 1)) == 0; };
  const uint64_t total = uint64_t{geometry_.sector_bytes} * geometry_.sector_count;
  if (!power_of_two(geometry_.sector_bytes) || !power_of_two(geometry_.program_unit_bytes) ||
      geometry_.program_unit_bytes > kUnitMaxBytes || total > kFlashMaxBytes) {
    return Fail(Error::kUnsupported);
  }
  granule_ = std::max(geometry_.program_unit_bytes, kGranuleMinBytes);
  while (total / granule_ > RecordIndex::kPlaceMax) granule_ *= 2;
  segment_bytes_ = std::max(geometry_.sector_bytes, kSegmentMinBytes);
  while (total / segment_bytes_ > kSegmentsMax) segment_bytes_ *= 2;
  segment_count_ = static_cast<uint32_t>(total / segment_bytes_);
  if (segment_count_ < kSegmentsMin) return Fail(Error::kUnsupported);
  reserve_ = segment_count_ < kSegmentsForTwoFree ? 1 : 2;
  RenewCapacity();
  return {};
}

void Store::RenewCapacity() {
  const uint32_t lost = FirstOffset() + Extent(kRecordValueMaxBytes) + Extent(kVoidMarkBytes);
  const auto usable = segment_count_ - static_cast<uint32_t>(worn_.count());
  payload_bytes_ = segment_bytes_ - lost;
  room_bytes_ = (usable > reserve_ ? usable - reserve_ : 1) * payload_bytes_;
  const uint32_t kept = std::max(reserve_ + kSlackSegments, usable - usable * kFillPercent / 100);
  report_.capacity_bytes = usable > kept ? (usable - kept) * payload_bytes_ : 0;
  report_.headroom_bytes = std::min(report_.capacity_bytes / kHeadroomParts, kHeadroomMaxBytes);
}

// Segments that can be opened.
uint32_t Store::FreeSegments() const {
  uint32_t free = 0;
  for (uint32_t segment = 0; segment < segment_count_; ++segment) {
    if (!in_log_.test(segment) && !worn_.test(segment)) ++free;
  }
  return free;
}

Status Store::Mount() {
  report_ = {};
  mounted_ = false;
  open_segment_ = oldest_segment_ = keyed_segment_ = kNoSegment;
  sequence_ = last_sequence_ = 0;
  opening_tries_ = kOpeningTries;
  open_torn_ = open_for_copies_ = open_has_mark_ = false;
  index_.clear();
  in_log_.reset();
  blank_.reset();
  worn_.reset();
  TEGAMI_TRY(TakeGeometry());
  SegmentHeader newest;
  TEGAMI_TRY(FindNewest(newest));
  if (open_segment_ == kNoSegment) return BeginLog(segment_count_ - 1);
  salt_ = newest.salt;
  TEGAMI_TRY(MakeKey());
  std::array<uint8_t, SegmentHeader::kCheckBytes> check{};
  TEGAMI_TRY(DeriveHeaderCheck(key_, newest, check));
  if (!ConstantTimeEqual(newest.check, check)) {
    report_.health = StoreHealth::kForeign;
    return Fail(Error::kRefused);
  }
  TEGAMI_TRY(FindLog(newest));
  TEGAMI_TRY(Load());
  TEGAMI_TRY(FinishCollection());
  CountLost(newest.first_sequence);
  const bool begun = newest.first_sequence == newest.sequence;
  if (begun && open_segment_ == oldest_segment_ && !open_has_mark_) TEGAMI_TRY(EraseOthers());
  report_.health = report_.corrupted != 0 ? StoreHealth::kDamaged
                   : report_.torn != 0    ? StoreHealth::kRepaired
                                          : StoreHealth::kIntact;
  Close();
  mounted_ = true;
  return {};
}

// Either copy of the header will do. `unreadable` is set where the chip did not give one of them.
SegmentHeader::Found Store::ReadSegment(uint32_t segment, SegmentHeader& header, bool* unreadable) {
  SegmentHeader::Found best = SegmentHeader::Found::kNone;
  for (const uint32_t offset : {uint32_t{0}, RoundUp(SegmentHeader::kBytes)}) {
    std::array<uint8_t, SegmentHeader::kBytes> octets{};
    if (!flash_.Read(Address({segment, offset}), octets)) {
      if (unreadable != nullptr) *unreadable = true;
      continue;
    }
    const SegmentHeader::Found found = header.Read(octets);
    if (found == SegmentHeader::Found::kHeader) return found;
    if (found == SegmentHeader::Found::kOtherVersion) best = found;
  }
  return best;
}

Status Store::FindNewest(SegmentHeader& newest) {
  bool unreadable = false;
  SegmentHeader header;
  for (uint32_t segment = 0; segment < segment_count_; ++segment) {
    const SegmentHeader::Found found = ReadSegment(segment, header, &unreadable);
    if (found == SegmentHeader::Found::kOtherVersion) {
      report_.health = StoreHealth::kOtherVersion;
      return Fail(Error::kUnsupported);
    }
    if (found == SegmentHeader::Found::kNone || header.sequence <= sequence_) continue;
    sequence_ = last_sequence_ = header.sequence;
    open_segment_ = segment;
    newest = header;
  }
  // A chip that does not answer is not an empty one.
  return open_segment_ == kNoSegment && unreadable ? Fail(Error::kIo) : Status{};
}

// Back from the newest: each segment names the one before it. What a refused opening or an erase that failed left is
// named by none, wherever it lies in the ring.
Status Store::FindLog(const SegmentHeader& newest) {
  oldest_segment_ = open_segment_;
  first_sequence_ = sequence_;
  open_for_copies_ = newest.for_copies;
  in_log_.set(open_segment_);
  SegmentHeader header = newest;
  for (;;) {
    const Result<uint32_t> before = FindBack(oldest_segment_, header.previous(), newest.first_sequence, header);
    if (!before) return Fail(before.error());
    if (*before == kNoSegment) return {};
    oldest_segment_ = *before;
    first_sequence_ = header.sequence;
    in_log_.set(*before);
  }
}

// The segment of this log and device that has `sequence`; where it is lost, the one with the next lower number down to
// `floor`. kNoSegment: none is left. Looked for from `from` backwards, where it mostly lies next.
Result<uint32_t> Store::FindBack(uint32_t from, uint32_t sequence, uint32_t floor, SegmentHeader& header) {
  uint32_t best = kNoSegment;
  if (sequence < floor) return best;
  SegmentHeader found;
  for (uint32_t s = PreviousSegment(from); s != from; s = PreviousSegment(s)) {
    if (ReadSegment(s, found) != SegmentHeader::Found::kHeader || found.salt != salt_) continue;
    if (found.sequence > sequence || found.sequence < floor) continue;
    if (best != kNoSegment && found.sequence <= header.sequence) continue;
    std::array<uint8_t, SegmentHeader::kCheckBytes> check{};
    TEGAMI_TRY(DeriveHeaderCheck(key_, found, check));
    if (!ConstantTimeEqual(found.check, check)) continue;
    best = s;
    header = found;
    if (header.sequence == sequence) break;
  }
  return best;
}

// The segment of the log behind this one, and its header.
uint32_t Store::NextInLog(uint32_t segment, uint32_t sequence, SegmentHeader& header) {
  uint32_t best = kNoSegment;
  SegmentHeader found;
  for (uint32_t s = NextSegment(segment); s != segment; s = NextSegment(s)) {
    if (!in_log_.test(s) || ReadSegment(s, found) != SegmentHeader::Found::kHeader) continue;
    if (found.sequence <= sequence || (best != kNoSegment && found.sequence >= header.sequence)) continue;
    best = s;
    header = found;
    if (header.previous() == sequence) break;
  }
  if (best != kNoSegment) return best;
  header = {.previous_torn = true, .sequence = sequence_};  // it no longer reads
  return open_segment_;
}

// What came before the oldest segment was collected, and a mark says so; or it has lost its header and all that it
// held.
void Store::CountLost(uint32_t floor) {
  SegmentHeader oldest;
  if (ReadSegment(oldest_segment_, oldest) != SegmentHeader::Found::kHeader) return;
  const uint32_t expected = std::max(floor, void_up_to_ + 1);
  if (oldest.previous() >= expected) report_.corrupted += oldest.previous() - expected + 1;
}

// Only the ends of segments are checked as they are scanned, and then what lives. Where that is not whole, all is
// checked, so that an older record counts in place of the damaged one.
Status Store::Load() {
  TEGAMI_TRY(Scan(false));
  const Result<bool> whole = LivingAreWhole();
  if (!whole) return Fail(whole.error());
  if (!*whole) TEGAMI_TRY(Scan(true));
  CountLiving();
  return {};
}

Status Store::FinishCollection() {
  bool half_erased = false;
  while (oldest_segment_ != open_segment_ && first_sequence_ <= void_up_to_) {
    // All that lived there was copied, and the mark says so.
    const uint32_t victim = oldest_segment_;
    for (size_t i = index_.size(); i > 0; --i) {
      if (PlaceOf(index_.At(i - 1)).segment == victim) Unindex(i - 1);
    }
    LeaveOldest();
    half_erased = true;
  }
  if (HoldsCopiesAlone() && oldest_segment_ != open_segment_) return DiscardCopies();
  // What an interrupted erase left is no damage.
  return half_erased && report_.corrupted != 0 ? Load() : Status{};
}

// Erases the oldest segment, of which all is void. One that cannot be erased is found to be void whenever it is read.
void Store::LeaveOldest() {
  const uint32_t victim = oldest_segment_;
  if (EraseSegment(victim)) {
    blank_.set(victim);
  } else {
    NoteWorn(victim);
  }
  in_log_.reset(victim);
  SegmentHeader next;
  oldest_segment_ = NextInLog(victim, first_sequence_, next);
  first_sequence_ = next.sequence;
}

// The last free segment is opened for collection alone: it holds copies, and their originals are still there. Where it
// cannot be written to its end, the collection begins again.
Status Store::DiscardCopies() {
  const uint32_t discarded = open_segment_;
  SegmentHeader header;
  if (ReadSegment(discarded, header) != SegmentHeader::Found::kHeader) return Fail(Error::kIo);
  const bool torn = header.previous_torn;
  const Result<uint32_t> before = FindBack(discarded, header.previous(), first_sequence_, header);
  if (!before) return Fail(before.error());
  if (*before == kNoSegment) return {};
  if (EraseSegment(discarded)) {
    blank_.set(discarded);
    ForgiveWorn(discarded);  // it is the last one: what refused is tried again
  } else {
    NoteWorn(discarded);
  }
  in_log_.reset(discarded);
  in_log_.set(*before);
  open_segment_ = *before;
  sequence_ = header.sequence;
  open_for_copies_ = header.for_copies;
  const StoreReport known = report_;
  TEGAMI_TRY(Load());
  open_torn_ = torn;
  open_offset_ = segment_bytes_;  // it was full, or the next had not been opened
  report_.torn = std::max(report_.torn, known.torn) + (mounted_ ? 0 : 1);
  if (mounted_) report_.corrupted = std::max(report_.corrupted, known.corrupted);
  return {};
}

// An empty log under a new salt. Once its first segment is there, all that is older is void: what a power cut leaves
// is erased by the next Mount(), until the mark says that it was.
Status Store::BeginLog(uint32_t behind) {
  mounted_ = false;
  index_.clear();
  live_bytes_ = 0;
  void_up_to_ = secret_removed_at_ = 0;
  worn_.reset();
  blank_.reset();
  report_.worn_segments = 0;
  TEGAMI_TRY(entropy_.Fill(salt_));
  TEGAMI_TRY(MakeKey());
  open_segment_ = oldest_segment_ = behind;
  open_torn_ = false;
  in_log_.reset();
  in_log_.set(behind);
  TEGAMI_TRY(OpenNextSegment(0, true));
  in_log_.reset(behind);
  oldest_segment_ = open_segment_;
  first_sequence_ = sequence_;
  TEGAMI_TRY(EraseOthers());
  RenewCapacity();
  CountLiving();
  report_.health = StoreHealth::kFresh;
  mounted_ = true;
  return {};
}

Status Store::EraseOthers() {
  for (uint32_t segment = NextSegment(open_segment_); segment != open_segment_; segment = NextSegment(segment)) {
    const Result<bool> blank = Blank(Address({segment, 0}), segment_bytes_);
    if (blank && *blank) continue;
    if (EraseSegment(segment)) {
      blank_.set(segment);
    } else {
      NoteWorn(segment);
    }
  }
  return HasRoom(Extent(kVoidMarkBytes)) ? MarkVoid(sequence_ - 1) : Status{};
}

}  // namespace tegami
