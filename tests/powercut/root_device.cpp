// SPDX-License-Identifier: MIT
#include "powercut/root_device.h"

#include <algorithm>

#include "tls/chain_check.h"
#include "trust/trusted_parents.h"
#include "unit/bundles.h"

namespace tegami::powercut {
namespace {

constexpr const char* kMaker = "power_cut_maker";

const std::vector<uint8_t>& Key() {
  static const std::vector<uint8_t> key = MakerKey(kMaker);
  return key;
}

RootStore RootsOfVersion(uint32_t version) {
  RootTable table = BuiltInRoots();
  table.version = version;
  return RootStore(table);
}

bool Append(mbedtls_x509_crt& chain, const char* name) {
  const std::vector<uint8_t> der = Certificate(name);
  return mbedtls_x509_crt_parse_der(&chain, der.data(), der.size()) == 0;
}

}  // namespace

RootDevice::RootDevice(Subject& subject, uint32_t built_in_version)
    : task_(*subject.store, tls_, line_, {.maker_key = Key()}) {
  tls_.roots = RootsOfVersion(built_in_version);
  task_.Start(true);
}

Cause RootDevice::Take(ConstBytes bundle) {
  for (size_t at = 0; at < bundle.size(); at += kRootPartBytes) {
    const ConstBytes piece = bundle.subspan(at, std::min(kRootPartBytes, bundle.size() - at));
    if (!task_.Add(piece, at == 0, at + piece.size() == bundle.size())) return facts().cause;
  }
  while (task_.wake_by() != kNever) task_.Poll(clock_.Now());
  return facts().cause;
}

bool RootDevice::Trusts(const char* leaf, const char* intermediate) {
  mbedtls_x509_crt chain;
  mbedtls_x509_crt_init(&chain);
  ServerName name;
  TlsCertificateFacts about;
  ChainCheck check(name, &tls_.roots, about);
  uint32_t flags = 0;
  const bool good =
      name.Assign("mail.example.com") && Append(chain, leaf) &&
      (intermediate == nullptr || Append(chain, intermediate)) &&
      mbedtls_x509_crt_verify_with_ca_cb(&chain, FindTrustedParents, &tls_.roots, &mbedtls_x509_crt_profile_default,
                                         nullptr, &flags, ChainCheck::OnCertificate, &check) == 0;
  mbedtls_x509_crt_free(&chain);
  return good && check.failure() == TlsFailure::kNone;
}

}  // namespace tegami::powercut
