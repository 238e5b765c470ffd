// SPDX-License-Identifier: MIT
// The store's calls: reading, writing and forgetting records.
#include "store/store.h"

#include "tegami/base/secret.h"

namespace tegami {

Store::Store(Flash& flash, DeviceKey& device_key, Entropy& entropy)
    : flash_(flash), device_key_(device_key), entropy_(entropy) {}

Store::~Store() {
  Wipe(key_);
  Wipe(buffer_);
}

Result<Bytes> Store::Draft(RecordId id, size_t value_max) {
  if (open_segment_ == kNoSegment) return Fail(Error::kBadState);
  if (value_max > kRecordValueMaxBytes) return Fail(Error::kTooLong);
  if (id.index > kRecordIndexMax) return Fail(Error::kInvalidArgument);
  draft_key_.reset();
  if (Find(RecordKey(id)) == nullptr && index_.full()) return Fail(Error::kNoSpace);
  TEGAMI_TRY(MakeRoom(Extent(value_max)));
  draft_key_ = RecordKey(id);
  draft_max_ = value_max;
  return Value().first(value_max);
}

Status Store::Commit(size_t size) {
  if (!draft_key_ || size > draft_max_) return Fail(Error::kBadState);
  const uint32_t key = *draft_key_;
  draft_key_.reset();
  const Status status = Append(key, static_cast<uint32_t>(size), false);
  Close();
  return status;
}

Status Store::Put(RecordId id, ConstBytes value) {
  const Result<Bytes> draft = Draft(id, value.size());
  if (!draft) return Fail(draft.error());
  CopyBytes(*draft, value);
  return Commit(value.size());
}

Result<ConstBytes> Store::Open(RecordId id) {
  draft_key_.reset();
  const Entry* entry = Find(RecordKey(id));
  if (entry == nullptr || (entry->at & kRemovedBit) != 0) return Fail(Error::kNotFound);
  const Place place = PlaceOf(entry->at);
  const Result<RecordHeader> header = ReadHeader(place);
  if (!header) return Fail(header.error());
  const Status opened = Unseal(place, *header);
  if (!opened) {
    if (opened.error() == Error::kCorrupt) ++report_.corrupted;
    return Fail(opened.error());
  }
  return Value().first(header->value_bytes);
}

void Store::Close() {
  draft_key_.reset();
  Wipe(buffer_);
}

bool Store::Contains(RecordId id) const {
  const Entry* entry = Find(RecordKey(id));
  return entry != nullptr && (entry->at & kRemovedBit) == 0;
}

Status Store::Remove(RecordId id) {
  if (open_segment_ == kNoSegment) return Fail(Error::kBadState);
  if (!Contains(id)) return {};
  draft_key_.reset();
  TEGAMI_TRY(MakeRoom(Extent(0)));
  return Append(RecordKey(id), 0, true);
}

std::optional<uint32_t> Store::NextIndex(RecordKind kind, uint32_t from) const {
  for (const Entry& entry : index_) {
    const RecordId id = RecordIdOf(entry.key);
    if (id.kind == kind && id.index >= from && (entry.at & kRemovedBit) == 0) return id.index;
  }
  return std::nullopt;
}

Status Store::FactoryReset() {
  if (segment_count_ == 0) TEGAMI_TRY(TakeGeometry());
  Close();
  index_.clear();
  live_bytes_ = 0;
  // A segment with a new salt comes first: from here on everything older is void, and Mount() goes on erasing.
  const uint32_t next = open_segment_ == kNoSegment ? 0 : NextSegment(open_segment_);
  TEGAMI_TRY(entropy_.Fill(salt_));
  open_segment_ = next;
  TEGAMI_TRY(MakeKey());
  used_segments_ = 0;
  blank_.reset();
  open_segment_ = PreviousSegment(next);
  TEGAMI_TRY(OpenNextSegment());
  oldest_segment_ = open_segment_;
  for (uint32_t segment = NextSegment(open_segment_); segment != open_segment_; segment = NextSegment(segment)) {
    TEGAMI_TRY(EraseSegment(segment));
  }
  report_.health = StoreHealth::kFresh;
  report_.records = 0;
  report_.live_bytes = 0;
  return {};
}

Store::Entry* Store::Find(uint32_t key) { return const_cast<Entry*>(std::as_const(*this).Find(key)); }

const Store::Entry* Store::Find(uint32_t key) const {
  const auto* found =
      std::lower_bound(index_.begin(), index_.end(), key, [](const Entry& e, uint32_t k) { return e.key < k; });
  return found != index_.end() && found->key == key ? found : nullptr;
}

Status Store::Index(uint32_t key, uint32_t at, uint32_t value_bytes) {
  Entry* entry = Find(key);
  if (entry == nullptr) {
    if (index_.full()) return Fail(Error::kNoSpace);
    auto* where =
        std::lower_bound(index_.begin(), index_.end(), key, [](const Entry& e, uint32_t k) { return e.key < k; });
    index_.insert(where, Entry{key, at});
    live_bytes_ += Extent(value_bytes);
  } else {
    const Result<RecordHeader> old = ReadHeader(PlaceOf(entry->at & ~kRemovedBit));
    if (old) live_bytes_ -= Extent(old->value_bytes == RecordHeader::kRemoved ? 0 : old->value_bytes);
    live_bytes_ += Extent(value_bytes);
    entry->at = at;
  }
  report_.live_bytes = live_bytes_;
  report_.records = static_cast<uint32_t>(index_.size());
  return {};
}

void Store::Unindex(const Entry* entry) {
  index_.erase(index_.begin() + (entry - index_.begin()));
  report_.records = static_cast<uint32_t>(index_.size());
}

void Store::DropEntriesOf(uint32_t segment) {
  for (size_t i = index_.size(); i > 0; --i) {
    const Entry& entry = index_[i - 1];
    const Place place = PlaceOf(entry.at & ~kRemovedBit);
    if (place.segment != segment) continue;
    const Result<RecordHeader> header = ReadHeader(place);
    if (header) live_bytes_ -= Extent(header->value_bytes == RecordHeader::kRemoved ? 0 : header->value_bytes);
    Unindex(&entry);
  }
  report_.live_bytes = live_bytes_;
}

}  // namespace tegami
