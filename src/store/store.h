// SPDX-License-Identifier: MIT
// Records that survive power cuts and are useless outside this device: a sealed, append-only log on raw NOR flash.
//
// The flash is a ring of segments (docs/decisions/0003-sealed-record-log.md). Records are appended to the open segment;
// the newest record of a name counts. When the ring is nearly full, the oldest segment's living records are copied to
// the newest and the oldest is erased: wear spreads by itself.
//
// Drive: Mount() once; then Draft()/Commit(), Put(), Open(), Remove() at will, and Tidy() when there is time. Each
// returns when the flash holds it. After a power cut inside any of them the records are the old ones or the new ones.
// One buffer serves drafts, opened values and collection: what Draft() and Open() gave is gone with the next call.
// How long one call may take: docs/storage.md.
#pragma once

#include <etl/bitset.h>

#include <optional>

#include "crypto/aead.h"
#include "store/record.h"
#include "store/record_index.h"
#include "tegami/base/status.h"
#include "tegami/hal/device_key.h"
#include "tegami/hal/entropy.h"
#include "tegami/hal/flash.h"

namespace tegami {

// What Mount() found.
enum class StoreHealth : uint8_t {
  kUnmounted,
  kFresh,         // nothing was stored
  kIntact,        // all is as it was left
  kRepaired,      // a write was under way when the power went: the old value counts
  kDamaged,       // records were lost to corruption: see StoreReport
  kForeign,       // sealed by another device: nothing opens; FactoryReset() makes it ours
  kOtherVersion,  // written by a firmware with another format: left as it is; FactoryReset() makes it ours
};

struct StoreReport {
  StoreHealth health = StoreHealth::kUnmounted;
  uint32_t records = 0;
  uint32_t torn = 0;           // unfinished writes at the end of the log that were ignored
  uint32_t corrupted = 0;      // records, or whole segments, that no longer open, found at any time since Mount()
  uint32_t worn_segments = 0;  // that refused an erase or a program since Mount(), and are passed over
  uint32_t live_bytes = 0;
  uint32_t capacity_bytes = 0;  // for living records
  uint32_t headroom_bytes = 0;  // of that, kept from new records that the device can do without
  uint32_t erases = 0;          // of sectors, since Mount()
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
  //   kUnsupported  the geometry does not fit: fewer than 4 segments, or odd sizes; or the flash was written in another
  //                 format (report().health is kOtherVersion), and nothing was touched
  //   kRefused      the flash is another device's (report().health is kForeign), and nothing was touched
  [[nodiscard]] Status Mount();

  // Room for a value of up to `value_max` octets, to be filled from the front and committed. Collects if it must.
  //   kTooLong   longer than kRecordValueMaxBytes
  //   kNoSpace   the store is full. New records of users, and others that the device can do without (IsExtra), are
  //              refused while there is headroom for jobs, history, and tokens that grow; what is there can be replaced
  //              by something no larger at any time
  //   kBadState  not mounted
  [[nodiscard]] Result<Bytes> Draft(RecordId id, size_t value_max);

  // Seals the first `size` octets of the draft under its name, in place of what was there. In the same instant the
  // records of the kinds `going` with the same index are forgotten.
  //   kBadState  no draft
  //   kNoSpace   the living records and this one exceed the capacity (old values kept)
  //   kIo        the flash refused, twice where there was another segment to try (old values kept)
  [[nodiscard]] Status Commit(size_t size, GoingKinds going = {});

  // Draft, copy, Commit. `value` is not what Open() gave.
  [[nodiscard]] Status Put(RecordId id, ConstBytes value, GoingKinds going = {});

  // The value, in the store's buffer: valid until the next call of any method; Close() wipes it earlier.
  //   kNotFound  no such record
  //   kCorrupt   it no longer opens; counted in the report, and kept until its segment is collected
  [[nodiscard]] Result<ConstBytes> Open(RecordId id);
  void Close();

  [[nodiscard]] bool Contains(RecordId id) const;

  // Forgets the record, and those of the kinds `going` with the same index, in one instant. None there is not an error.
  [[nodiscard]] Status Remove(RecordId id, GoingKinds going = {});

  // A removed or replaced value stays on the chip, sealed, until its part of the log is collected. After a *secret* was
  // removed (a sign-in, a password), Tidy() has work: each call collects one segment, until no part of the log is left
  // that may hold it. Call it when there is time; it goes on after a reboot. True: there is more to do.
  [[nodiscard]] Result<bool> Tidy();

  // The smallest index of `kind` that is `from` or more, for walking through all of a kind.
  std::optional<uint32_t> NextIndex(RecordKind kind, uint32_t from) const;

  // Destroys the salt and erases every sector. Interrupted, it is finished by the next Mount().
  //   kIo  a sector did not erase: what is sealed there stays, under a salt that is gone elsewhere; the rest is erased
  [[nodiscard]] Status FactoryReset();

  const StoreReport& report() const { return report_; }

 private:
  static constexpr size_t kTagBytes = 16;
  static constexpr size_t kExtentMaxBytes = RecordHeader::kBytes + kRecordValueMaxBytes + kTagBytes + 256;
  static constexpr size_t kSegmentsMax = 256;
  static constexpr uint32_t kNoSegment = 0xFFFFFFFF;
  // A write that opens a segment collects so many at most, and begins to where so many are free that it need not be
  // more: docs/storage.md.
  static constexpr uint32_t kCollectAhead = 8;
  // Segments that may refuse in one opening before the chip itself is held to be out of order. The opening after that
  // tries as many more, in case they were worn after all: up to a limit, for a call has to end.
  static constexpr uint8_t kOpeningTries = 3;
  static constexpr uint8_t kOpeningTriesMax = 12;
  // Says "every segment up to this sequence is void": written before a collected segment is erased, and when a new
  // log's other segments are erased.
  static constexpr uint32_t kVoidMarkKey = 0xFF000000;
  static constexpr uint32_t kVoidMarkBytes = 4;

  // Where a record lies.
  struct Place {
    uint32_t segment;
    uint32_t offset;  // within the segment
  };

  // Geometry (store_mount.cpp).
  Status TakeGeometry();
  void RenewCapacity();
  uint32_t RoundUp(size_t bytes) const { return static_cast<uint32_t>((bytes + granule_ - 1) / granule_ * granule_); }
  uint32_t Extent(size_t value_bytes) const { return RoundUp(RecordHeader::kBytes + value_bytes + kTagBytes); }
  uint32_t FirstOffset() const { return 2 * RoundUp(SegmentHeader::kBytes); }
  uint32_t Address(Place place) const { return place.segment * segment_bytes_ + place.offset; }
  Place PlaceOf(const RecordIndex::Entry& entry) const {
    return {entry.place * granule_ / segment_bytes_, entry.place * granule_ % segment_bytes_};
  }
  uint32_t NextSegment(uint32_t segment) const { return segment + 1 == segment_count_ ? 0 : segment + 1; }
  uint32_t PreviousSegment(uint32_t segment) const { return segment == 0 ? segment_count_ - 1 : segment - 1; }
  uint32_t FreeSegments() const;

  // Mounting (store_mount.cpp).
  SegmentHeader::Found ReadSegment(uint32_t segment, SegmentHeader& header, bool* unreadable = nullptr);
  Status FindNewest(SegmentHeader& newest);
  Status FindLog(const SegmentHeader& newest);
  Result<uint32_t> FindBack(uint32_t from, uint32_t sequence, uint32_t floor, SegmentHeader& header);
  uint32_t NextInLog(uint32_t segment, uint32_t sequence, SegmentHeader& header);
  Status Load();
  void CountLost(uint32_t floor);
  Status FinishCollection();
  void LeaveOldest();
  Status DiscardCopies();
  Status BeginLog(uint32_t behind);
  Status EraseOthers();

  // Scanning (store_scan.cpp).
  Status Scan(bool check_all);
  Status ScanSegment(uint32_t segment, uint32_t sequence, bool check_all, bool tail_torn);
  Status ScanRecord(Place place, uint32_t sequence, RecordHeader header);
  Result<bool> IsForged(Place place, const RecordHeader& header);
  Status ScanTail(uint32_t segment, uint32_t end, bool torn, bool tail_torn);
  Result<uint32_t> FindHeader(uint32_t segment, uint32_t offset);
  Result<bool> LivingAreWhole();
  Result<bool> Blank(uint32_t address, uint32_t size);
  Result<bool> SealedCrcMatches(Place place, const RecordHeader& header);
  Result<RecordHeader> ReadHeader(Place place);
  Status ReadOctets(Place place, Bytes into);

  // Index (store.cpp).
  uint32_t LiveExtent(const RecordIndex::Entry& entry);
  Status Index(uint32_t key, Place place);
  void IndexGoing(const RecordHeader& header, uint32_t sequence);
  void ForgetRemoved(uint32_t key, const RecordHeader& by, uint32_t sequence);
  void IndexWritten(const RecordHeader& header, Place place);
  void Unindex(size_t position);
  void CountLiving();
  bool HoldsRemovedSecret() const { return secret_removed_at_ >= first_sequence_; }
  void NoteCorrupted();

  // Writing (store_write.cpp).
  Status MakeRoom(uint32_t extent);
  Status CollectAhead();
  uint32_t SegmentsAhead() const { return live_bytes_ / payload_bytes_ / kCollectAhead; }
  bool HasRoom(uint32_t extent) const { return segment_bytes_ - open_offset_ >= extent; }
  Status OpenNextSegment(uint32_t segments_to_leave, bool begins_log = false);
  Status NumberNext(bool begins_log, SegmentHeader& header);
  Status GiveUpOpening(const etl::bitset<kSegmentsMax>& worn_before);
  Status WriteSegmentHeader(uint32_t segment, const SegmentHeader& header);
  bool HoldsCopiesAlone() const { return open_for_copies_ && !open_has_mark_; }
  Status CollectOldest();
  Status CopyForward(const RecordIndex::Entry& entry);
  Status MarkVoid(uint32_t up_to);
  Status Append(RecordHeader& header, uint32_t segments_to_leave);
  Status AppendHere(RecordHeader& header);
  Status EraseSegment(uint32_t segment);
  Status Program(uint32_t address, ConstBytes data);
  void NoteWorn(uint32_t segment);
  void ForgiveWorn(uint32_t segment);

  // Sealing (store_seal.cpp). The plaintext stands in buffer_ behind the header's place.
  Status MakeKey();
  Status TakeSegmentKey(uint32_t segment);
  Status Seal(Place place, RecordHeader& header);
  Status Unseal(Place place, const RecordHeader& header);
  Status OpenBuffer(Place place, const RecordHeader& header);

  Bytes Value() { return Bytes(buffer_).subspan(RecordHeader::kBytes, kRecordValueMaxBytes); }

  Flash& flash_;
  DeviceKey& device_key_;
  Entropy& entropy_;
  FlashGeometry geometry_{};
  bool mounted_ = false;
  uint32_t granule_ = 8;
  uint32_t segment_bytes_ = 0;
  uint32_t segment_count_ = 0;
  uint32_t payload_bytes_ = 1;  // of a segment, at least: what is left at its end may be no less than a record
  uint32_t room_bytes_ = 0;     // for living records, if all others are collected first
  uint32_t reserve_ = 1;        // free segments that a write leaves; the last one is opened for collection alone
  uint32_t open_segment_ = kNoSegment;
  uint32_t open_offset_ = 0;
  uint8_t opening_tries_ = kOpeningTries;
  bool open_torn_ = false;  // the open segment ends with a write that did not finish
  bool open_for_copies_ = false;
  bool open_has_mark_ = false;
  uint32_t sequence_ = 0;       // of the open segment
  uint32_t last_sequence_ = 0;  // the highest that was ever given, to an opening that was refused as well
  uint32_t oldest_segment_ = kNoSegment;
  uint32_t first_sequence_ = 0;     // of the oldest segment
  uint32_t secret_removed_at_ = 0;  // the number of the newest segment with a record that removed a secret
  uint32_t live_bytes_ = 0;
  uint32_t void_up_to_ = 0;
  std::optional<uint32_t> draft_key_;
  size_t draft_max_ = 0;
  etl::bitset<kSegmentsMax> in_log_;
  etl::bitset<kSegmentsMax> blank_;  // erased in this run: not erased again when opened
  etl::bitset<kSegmentsMax> worn_;
  std::array<uint8_t, SegmentHeader::kSaltBytes> salt_{};
  std::array<uint8_t, DeviceKey::kDerivedBytes> key_{};
  uint32_t keyed_segment_ = kNoSegment;  // whose key stands in segment_key_
  uint32_t keyed_sequence_ = 0;
  std::array<uint8_t, kAeadKeyBytes> segment_key_{};
  RecordIndex index_;
  StoreReport report_;
  std::array<uint8_t, kExtentMaxBytes> buffer_{};
};

}  // namespace tegami
