// SPDX-License-Identifier: MIT
// Looking certificates up by subject, one after the other: there are few.
#include "app/added_roots.h"

namespace tegami {
namespace {

bool HasSubject(ConstBytes certificate, SubjectKey subject) {
  const Result<ConstBytes> name = SubjectOf(certificate);
  if (!name) return false;
  const Result<SubjectKey> key = SubjectKeyOf(*name);
  return key && *key == subject;
}

}  // namespace

ConstBytes ImportedRoots::Find(SubjectKey subject, size_t nth) {
  for (auto index = store_.NextIndex(RecordKind::kImportedCa, 0); index;
       index = store_.NextIndex(RecordKind::kImportedCa, *index + 1)) {
    const Result<ConstBytes> certificate = store_.Open({RecordKind::kImportedCa, *index});
    if (certificate && HasSubject(*certificate, subject) && nth-- == 0) return *certificate;
  }
  return {};
}

ConstBytes GivenRoots::Find(SubjectKey subject, size_t nth) {
  for (const ExtraCertificate& certificate : certificates_) {
    if (HasSubject(certificate.der, subject) && nth-- == 0) return certificate.der;
  }
  return {};
}

}  // namespace tegami
