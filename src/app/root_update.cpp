// SPDX-License-Identifier: MIT
// Taking a bundle: parts to flash, then signature and certificates over what lies there, then it counts.
#include <algorithm>

#include "app/root_bundle_store.h"

namespace tegami {
namespace {

Cause CauseOfStore(Error error) { return error == Error::kNoSpace ? Cause::kRootsNoRoom : Cause::kStorageFailed; }

}  // namespace

void RootUpdate::Begin(uint32_t built_in_version) {
  if (phase_ == Phase::kReceiving || phase_ == Phase::kChecking) Abort();
  cause_ = Cause::kNone;
  phase_ = Phase::kReceiving;
  // A damaged bundle may be replaced by the same one.
  const uint32_t stored_version = bundle_.header().version;
  version_before_ =
      std::max(built_in_version, bundle_.damaged() && stored_version > 0 ? stored_version - 1 : stored_version);
  received_ = 0;
  header_ = {};
  hashed_parts_ = checked_entries_ = 0;
  signature_is_good_ = false;
  last_entry_.reset();
  slot_ = bundle_.free_slot();
  if (maker_key_.empty()) Refuse(Cause::kRootsNoKey);
}

bool RootUpdate::Refuse(Cause why) {
  hash_.Abort();
  bundle_.RemoveParts(slot_);
  cause_ = why;
  phase_ = Phase::kFailed;
  return false;
}

void RootUpdate::Abort(Cause why) {
  if (phase_ == Phase::kReceiving || phase_ == Phase::kChecking) Refuse(why);
}

Cause RootUpdate::ReadHeader(ConstBytes first_part) {
  const Result<RootBundleHeader> header = ReadRootBundleHeader(first_part);
  if (!header) return header.error() == Error::kTooLong ? Cause::kRootsTooLarge : Cause::kRootsNotABundle;
  if (header->version <= version_before_) return Cause::kRootsVersion;
  header_ = *header;
  return Cause::kNone;
}

bool RootUpdate::Add(ConstBytes piece) {
  if (phase_ != Phase::kReceiving) return false;
  if (piece.empty()) return true;
  // A piece that is not whole was the last one.
  if (piece.size() > kRootPartBytes || received_ % kRootPartBytes != 0) return Refuse(Cause::kRootsNotABundle);
  if (received_ == 0) {
    if (const Cause cause = ReadHeader(piece); cause != Cause::kNone) return Refuse(cause);
  }
  if (piece.size() > header_.total_bytes() - received_) return Refuse(Cause::kRootsNotABundle);
  const Status kept = store_.Put(RootPartId(slot_, received_ / kRootPartBytes), piece);
  if (!kept) return Refuse(CauseOfStore(kept.error()));
  received_ += static_cast<uint32_t>(piece.size());
  return true;
}

void RootUpdate::End() {
  if (phase_ != Phase::kReceiving) return;
  if (received_ == 0 || received_ < header_.total_bytes()) {
    Refuse(Cause::kRootsTruncated);
    return;
  }
  if (!hash_.Begin()) {
    Refuse(Cause::kOutOfMemory);
    return;
  }
  phase_ = Phase::kChecking;
}

bool RootUpdate::CheckSome() {
  if (phase_ != Phase::kChecking) return false;
  Cause cause = Cause::kNone;
  if (hashed_parts_ * kRootPartBytes < header_.total_bytes()) {
    cause = HashPart(hashed_parts_++);
  } else if (!signature_is_good_) {
    cause = VerifySignature();
  } else if (checked_entries_ < header_.count) {
    cause = CheckEntries();
  } else if (const Status adopted = bundle_.Adopt(slot_, header_); !adopted) {
    cause = CauseOfStore(adopted.error());
  } else {
    phase_ = Phase::kDone;
    return false;
  }
  return cause == Cause::kNone || Refuse(cause);
}

// What is signed goes into the digest; the signature behind it is kept.
Cause RootUpdate::HashPart(size_t part) {
  const Result<ConstBytes> octets = store_.Open(RootPartId(slot_, part));
  if (!octets) return Cause::kStorageFailed;
  const size_t begin = part * kRootPartBytes;
  const size_t signed_here = begin < header_.bytes ? std::min<size_t>(octets->size(), header_.bytes - begin) : 0;
  if (!hash_.Add(octets->first(signed_here))) return Cause::kOutOfMemory;
  const size_t signature_at = begin + signed_here - header_.bytes;
  if (begin + octets->size() > header_.bytes) {
    CopyBytes(Bytes(signature_).subspan(signature_at), octets->subspan(signed_here));
  }
  return Cause::kNone;
}

Cause RootUpdate::VerifySignature() {
  std::array<uint8_t, kSha256Bytes> digest{};
  if (!hash_.Finish(digest)) return Cause::kOutOfMemory;
  const Status verified = VerifyP256(maker_key_, digest, signature_);
  if (!verified) {
    switch (verified.error()) {
      case Error::kNoMemory: return Cause::kOutOfMemory;
      case Error::kCorrupt: return Cause::kRootsSignature;
      default: return Cause::kRootsNoKey;  // the build's key is none
    }
  }
  signature_is_good_ = true;
  return Cause::kNone;
}

// A maker's mistake must not lock devices out: every certificate has to be where the index says, and a CA's.
Cause RootUpdate::CheckEntries() {
  std::array<RootBundleEntry, kEntriesAStep> entries;
  const size_t count = std::min<size_t>(kEntriesAStep, header_.count - checked_entries_);
  const Result<ConstBytes> first = store_.Open(RootPartId(slot_, 0));
  if (!first) return Cause::kStorageFailed;
  for (size_t i = 0; i < count; ++i) entries[i] = ReadRootBundleEntry(*first, checked_entries_ + i);
  ConstBytes part;
  size_t opened = kRootPartsMax;
  for (size_t i = 0; i < count; ++i) {
    const RootBundleEntry& entry = entries[i];
    if (!IsSound(entry, last_entry_ ? &*last_entry_ : nullptr, header_)) return Cause::kRootsCertificate;
    if (opened != entry.part()) {
      opened = entry.part();
      const Result<ConstBytes> octets = store_.Open(RootPartId(slot_, opened));
      if (!octets) return Cause::kStorageFailed;
      part = *octets;
    }
    const Status checked =
        CheckRootCertificate(part.subspan(entry.offset % kRootPartBytes, entry.bytes), entry.subject);
    if (!checked) return checked.error() == Error::kNoMemory ? Cause::kOutOfMemory : Cause::kRootsCertificate;
    last_entry_ = entry;
  }
  checked_entries_ += count;
  return Cause::kNone;
}

}  // namespace tegami
