// SPDX-License-Identifier: MIT
// What records are called and how they lie on flash.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>

#include "tegami/base/bytes.h"
#include "tegami/config.h"

namespace tegami {

// The kinds of record. The numbers are on flash: never reuse one.
enum class RecordKind : uint8_t {
  kDeviceSettings = 1,
  kAccountSettings = 2,
  kSignIn = 3,         // an applied sign-in: identity, scope, refresh token
  kPendingSignIn = 4,  // signed in, not yet applied
  kAccessToken = 5,    // spares a refresh at the next start; may be lost
  kPassword = 6,
  kClientSecret = 7,
  kImportedCa = 8,
  kAccountNotes = 9,  // last mail, body ways that the server refused
  kJobCounter = 10,
  kProxySettings = 11,
  kProxyPassword = 12,
  kNotifySettings = 13,
  kLogServerSettings = 14,
  kFaxSettings = 15,
  kJob = 16,         // a job that waits
  kJobHistory = 17,  // jobs that have ended
  kEventLog = 18,
  kRootBundle = 19,  // which parts make the root certificates that were fetched
  kRootPart = 20,
  kDeviceNotes = 21,        // what the device found out by itself: consent given, clock seen
  kLogCursor = 22,          // the last event that the log server has
  kStagedSettings = 23,     // sections that are saved together, kept aside
  kSettingsCommitted = 24,  // which of those count
};

struct RecordId {
  RecordKind kind = RecordKind::kDeviceSettings;
  uint32_t index = 0;  // 0 to kRecordIndexMax: the account, the certificate, ...
  constexpr bool operator==(const RecordId&) const = default;
};

inline constexpr uint32_t kRecordIndexMax = 0xFFFFFF;
// Kinds are below this; a record of a later kind was written by a later firmware.
inline constexpr uint32_t kRecordKindsMax = 32;

// Accounts below this are the device's own, the others are its users'.
inline constexpr uint32_t kDeviceAccounts = 2;

// Whether the device can do its work without this record: users' and what people bring, of which there may be ever
// more.
constexpr bool IsExtra(RecordId id) {
  switch (id.kind) {
    case RecordKind::kImportedCa:
    case RecordKind::kRootBundle:
    case RecordKind::kRootPart: return true;
    case RecordKind::kAccountSettings:
    case RecordKind::kSignIn:
    case RecordKind::kPendingSignIn:
    case RecordKind::kAccessToken:
    case RecordKind::kPassword:
    case RecordKind::kClientSecret:
    case RecordKind::kAccountNotes: return id.index >= kDeviceAccounts;
    default: return false;
  }
}

// One word that sorts by kind, then by index.
constexpr uint32_t RecordKey(RecordId id) { return uint32_t{static_cast<uint8_t>(id.kind)} << 24U | id.index; }
constexpr RecordId RecordIdOf(uint32_t key) { return {static_cast<RecordKind>(key >> 24U), key & kRecordIndexMax}; }

// Kinds whose record of the same index goes in the instant in which another is written or removed: settings and the
// secrets that were bound to the old ones, a sign-in that is applied and its pending copy.
class GoingKinds {
 public:
  // The position in this list is a bit on flash: append, never reorder.
  static constexpr RecordKind kList[] = {
      RecordKind::kSignIn,       RecordKind::kPendingSignIn, RecordKind::kAccessToken, RecordKind::kPassword,
      RecordKind::kClientSecret, RecordKind::kProxyPassword, RecordKind::kAccountNotes};

  constexpr GoingKinds() = default;
  // A kind that is not in the list is left out: a test shows that none is.
  constexpr GoingKinds(std::initializer_list<RecordKind> kinds) {
    for (const RecordKind kind : kinds) Add(kind);
  }
  constexpr explicit GoingKinds(uint16_t bits) : bits_(bits) {}

  constexpr void Add(RecordKind kind) {
    for (size_t i = 0; i < std::size(kList); ++i) {
      if (kList[i] == kind) bits_ = static_cast<uint16_t>(bits_ | 1U << i);
    }
  }
  static constexpr GoingKinds All() { return GoingKinds(static_cast<uint16_t>((1U << std::size(kList)) - 1)); }
  constexpr bool Has(size_t position) const { return (bits_ >> position & 1U) != 0; }
  constexpr uint16_t bits() const { return bits_; }

 private:
  uint16_t bits_ = 0;
};

// On flash, little-endian:
//   segment: header, the same header again at the next granule, then records, each at a granule
//   record:  header, ciphertext, tag; filled up with 0xFF
// A granule is the program unit, 8 octets at least (Store::TakeGeometry()).
// Every opening of a segment draws a random number; the key of its records is derived from it. Within one opening a
// place is programmed once, so a nonce of (sequence, offset, random) cannot come twice under one key; the random part
// is for a place that a power cut left blank. All of it binds a record to its place.
struct RecordHeader {
  static constexpr size_t kBytes = 24;
  static constexpr uint16_t kMagic = 0x6754;  // "Tg"

  uint32_t key = 0;
  GoingKinds going;
  uint32_t value_bytes = 0;  // of the plaintext; kRemoved: a tombstone
  uint32_t nonce_random = 0;
  uint32_t sealed_crc = 0;  // of ciphertext and tag: finds a torn write without the key

  static constexpr uint32_t kRemoved = 0xFFFFFF;

  bool removed() const { return value_bytes == kRemoved; }
  size_t plain_bytes() const { return removed() ? 0 : value_bytes; }

  void Write(std::span<uint8_t, kBytes> into) const;
  // False: not a record's header, or torn.
  [[nodiscard]] bool Read(std::span<const uint8_t, kBytes> from);
};

struct SegmentHeader {
  static constexpr size_t kBytes = 80;
  static constexpr uint32_t kMagic = 0x4D474754;  // "TGGM"
  static constexpr uint16_t kFormatVersion = 1;
  static constexpr size_t kSaltBytes = 32;
  static constexpr size_t kOpeningBytes = 12;
  static constexpr size_t kCheckBytes = 8;

  bool previous_torn = false;  // the segment before ends with a write that did not finish
  bool for_copies = false;     // the last free one: until a mark stands in it, it holds what was copied and no more
  uint32_t skipped = 0;        // numbers before this one that no segment of the log has: the chip refused their opening
  uint32_t sequence = 0;       // 1 for the first segment ever opened, then rising; none is given twice
  uint32_t first_sequence = 0;  // of the oldest segment at that time: what has a lower one is void
  std::array<uint8_t, kSaltBytes> salt{};
  std::array<uint8_t, kOpeningBytes> opening{};  // random, from entropy: the records' key follows from it
  std::array<uint8_t, kCheckBytes> check{};      // over all the above, keyed: whose flash is it

  enum class Found : uint8_t { kNone, kHeader, kOtherVersion };

  // The number of the segment before this one in the log.
  uint32_t previous() const { return skipped < sequence ? sequence - 1 - skipped : 0; }

  void Write(std::span<uint8_t, kBytes> into) const;
  // What every version keeps: the magic at 0, the version at 4, the CRC of the first 76 octets at 76.
  Found Read(std::span<const uint8_t, kBytes> from);
};

// CRC-32 (IEEE 802.3), continued from `crc` (0 at first).
uint32_t Crc32(uint32_t crc, ConstBytes data);

}  // namespace tegami
