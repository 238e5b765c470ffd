// SPDX-License-Identifier: MIT
// CA certificates beside the built-in ones: imported by an administrator, or of a test.
#pragma once

#include <array>
#include <compare>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

// Stands for the subject of a certificate: the first octets of the SHA-256 of the name's DER.
struct SubjectKey {
  std::array<uint8_t, 8> octets{};
  auto operator<=>(const SubjectKey&) const = default;
};

//   kNoMemory  the arena is exhausted
[[nodiscard]] Result<SubjectKey> SubjectKeyOf(ConstBytes subject_der);

// The subject's DER within a certificate's DER; what it views is `certificate`.
//   kCorrupt  not a certificate
[[nodiscard]] Result<ConstBytes> SubjectOf(ConstBytes certificate);

class ExtraRoots {
 public:
  // The `nth` certificate (DER, counted from 0) whose subject has this key; empty: no more of them. Several keys may
  // have one subject. Valid until the next call.
  virtual ConstBytes Find(SubjectKey subject, size_t nth) = 0;

 protected:
  ~ExtraRoots() = default;
};

}  // namespace tegami
