// SPDX-License-Identifier: MIT
// CA certificates that were not built in: imported by an administrator, of a signed update, or of a test.
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

// Roots that stand in for the built-in ones: a signed update.
class UpdatedRoots {
 public:
  // As ExtraRoots::Find(); empty where the update has no such root.
  //   kCorrupt  there is no update, or it is damaged: the built-in roots are to serve, so that the device is not locked
  //             out of the servers that could mend it
  virtual Result<ConstBytes> Find(SubjectKey subject, size_t nth) = 0;

 protected:
  ~UpdatedRoots() = default;
};

}  // namespace tegami
