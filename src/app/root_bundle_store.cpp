// SPDX-License-Identifier: MIT
// Which bundle counts, and roots out of it; a new one is taken in root_update.cpp.
#include "app/root_bundle_store.h"

#include "store/fields.h"

namespace tegami {
namespace {

constexpr RecordId kBundleId{RecordKind::kRootBundle, 0};

enum Tag : uint8_t { kSlot = 1, kVersion = 2, kCount = 3, kBytes = 4, kIssued = 5 };

constexpr size_t kBundleRecordMaxBytes = 64;

}  // namespace

RecordId RootPartId(uint8_t slot, size_t number) {
  return {RecordKind::kRootPart, static_cast<uint32_t>(slot * kRootPartsMax + number)};
}

void RootBundleStore::Load(uint32_t built_in_version) {
  header_ = {};
  slot_ = 0;
  stored_ = damaged_ = false;
  const Result<ConstBytes> record = store_.Open(kBundleId);
  if (record) {
    FieldReader fields(*record);
    while (fields.Next()) {
      const int64_t number = fields.Number();
      switch (fields.tag()) {
        case kSlot: slot_ = number == 1 ? 1 : 0; break;
        case kVersion: header_.version = static_cast<uint32_t>(number); break;
        case kCount: header_.count = static_cast<uint32_t>(number); break;
        case kBytes: header_.bytes = static_cast<uint32_t>(number); break;
        case kIssued: header_.issued = number; break;
        default: break;
      }
    }
    stored_ = true;
    damaged_ = !fields.status() || !PartsAreThere();
  } else if (record.error() != Error::kNotFound) {
    damaged_ = true;  // its parts are kept for whoever wants to look, until the next update
    return;
  }
  if (stored_ && header_.version <= built_in_version) {  // firmware that is newer than the bundle
    if (store_.Remove(kBundleId)) {
      RemoveParts(slot_);
      stored_ = damaged_ = false;
      header_ = {};
    }
  }
  RemoveParts(free_slot());
  if (!stored_) RemoveParts(1);
}

// Whether nothing is missing. What is rotten inside shows when it is opened.
bool RootBundleStore::PartsAreThere() {
  if (header_.bytes > kRootBundleMaxBytes - kP256SignatureBytes) return false;
  for (size_t part = 0; part * kRootPartBytes < header_.bytes; ++part) {
    if (!store_.Contains(RootPartId(slot_, part))) return false;
  }
  const Result<ConstBytes> first = store_.Open(RootPartId(slot_, 0));
  if (!first) return false;
  const Result<RootBundleHeader> header = ReadRootBundleHeader(*first);
  return header && header->version == header_.version && header->count == header_.count;
}

Result<ConstBytes> RootBundleStore::Find(SubjectKey subject, size_t nth) {
  if (!in_use()) return Fail(Error::kCorrupt);
  const Result<ConstBytes> first = store_.Open(RootPartId(slot_, 0));
  if (first && first->size() >= std::min<size_t>(header_.bytes, kRootPartBytes)) {
    const size_t number = FindRootBundleEntry(*first, header_, subject) + nth;
    if (number >= header_.count) return ConstBytes();
    const RootBundleEntry entry = ReadRootBundleEntry(*first, number);
    if (entry.subject != subject) return ConstBytes();
    const size_t at = entry.offset % kRootPartBytes;
    const Result<ConstBytes> part = store_.Open(RootPartId(slot_, entry.part()));
    if (part && entry.bytes <= part->size() && at <= part->size() - entry.bytes) return part->subspan(at, entry.bytes);
  }
  damaged_ = true;
  return Fail(Error::kCorrupt);
}

Status RootBundleStore::Adopt(uint8_t slot, const RootBundleHeader& header) {
  std::array<uint8_t, kBundleRecordMaxBytes> record;
  FieldWriter fields(record);
  fields.PutNumber(kSlot, slot);
  fields.PutNumber(kVersion, header.version);
  fields.PutNumber(kCount, header.count);
  fields.PutNumber(kBytes, header.bytes);
  fields.PutNumber(kIssued, header.issued);
  TEGAMI_TRY(fields.status());
  return store_.Put(kBundleId, ConstBytes(record).first(fields.size()));
}

void RootBundleStore::RemoveParts(uint8_t slot) {
  for (size_t part = 0; part < kRootPartsMax; ++part) {
    // One that cannot be removed now is removed at the next start.
    if (store_.Contains(RootPartId(slot, part))) static_cast<void>(store_.Remove(RootPartId(slot, part)));
  }
}

}  // namespace tegami
