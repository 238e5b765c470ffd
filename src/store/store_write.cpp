// SPDX-License-Identifier: MIT
// Appending to the log, and collecting its oldest segment.
#include "store/sealing.h"
#include "store/store.h"

namespace tegami {

// Opens segments and collects until `extent` fits the open one, leaving the place of a void mark behind it.
Status Store::MakeRoom(uint32_t extent) {
  if (live_bytes_ > room_bytes_) return Fail(Error::kNoSpace);
  bool ahead = false;
  for (uint32_t turn = 0; turn < 4 * segment_count_; ++turn) {
    if (HoldsCopiesAlone() && open_torn_) TEGAMI_TRY(DiscardCopies());
    if (FreeSegments() < reserve_ && oldest_segment_ != open_segment_) {
      TEGAMI_TRY(CollectOldest());
    } else if (!HasRoom(extent + Extent(kVoidMarkBytes))) {
      // Copies first, so that the segment behind them is there for what is written.
      TEGAMI_TRY(ahead ? OpenNextSegment(0) : CollectAhead());
      ahead = true;
    } else if (HoldsCopiesAlone()) {
      TEGAMI_TRY(MarkVoid(first_sequence_ - 1));
    } else {
      return {};
    }
  }
  return Fail(Error::kNoSpace);
}

// In a full store, a collection that begins when the last segments are free may have to turn the whole ring: what it
// meets first may all live. So it begins while so many are free that its price is paid in parts, a few with each
// segment that is opened.
Status Store::CollectAhead() {
  for (uint32_t i = 0; i < kCollectAhead; ++i) {
    if (FreeSegments() >= reserve_ + SegmentsAhead() || oldest_segment_ == open_segment_) return {};
    TEGAMI_TRY(CollectOldest());
  }
  return {};
}

// A segment that cannot be erased or written is passed over, if another one can be: where none can, nothing is known
// about any of them, and all are there again once the chip works. At least `segments_to_leave` free ones are left.
Status Store::OpenNextSegment(uint32_t segments_to_leave, bool begins_log) {
  const etl::bitset<kSegmentsMax> worn_before = worn_;
  const bool worn_too = FreeSegments() == 0;  // better than none
  int tries = 0;
  for (uint32_t segment = NextSegment(open_segment_); segment != open_segment_ && tries < opening_tries_;
       segment = NextSegment(segment)) {
    if (in_log_.test(segment) || (worn_.test(segment) && !worn_too)) continue;
    if (segments_to_leave != 0 && FreeSegments() <= segments_to_leave) break;
    SegmentHeader header;
    TEGAMI_TRY(NumberNext(begins_log, header));
    if (WriteSegmentHeader(segment, header)) {
      opening_tries_ = kOpeningTries;
      sequence_ = header.sequence;
      open_segment_ = segment;
      open_offset_ = FirstOffset();
      open_torn_ = open_has_mark_ = false;
      open_for_copies_ = header.for_copies;
      in_log_.set(segment);
      ForgiveWorn(segment);
      return {};
    }
    NoteWorn(segment);
    ++tries;
  }
  return tries == 0 ? Fail(Error::kNoSpace) : GiveUpOpening(worn_before);
}

// A number is never given again: what a refused opening left on the chip may read as a header, now or later.
Status Store::NumberNext(bool begins_log, SegmentHeader& header) {
  header = {.previous_torn = open_torn_,
            .for_copies = !begins_log && FreeSegments() <= 1,
            .skipped = last_sequence_ - sequence_,
            .sequence = last_sequence_ + 1,
            .first_sequence = begins_log ? last_sequence_ + 1 : first_sequence_,
            .salt = salt_,
            .opening = {},
            .check = {}};
  TEGAMI_TRY(entropy_.Fill(header.opening));
  TEGAMI_TRY(DeriveHeaderCheck(key_, header, header.check));
  ++last_sequence_;
  return {};
}

// The next start may take one of the refused segments for the newest: it names the open one as the one before, as that
// stands now. Nothing is written there any more.
Status Store::GiveUpOpening(const etl::bitset<kSegmentsMax>& worn_before) {
  open_offset_ = segment_bytes_;
  opening_tries_ = static_cast<uint8_t>(std::min(opening_tries_ + kOpeningTries, int{kOpeningTriesMax}));
  worn_ = worn_before;
  if (open_torn_) worn_.reset(open_segment_);  // full until it is collected, and erased then
  report_.worn_segments = static_cast<uint32_t>(worn_.count());
  RenewCapacity();
  return Fail(Error::kIo);
}

Status Store::WriteSegmentHeader(uint32_t segment, const SegmentHeader& header) {
  if (!blank_.test(segment)) TEGAMI_TRY(EraseSegment(segment));
  blank_.reset(segment);
  if (keyed_segment_ == segment) keyed_segment_ = kNoSegment;
  std::array<uint8_t, 256> padded{};  // the largest granule
  padded.fill(0xFF);
  header.Write(std::span(padded).first<SegmentHeader::kBytes>());
  const Bytes copy = Bytes(padded).first(RoundUp(SegmentHeader::kBytes));
  TEGAMI_TRY(Program(Address({segment, 0}), copy));
  TEGAMI_TRY(Program(Address({segment, static_cast<uint32_t>(copy.size())}), copy));
  SegmentHeader written;
  const bool good = ReadSegment(segment, written) == SegmentHeader::Found::kHeader && written.check == header.check;
  return good ? Status{} : Fail(Error::kIo);
}

// Copies what lives in the oldest segment forward, marks it void, erases it. A power cut before the mark: what was
// copied is there twice, or Mount() drops the copies. After it: Mount() erases the segment.
Status Store::CollectOldest() {
  const uint32_t victim = oldest_segment_;
  for (size_t i = index_.size(); i > 0; --i) {
    const RecordIndex::Entry entry = index_.At(i - 1);
    if (PlaceOf(entry).segment != victim) continue;
    const Status copied = CopyForward(entry);
    if (copied) continue;
    if (copied.error() != Error::kCorrupt) return copied;
    Unindex(i - 1);
  }
  TEGAMI_TRY(MarkVoid(first_sequence_));
  LeaveOldest();
  return {};
}

Status Store::CopyForward(const RecordIndex::Entry& entry) {
  const Place place = PlaceOf(entry);
  const Result<RecordHeader> header = ReadHeader(place);
  const Status opened = header ? Unseal(place, *header) : Fail(header.error());
  if (opened) {
    RecordHeader copy{.key = header->key, .going = {}, .value_bytes = header->value_bytes};
    return Append(copy, 0);
  }
  if (opened.error() == Error::kCorrupt) NoteCorrupted();
  return opened;
}

Status Store::MarkVoid(uint32_t up_to) {
  for (size_t i = 0; i < kVoidMarkBytes; ++i) Value()[i] = static_cast<uint8_t>(up_to >> (8 * i));
  RecordHeader header{.key = kVoidMarkKey, .going = {}, .value_bytes = kVoidMarkBytes};
  return Append(header, 0);
}

// Seals the value that stands in the buffer and programs it at the open offset. Where the flash refuses, once more in
// the next segment, if that leaves `segments_to_leave` free ones.
Status Store::Append(RecordHeader& header, uint32_t segments_to_leave) {
  const uint32_t behind = header.key == kVoidMarkKey ? 0 : Extent(kVoidMarkBytes);
  if (!HasRoom(Extent(header.plain_bytes()) + behind)) TEGAMI_TRY(OpenNextSegment(segments_to_leave));
  const Place place{open_segment_, open_offset_};
  const Status done = AppendHere(header);
  const bool worn = !done && open_torn_;
  if (!worn || FreeSegments() <= segments_to_leave) return done;
  TEGAMI_TRY(OpenBuffer(place, header));
  TEGAMI_TRY(OpenNextSegment(segments_to_leave));
  return AppendHere(header);
}

Status Store::AppendHere(RecordHeader& header) {
  const Place place{open_segment_, open_offset_};
  const uint32_t extent = Extent(header.plain_bytes());
  TEGAMI_TRY(Seal(place, header));
  const auto used = static_cast<ptrdiff_t>(RecordHeader::kBytes + header.plain_bytes() + kTagBytes);
  std::fill(buffer_.begin() + used, buffer_.begin() + static_cast<ptrdiff_t>(extent), uint8_t{0xFF});
  const Status programmed = Program(Address(place), Bytes(buffer_).first(extent));
  // What stands there whole counts at the next start, whatever the chip answered: so it counts now.
  const Result<RecordHeader> written = ReadHeader(place);
  const Result<bool> reads_back = written ? SealedCrcMatches(place, header) : Result<bool>(false);
  const bool whole = reads_back && *reads_back;
  open_offset_ += extent;
  if (!programmed || !whole) {
    open_offset_ = segment_bytes_;  // nothing is written behind a torn record
    open_torn_ = !whole;
    NoteWorn(open_segment_);
  }
  if (!whole) return Fail(Error::kIo);
  if (header.key == kVoidMarkKey) {
    open_has_mark_ = true;
  } else {
    IndexWritten(header, place);
  }
  return {};
}

Status Store::EraseSegment(uint32_t segment) {
  if (keyed_segment_ == segment) keyed_segment_ = kNoSegment;
  const uint32_t sectors = segment_bytes_ / geometry_.sector_bytes;
  Status erased;
  for (uint32_t i = 0; i < sectors; ++i) {
    ++report_.erases;
    const Status done = flash_.Erase(segment * sectors + i);
    if (!done) erased = done;  // the others are erased all the same: what they hold goes
  }
  return erased;
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

void Store::NoteWorn(uint32_t segment) {
  if (worn_.test(segment)) return;
  worn_.set(segment);
  ++report_.worn_segments;
  RenewCapacity();
}

void Store::ForgiveWorn(uint32_t segment) {
  if (!worn_.test(segment)) return;
  worn_.reset(segment);
  --report_.worn_segments;
  RenewCapacity();
}

}  // namespace tegami
