// SPDX-License-Identifier: MIT
// What records are called and how they lie on flash.
#pragma once

#include <array>
#include <cstdint>

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
  kDeviceNotes = 21,  // what the device found out by itself: consent given, clock seen
};

struct RecordId {
  RecordKind kind = RecordKind::kDeviceSettings;
  uint32_t index = 0;  // 0 to kRecordIndexMax: the account, the certificate, ...
  constexpr bool operator==(const RecordId&) const = default;
};

inline constexpr uint32_t kRecordIndexMax = 0xFFFFFF;

// One word that sorts by kind, then by index.
constexpr uint32_t RecordKey(RecordId id) { return uint32_t{static_cast<uint8_t>(id.kind)} << 24U | id.index; }
constexpr RecordId RecordIdOf(uint32_t key) { return {static_cast<RecordKind>(key >> 24U), key & kRecordIndexMax}; }

// On flash, little-endian:
//   segment: header, then records, each at a multiple of the program unit (and of 8)
//   record:  header, ciphertext, tag; filled up with 0xFF
// A record's nonce is (segment sequence, offset in the segment, random): no two records ever share the first two,
// as a place is programmed once between two erases and every erased segment gets a new sequence. The random part
// guards against an older image of the flash being put back. It also binds a record to its place.
struct RecordHeader {
  static constexpr size_t kBytes = 24;
  static constexpr uint16_t kMagic = 0x6754;  // "Tg"

  uint32_t key = 0;
  uint32_t value_bytes = 0;  // of the plaintext; kRemoved: a tombstone
  uint32_t nonce_random = 0;
  uint32_t sealed_crc = 0;  // of ciphertext and tag: finds a torn write without the key

  static constexpr uint32_t kRemoved = 0xFFFFFF;

  void Write(std::span<uint8_t, kBytes> into) const;
  // False: not a record's header, or torn.
  [[nodiscard]] bool Read(std::span<const uint8_t, kBytes> from);
};

struct SegmentHeader {
  static constexpr size_t kBytes = 64;
  static constexpr uint32_t kMagic = 0x4D474754;  // "TGGM"
  static constexpr uint16_t kFormatVersion = 1;
  static constexpr size_t kSaltBytes = 32;
  static constexpr size_t kKeyCheckBytes = 8;

  uint32_t sequence = 0;  // 1 for the first segment ever opened, then rising
  std::array<uint8_t, kSaltBytes> salt{};
  std::array<uint8_t, kKeyCheckBytes> key_check{};  // tells another device's flash from a corrupted one

  void Write(std::span<uint8_t, kBytes> into) const;
  [[nodiscard]] bool Read(std::span<const uint8_t, kBytes> from);
};

// CRC-32 (IEEE 802.3), continued from `crc` (0 at first).
uint32_t Crc32(uint32_t crc, ConstBytes data);

}  // namespace tegami
