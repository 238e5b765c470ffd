// SPDX-License-Identifier: MIT
// Jobs that have ended: the newest kJobHistoryMax, in a ring of records of kJobHistoryPageEntries each.
#pragma once

#include "store/store.h"
#include "tegami/snapshot.h"

namespace tegami {

// Drive: Start() once the store is mounted; Add() as jobs end; Read() by sequence number, from begin() to end() - 1,
// the newest. A page that no longer opens costs its entries, nothing else.
class JobHistory {
 public:
  explicit JobHistory(Store& store) : store_(store) {}

  // Finds the newest page.
  void Start();

  // On return the flash holds it; a power cut inside leaves the history without it or with it.
  //   kIo, kNoSpace  as Store::Commit()
  [[nodiscard]] Status Add(const JobFacts& facts);

  //   kNotFound  no such entry, or lost to corruption
  [[nodiscard]] Status Read(uint32_t sequence, JobFacts& facts);

  // Whether one of the newest entries is this job's: its record is left over from a power cut.
  bool HasJustEnded(JobId id) const;

  uint32_t begin() const { return next_ > kJobHistoryMax ? next_ - kJobHistoryMax : 0; }
  uint32_t end() const { return next_; }

 private:
  // One more than the history needs: beginning a page forgets the oldest one.
  static constexpr uint32_t kPages = (kJobHistoryMax + kJobHistoryPageEntries - 1) / kJobHistoryPageEntries + 1;
  // Identifiers of causes have 32 octets at most.
  static constexpr size_t kEntryMaxBytes = 96 + kJobHistoryAddressBytes + kJobReplyMaxBytes;
  static constexpr size_t kPageMaxBytes = 16 + kJobHistoryPageEntries * kEntryMaxBytes;
  static_assert(kPageMaxBytes <= kRecordValueMaxBytes);

  static RecordId PageRecord(uint32_t sequence) {
    return {RecordKind::kJobHistory, sequence / kJobHistoryPageEntries % kPages};
  }
  static std::optional<uint32_t> FirstSequence(ConstBytes page, uint32_t* entries);

  Store& store_;
  uint32_t next_ = 0;                                   // sequence of the next entry
  std::array<JobId, kJobHistoryPageEntries> recent_{};  // the newest ones, by sequence
  // The store has one buffer: a page stands here while it grows by an entry.
  std::array<uint8_t, kPageMaxBytes> page_{};
};

}  // namespace tegami
