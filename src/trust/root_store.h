// SPDX-License-Identifier: MIT
// Whom this device trusts to sign servers' certificates: the roots in flash, and those added to them.
#pragma once

#include <array>

#include "trust/extra_roots.h"

namespace tegami {

// Roots as toolchain/bake_roots lays them out: an index sorted by subject key, and the certificates behind each other.
struct RootTable {
  struct Entry {
    SubjectKey subject;
    uint32_t offset;  // of the certificate's DER in `certificates`
    uint32_t bytes;
  };
  std::span<const Entry> index;
  ConstBytes certificates;
  uint32_t version = 0;  // a signed bundle counts only if its own is higher
};

// The table baked into this image: Mozilla's set, or those of mail services only (CMake: TEGAMI_ROOTS).
RootTable BuiltInRoots();

// Finds candidates by subject; parses nothing. One for all TLS sessions of a device.
class RootStore {
 public:
  static constexpr size_t kExtraSourcesMax = 2;  // imported certificates, and a test's

  // `table` stays valid for as long as the store is used.
  explicit RootStore(RootTable table) : table_(table) {}
  RootStore() : RootStore(BuiltInRoots()) {}

  // Trusts these too. `roots` outlives the store. This is the one way in for a certificate that was not baked: a
  // release image calls it with the administrator's imported certificates only. A test CA comes from a file that lies
  // in hal/<port>/demo or in tests/, which the build does not link into a release image.
  //   kNoSpace  kExtraSourcesMax are there already
  [[nodiscard]] Status Add(ExtraRoots& roots);

  // Asks `roots` in place of the built-in table for as long as they are sound. `roots` outlives the store.
  void SetUpdated(UpdatedRoots& roots) { updated_ = &roots; }

  // The `nth` certificate (DER) whose subject has this key, built-in or updated ones first; empty: no more. Valid until
  // the next call.
  ConstBytes Find(SubjectKey subject, size_t nth) const;

  // Whether a certificate that Find() gave lies in the built-in table, which stays where it is.
  bool IsBuiltIn(ConstBytes certificate) const {
    return certificate.data() >= table_.certificates.data() &&
           certificate.data() < table_.certificates.data() + table_.certificates.size();
  }

  // Whether exactly this certificate was added (not built in): an administrator may import a server's own.
  [[nodiscard]] bool WasAdded(SubjectKey subject, ConstBytes certificate) const;

  size_t built_in_count() const { return table_.index.size(); }
  uint32_t built_in_version() const { return table_.version; }

 private:
  ConstBytes FindBuiltIn(SubjectKey subject, size_t& nth) const;
  ConstBytes FindAdded(SubjectKey subject, size_t nth) const;

  RootTable table_;
  UpdatedRoots* updated_ = nullptr;
  std::array<ExtraRoots*, kExtraSourcesMax> extra_{};
  size_t extra_count_ = 0;
};

}  // namespace tegami
