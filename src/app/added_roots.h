// SPDX-License-Identifier: MIT
// Certificates that are trusted besides the built-in roots: imported ones in the store, and those a demo or test image
// was given.
#pragma once

#include "store/store.h"
#include "tegami/mail_app.h"
#include "trust/extra_roots.h"

namespace tegami {

// An administrator's, from the store.
class ImportedRoots final : public ExtraRoots {
 public:
  explicit ImportedRoots(Store& store) : store_(store) {}
  ConstBytes Find(SubjectKey subject, size_t nth) override;

 private:
  Store& store_;
};

// MailAppOptions::extra_roots.
class GivenRoots final : public ExtraRoots {
 public:
  explicit GivenRoots(std::span<const ExtraCertificate> certificates) : certificates_(certificates) {}
  ConstBytes Find(SubjectKey subject, size_t nth) override;

 private:
  std::span<const ExtraCertificate> certificates_;
};

}  // namespace tegami
