// SPDX-License-Identifier: MIT
// The signed bundle of root certificates in the store: taking a new one piece by piece, and looking roots up in it.
//
// A bundle lies in parts (RecordKind::kRootPart) of kRootPartBytes in one of two slots; one small record
// (RecordKind::kRootBundle) says which slot counts. A new bundle is written beside the old one, and only when its
// signature was verified over what is on flash does that record change: a power cut leaves the old bundle or the new.
#pragma once

#include <optional>

#include "crypto/sha256_stream.h"
#include "store/store.h"
#include "tegami/error_codes.h"
#include "trust/root_bundle.h"

namespace tegami {

// Where part `number` of a slot is kept.
inline constexpr size_t kRootPartsMax = kRootBundleMaxBytes / kRootPartBytes;
RecordId RootPartId(uint8_t slot, size_t number);

// The bundle that counts.
class RootBundleStore final : public UpdatedRoots {
 public:
  explicit RootBundleStore(Store& store) : store_(store) {}

  // Reads which bundle counts, and removes what an interrupted update or one older than `built_in_version` left. Call
  // after the store was mounted, and after every update.
  void Load(uint32_t built_in_version);

  // By two records of the store, unless it is damaged.
  Result<ConstBytes> Find(SubjectKey subject, size_t nth) override;

  // Makes the bundle in `slot` the one that counts. Load() then removes the one before it.
  [[nodiscard]] Status Adopt(uint8_t slot, const RootBundleHeader& header);

  bool in_use() const { return stored_ && !damaged_; }
  bool damaged() const { return damaged_; }
  const RootBundleHeader& header() const { return header_; }  // all 0 where none is stored
  uint8_t free_slot() const { return stored_ && slot_ == 0 ? 1 : 0; }
  void RemoveParts(uint8_t slot);

 private:
  bool PartsAreThere();

  Store& store_;
  RootBundleHeader header_;
  uint8_t slot_ = 0;
  bool stored_ = false;
  bool damaged_ = false;
};

// Takes one bundle. Drive: Begin(); Add() each piece; End(); CheckSome() until it says that it is over.
class RootUpdate {
 public:
  enum class Phase : uint8_t { kIdle, kReceiving, kChecking, kDone, kFailed };

  // `maker_key`: of who may sign; empty: nobody.
  RootUpdate(Store& store, RootBundleStore& bundle, ConstBytes maker_key)
      : store_(store), bundle_(bundle), maker_key_(maker_key) {}

  // Higher than that of the built-in roots and of the bundle that counts: what a new one has to be.
  void Begin(uint32_t built_in_version);

  // The next kRootPartBytes of the bundle, or fewer at its end. False: refused, cause() says why.
  bool Add(ConstBytes piece);

  // All has come.
  void End();

  // One step of the check, which reads a few parts back; false: it is over, phase() says how.
  bool CheckSome();

  // Forgets what has come.
  void Abort(Cause why = Cause::kCancelled);

  Phase phase() const { return phase_; }
  Cause cause() const { return cause_; }  // after kFailed
  uint32_t received_bytes() const { return received_; }
  uint32_t total_bytes() const { return header_.bytes == 0 ? 0 : header_.total_bytes(); }

 private:
  static constexpr size_t kEntriesAStep = 16;

  bool Refuse(Cause why);
  Cause ReadHeader(ConstBytes first_part);
  Cause HashPart(size_t part);
  Cause VerifySignature();
  Cause CheckEntries();

  Store& store_;
  RootBundleStore& bundle_;
  ConstBytes maker_key_;
  Phase phase_ = Phase::kIdle;
  Cause cause_ = Cause::kNone;
  uint8_t slot_ = 0;
  uint32_t version_before_ = 0;
  uint32_t received_ = 0;
  RootBundleHeader header_;
  size_t hashed_parts_ = 0;
  bool signature_is_good_ = false;
  std::optional<RootBundleEntry> last_entry_;
  size_t checked_entries_ = 0;
  Sha256Stream hash_;
  std::array<uint8_t, kP256SignatureBytes> signature_{};
};

}  // namespace tegami
