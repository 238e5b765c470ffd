// SPDX-License-Identifier: MIT
// Records that survive power cuts and are useless outside this device: a sealed, append-only log on raw NOR flash.
//
// The flash is a ring of segments (docs/decisions/0003-sealed-record-log.md). Records are appended to the open segment;
// the newest record of a name counts. When the ring is nearly full, the oldest segment's living records are copied to
// the newest and the oldest is erased: wear spreads by itself.
//
// Drive: Mount() once; then Draft()/Commit(), Put(), Open(), Remove() at will. Each returns when the flash holds it.
// After a power cut inside any of them the record is the old one or the new one.
// One buffer serves drafts, opened values and collection: what Draft() and Open() gave is gone with the next call.
#pragma once

#include <etl/bitset.h>
#include <etl/vector.h>

#include <optional>

#include "store/record.h"
#include "tegami/base/status.h"
#include "tegami/hal/device_key.h"
#include "tegami/hal/entropy.h"
#include "tegami/hal/flash.h"

namespace tegami {

// What Mount() found.
enum class StoreHealth : uint8_t {
  kUnmounted,
  kFresh,     // nothing was stored
  kIntact,    // all is as it was left
  kRepaired,  // a write was under way when the power went: the old value counts
  kDamaged,   // records were lost to corruption: see StoreReport
  kForeign,   // sealed by another device: nothing opens; FactoryReset() makes it ours
};

struct StoreReport {
  StoreHealth health = StoreHealth::kUnmounted;
  uint32_t records = 0;
  uint32_t torn = 0;       // unfinished writes that were ignored
  uint32_t corrupted = 0;  // records that no longer open, found at any time since Mount()
  uint32_t live_bytes = 0;
  uint32_t capacity_bytes = 0;  // for living records
  uint32_t erases = 0;          // since Mount()
  uint64_t programmed_bytes = 0;
};

class Store {
 public:
  Store(Flash& flash, DeviceKey& device_key, Entropy& entropy);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Reads the log and finishes what a power cut interrupted. Call once, after crypto's self test.
  //   kIo           flash, key store or entropy failed
  //   kUnsupported  the geometry does not fit: fewer than 4 segments, or odd sizes
  //   kRefused      the flash is another device's (report().health is kForeign)
  [[nodiscard]] Status Mount();

  // Room for a value of up to `value_max` octets, to be filled from the front and committed. Collects if it must.
  //   kTooLong  longer than kRecordValueMaxBytes
  //   kNoSpace  the living records and this one exceed the capacity, or kRecordsMax
  [[nodiscard]] Result<Bytes> Draft(RecordId id, size_t value_max);

  // Seals the first `size` octets of the draft under its name, in place of what was there.
  //   kBadState  no draft
  //   kIo        the flash refused (old value kept)
  [[nodiscard]] Status Commit(size_t size);

  // Draft, copy, Commit.
  [[nodiscard]] Status Put(RecordId id, ConstBytes value);

  // The value, in the store's buffer: valid until the next call of any method; Close() wipes it earlier.
  //   kNotFound  no such record
  //   kCorrupt   it no longer opens; counted in the report, and kept for whoever wants to look
  [[nodiscard]] Result<ConstBytes> Open(RecordId id);
  void Close();

  [[nodiscard]] bool Contains(RecordId id) const;

  // Forgets the record. kNotFound is not an error here.
  [[nodiscard]] Status Remove(RecordId id);

  // The smallest index of `kind` that is `from` or more, for walking through all of a kind.
  std::optional<uint32_t> NextIndex(RecordKind kind, uint32_t from) const;

  // Destroys the salt and erases every sector. Interrupted, it is finished by the next Mount().
  [[nodiscard]] Status FactoryReset();

  const StoreReport& report() const { return report_; }

 private:
  static constexpr size_t kTagBytes = 16;
  static constexpr size_t kNonceBytes = 12;
  static constexpr size_t kExtentMaxBytes = RecordHeader::kBytes + kRecordValueMaxBytes + kTagBytes + 256;
  static constexpr size_t kSegmentsMax = 256;
  static constexpr uint32_t kNoSegment = 0xFFFFFFFF;
  // Says "every segment up to this sequence is void": written before a collected segment is erased.
  static constexpr uint32_t kVoidMarkKey = 0xFF000000;

  struct Entry {
    uint32_t key;
    uint32_t at;  // flash offset; kRemovedBit: a tombstone that still hides an older record
  };
  static constexpr uint32_t kRemovedBit = 0x80000000;

  // Where a record lies.
  struct Place {
    uint32_t segment;
    uint32_t offset;  // within the segment
  };

  // Geometry.
  Status TakeGeometry();
  uint32_t Extent(size_t value_bytes) const;
  uint32_t FirstOffset() const;
  uint32_t Address(Place place) const { return place.segment * segment_bytes_ + place.offset; }
  Place PlaceOf(uint32_t address) const { return {address / segment_bytes_, address % segment_bytes_}; }
  uint32_t NextSegment(uint32_t segment) const { return segment + 1 == segment_count_ ? 0 : segment + 1; }
  uint32_t PreviousSegment(uint32_t segment) const { return segment == 0 ? segment_count_ - 1 : segment - 1; }
  uint32_t FreeSegments() const { return segment_count_ - used_segments_; }

  // Mounting (store_mount.cpp).
  Status FindChain();
  Status MakeKey();
  Status Format();
  Status EraseForeignSegments();
  Status ScanSegment(uint32_t segment, bool newest);
  Status ScanRecord(Place place, const RecordHeader& header, bool newest);
  Status FinishInterrupted();
  Result<bool> Blank(uint32_t address, uint32_t size);
  Result<bool> SealedCrcMatches(Place place, const RecordHeader& header);

  // Index.
  Entry* Find(uint32_t key);
  const Entry* Find(uint32_t key) const;
  Status Index(uint32_t key, uint32_t at, uint32_t value_bytes);
  void Unindex(const Entry* entry);
  void DropEntriesOf(uint32_t segment);

  // Writing.
  Status MakeRoom(uint32_t extent);
  Status OpenNextSegment();
  Status CollectOldest();
  Status CopyForward(Entry& entry);
  Status Append(uint32_t key, uint32_t value_bytes, bool removed);
  Status EraseSegment(uint32_t segment);
  Status Program(uint32_t address, ConstBytes data);

  // Sealing. The plaintext stands in buffer_ behind the header's place.
  Status Seal(Place place, RecordHeader& header, size_t plain_bytes);
  Status Unseal(Place place, const RecordHeader& header);
  Result<RecordHeader> ReadHeader(Place place);

  Bytes Value() { return Bytes(buffer_).subspan(RecordHeader::kBytes, kRecordValueMaxBytes); }

  Flash& flash_;
  DeviceKey& device_key_;
  Entropy& entropy_;
  FlashGeometry geometry_{};
  uint32_t segment_bytes_ = 0;
  uint32_t segment_count_ = 0;
  uint32_t open_segment_ = kNoSegment;
  uint32_t open_offset_ = 0;
  uint32_t sequence_ = 0;  // of the open segment
  uint32_t oldest_segment_ = 0;
  uint32_t used_segments_ = 0;
  uint32_t live_bytes_ = 0;
  uint32_t void_up_to_ = 0;
  std::optional<uint32_t> draft_key_;
  size_t draft_max_ = 0;
  etl::bitset<kSegmentsMax> blank_;  // erased in this run: not erased again when opened
  std::array<uint8_t, SegmentHeader::kSaltBytes> salt_{};
  std::array<uint8_t, DeviceKey::kDerivedBytes> key_{};
  etl::vector<Entry, kRecordsMax> index_;  // sorted by key
  StoreReport report_;
  std::array<uint8_t, kExtentMaxBytes> buffer_{};
};

}  // namespace tegami
