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
  const uint32_t kept = reserve_ + kSlackSegments;
  report_.capacity_bytes = usable > kept ? (usable - kept) * (segment_bytes_ - lost) : 0;
}

// Segments that can be opened. The ring from the open one on to the oldest is empty.
uint32_t Store::FreeSegments() const {
  uint32_t free = 0;
  for (uint32_t segment = NextSegment(open_segment_); segment != oldest_segment_; segment = NextSegment(segment)) {
    if (!worn_.test(segment)) ++free;
  }
  return free;
}

Status Store::Mount() {
  report_ = {};
  mounted_ = false;
  open_segment_ = oldest_segment_ = keyed_segment_ = kNoSegment;
  sequence_ = 0;
  opening_tries_ = kOpeningTries;
  open_torn_ = false;
  index_.clear();
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
  FindOldest(newest.first_sequence);
  TEGAMI_TRY(Load());
  TEGAMI_TRY(FinishCollection());
  // Segments are numbered without gaps: what is missing has lost its header, and all that it held.
  const uint32_t expected = std::max(newest.first_sequence, void_up_to_ + 1);
  if (first_sequence_ > expected) report_.corrupted += first_sequence_ - expected;
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
    sequence_ = header.sequence;
    open_segment_ = segment;
    newest = header;
  }
  // A chip that does not answer is not an empty one.
  return open_segment_ == kNoSegment && unreadable ? Fail(Error::kIo) : Status{};
}

// Back from the newest, as long as sequences fall. What is void, damaged, worn or of an older log is passed over.
void Store::FindOldest(uint32_t floor) {
  oldest_segment_ = open_segment_;
  first_sequence_ = sequence_;
  SegmentHeader header;
  for (uint32_t s = PreviousSegment(open_segment_); s != open_segment_; s = PreviousSegment(s)) {
    if (ReadSegment(s, header) != SegmentHeader::Found::kHeader || header.salt != salt_) continue;
    if (header.sequence >= first_sequence_ || header.sequence < floor) continue;
    oldest_segment_ = s;
    first_sequence_ = header.sequence;
  }
}

// The segment of the log behind this one, and its header.
uint32_t Store::NextInLog(uint32_t segment, SegmentHeader& header) {
  for (uint32_t s = NextSegment(segment); s != open_segment_; s = NextSegment(s)) {
    const bool found = ReadSegment(s, header) == SegmentHeader::Found::kHeader;
    if (found && header.salt == salt_ && header.sequence > first_sequence_ && header.sequence < sequence_) return s;
  }
  if (ReadSegment(open_segment_, header) != SegmentHeader::Found::kHeader) header.previous_torn = true;
  header.sequence = sequence_;
  return open_segment_;
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
  SegmentHeader next;
  while (oldest_segment_ != open_segment_ && first_sequence_ <= void_up_to_) {
    // All that lived there was copied, and the mark says so.
    const uint32_t victim = oldest_segment_;
    for (size_t i = index_.size(); i > 0; --i) {
      if (PlaceOf(index_.At(i - 1)).segment == victim) Unindex(i - 1);
    }
    if (EraseSegment(victim)) {
      blank_.set(victim);
    } else {
      NoteWorn(victim);
    }
    oldest_segment_ = NextInLog(victim, next);
    first_sequence_ = next.sequence;
  }
  const bool copies_alone = !open_has_mark_ && oldest_segment_ != open_segment_ && FreeSegments() == 0;
  return copies_alone ? DiscardCopies() : Status{};
}

// The last free segment is opened for collection alone: it holds copies, and their originals are still there.
Status Store::DiscardCopies() {
  const uint32_t discarded = open_segment_;
  SegmentHeader header;
  uint32_t last = oldest_segment_;
  uint32_t last_sequence = first_sequence_;
  for (uint32_t s = NextInLog(last, header); s != discarded; s = NextInLog(s, header)) {
    last = s;
    last_sequence = header.sequence;
  }
  open_torn_ = header.previous_torn;
  if (!EraseSegment(discarded)) NoteWorn(discarded);
  open_segment_ = last;
  sequence_ = last_sequence;
  const bool torn = open_torn_;
  TEGAMI_TRY(Load());
  open_torn_ = torn;
  open_offset_ = segment_bytes_;  // it was full, or the next had not been opened
  ++report_.torn;
  return {};
}

// An empty log under a new salt. Once its first segment is there, all that is older is void: what a power cut leaves
// is erased by the next Mount(), until the mark says that it was.
Status Store::BeginLog(uint32_t behind) {
  mounted_ = false;
  index_.clear();
  live_bytes_ = 0;
  void_up_to_ = 0;
  worn_.reset();
  blank_.reset();
  report_.worn_segments = 0;
  TEGAMI_TRY(entropy_.Fill(salt_));
  TEGAMI_TRY(MakeKey());
  open_segment_ = oldest_segment_ = behind;
  first_sequence_ = sequence_ + 1;
  open_torn_ = false;
  TEGAMI_TRY(OpenNextSegment());
  oldest_segment_ = open_segment_;
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
