// SPDX-License-Identifier: MIT
// The store's calls: reading, writing and forgetting records.
#include "store/store.h"

#include <algorithm>

#include "tegami/base/secret.h"

namespace tegami {
namespace {

// What Tidy() sees to. Access tokens are not among them: they end by themselves within hours, and change too often.
constexpr RecordKind kSecretKinds[] = {RecordKind::kSignIn, RecordKind::kPendingSignIn, RecordKind::kPassword,
                                       RecordKind::kClientSecret, RecordKind::kProxyPassword};

// Entries of the index that are kept from what the device can do without: 64 jobs, the history, tokens.
constexpr size_t kHeadroomRecords = 96;

}  // namespace

Store::Store(Flash& flash, DeviceKey& device_key, Entropy& entropy)
    : flash_(flash), device_key_(device_key), entropy_(entropy) {}

Store::~Store() {
  Wipe(key_);
  Wipe(segment_key_);
  Wipe(buffer_);
}

Result<Bytes> Store::Draft(RecordId id, size_t value_max) {
  if (!mounted_) return Fail(Error::kBadState);
  if (value_max > kRecordValueMaxBytes) return Fail(Error::kTooLong);
  if (id.index > kRecordIndexMax) return Fail(Error::kInvalidArgument);
  draft_key_.reset();
  if (index_.Find(RecordKey(id)) == RecordIndex::kNone) {
    const bool extra = IsExtra(id);
    const size_t records_max = extra ? kRecordsMax - kHeadroomRecords : kRecordsMax;
    const uint32_t bytes_max = report_.capacity_bytes - (extra ? report_.headroom_bytes : 0);
    if (index_.size() >= records_max || live_bytes_ + Extent(extra ? value_max : 0) > bytes_max) {
      return Fail(Error::kNoSpace);
    }
  }
  TEGAMI_TRY(MakeRoom(Extent(value_max)));
  draft_key_ = RecordKey(id);
  draft_max_ = value_max;
  return Value().first(value_max);
}

Status Store::Commit(size_t size, GoingKinds going) {
  if (!draft_key_ || size > draft_max_) return Fail(Error::kBadState);
  RecordHeader header{.key = *draft_key_, .going = going, .value_bytes = static_cast<uint32_t>(size)};
  draft_key_.reset();
  // What is no larger than what it replaces is always taken: a full store goes on renewing its sign-ins.
  const size_t position = index_.Find(header.key);
  const uint32_t old_extent = position == RecordIndex::kNone ? 0 : LiveExtent(index_.At(position));
  const bool grows = Extent(size) > old_extent;
  const bool fits = !grows || live_bytes_ - old_extent + Extent(size) <= report_.capacity_bytes;
  const Status status = fits ? Append(header, 1) : Fail(Error::kNoSpace);
  Close();
  return status;
}

Status Store::Put(RecordId id, ConstBytes value, GoingKinds going) {
  const Result<Bytes> draft = Draft(id, value.size());
  if (!draft) return Fail(draft.error());
  CopyBytes(*draft, value);
  return Commit(value.size(), going);
}

Result<ConstBytes> Store::Open(RecordId id) {
  draft_key_.reset();
  const size_t position = index_.Find(RecordKey(id));
  if (position == RecordIndex::kNone) return Fail(Error::kNotFound);
  const Place place = PlaceOf(index_.At(position));
  const Result<RecordHeader> header = ReadHeader(place);
  const Status opened = header ? Unseal(place, *header) : Fail(header.error());
  if (opened) return Value().first(header->value_bytes);
  if (opened.error() == Error::kCorrupt) NoteCorrupted();
  return Fail(opened.error());
}

void Store::Close() {
  draft_key_.reset();
  buffer_.fill(0);  // a record was here; it lives on, so no compiler leaves this out
}

bool Store::Contains(RecordId id) const { return index_.Find(RecordKey(id)) != RecordIndex::kNone; }

Status Store::Remove(RecordId id, GoingKinds going) {
  if (!mounted_) return Fail(Error::kBadState);
  draft_key_.reset();
  bool any = Contains(id);
  for (size_t i = 0; i < std::size(GoingKinds::kList); ++i) {
    any = any || (going.Has(i) && Contains({GoingKinds::kList[i], id.index}));
  }
  if (!any) return {};
  TEGAMI_TRY(MakeRoom(Extent(0)));
  RecordHeader header{.key = RecordKey(id), .going = going, .value_bytes = RecordHeader::kRemoved};
  return Append(header, 1);
}

std::optional<uint32_t> Store::NextIndex(RecordKind kind, uint32_t from) const {
  if (from > kRecordIndexMax) return std::nullopt;
  const size_t position = index_.FindFrom(RecordKey({kind, from}));
  if (position == RecordIndex::kNone) return std::nullopt;
  return RecordIdOf(index_.At(position).key).index;
}

Result<bool> Store::Tidy() {
  if (!mounted_) return Fail(Error::kBadState);
  const uint32_t ahead = SegmentsAhead();
  const bool wanted = ahead != 0 && FreeSegments() <= reserve_ + ahead;
  if (!HoldsRemovedSecret() && !wanted) return false;
  draft_key_.reset();
  if (HoldsCopiesAlone() && open_torn_) TEGAMI_TRY(DiscardCopies());
  if (oldest_segment_ == open_segment_) TEGAMI_TRY(OpenNextSegment(0));
  do {
    TEGAMI_TRY(CollectOldest());
  } while (FreeSegments() < reserve_ && oldest_segment_ != open_segment_);
  Close();
  return HoldsRemovedSecret();
}

Status Store::FactoryReset() {
  if (segment_count_ == 0) TEGAMI_TRY(TakeGeometry());
  Close();
  const uint32_t behind = open_segment_ == kNoSegment ? segment_count_ - 1 : open_segment_;
  TEGAMI_TRY(BeginLog(behind));
  return report_.worn_segments == 0 ? Status{} : Fail(Error::kIo);
}

// What a record takes of the capacity.
uint32_t Store::LiveExtent(const RecordIndex::Entry& entry) {
  const Result<RecordHeader> header = ReadHeader(PlaceOf(entry));
  return header && header->key == entry.key ? Extent(header->plain_bytes()) : 0;
}

Status Store::Index(uint32_t key, Place place) {
  const RecordIndex::Entry entry{.key = key, .place = Address(place) / granule_};
  return index_.Set(entry) ? Status{} : Fail(Error::kNoSpace);
}

// After a record was written: it counts from now on, and what goes with it is forgotten.
void Store::IndexWritten(const RecordHeader& header, Place place) {
  IndexGoing(header, sequence_);
  if (header.removed()) return;
  const size_t position = index_.Find(header.key);
  if (position != RecordIndex::kNone) live_bytes_ -= LiveExtent(index_.At(position));
  static_cast<void>(Index(header.key, place));  // Draft() saw to a free entry
  live_bytes_ += Extent(header.plain_bytes());
  report_.live_bytes = live_bytes_;
  report_.records = static_cast<uint32_t>(index_.size());
}

// What a record of the segment numbered `sequence` removes. The index has nothing of a removed record: everything older
// is collected before the record that removed it.
void Store::IndexGoing(const RecordHeader& header, uint32_t sequence) {
  if (header.removed()) ForgetRemoved(header.key, header, sequence);
  for (size_t i = 0; i < std::size(GoingKinds::kList); ++i) {
    const uint32_t key = RecordKey({GoingKinds::kList[i], RecordIdOf(header.key).index});
    if (header.going.Has(i) && key != header.key) ForgetRemoved(key, header, sequence);
  }
}

void Store::ForgetRemoved(uint32_t key, const RecordHeader& by, uint32_t sequence) {
  const size_t position = index_.Find(key);
  if (position == RecordIndex::kNone) return;
  Unindex(position);
  const RecordKind kind = RecordIdOf(key).kind;
  if (std::find(std::begin(kSecretKinds), std::end(kSecretKinds), kind) == std::end(kSecretKinds)) return;
  // A sign-in that is applied lives on in the record that removes the pending one.
  const bool applied = kind == RecordKind::kPendingSignIn && RecordIdOf(by.key).kind == RecordKind::kSignIn;
  if (!applied || by.removed()) secret_removed_at_ = std::max(secret_removed_at_, sequence);
}

void Store::Unindex(size_t position) {
  live_bytes_ -= LiveExtent(index_.At(position));
  index_.Erase(position);
  report_.live_bytes = live_bytes_;
  report_.records = static_cast<uint32_t>(index_.size());
}

void Store::CountLiving() {
  live_bytes_ = 0;
  for (size_t i = 0; i < index_.size(); ++i) live_bytes_ += LiveExtent(index_.At(i));
  report_.live_bytes = live_bytes_;
  report_.records = static_cast<uint32_t>(index_.size());
}

void Store::NoteCorrupted() {
  ++report_.corrupted;
  report_.health = StoreHealth::kDamaged;
}

}  // namespace tegami
