// SPDX-License-Identifier: MIT
// Verifying by PSA, and the digest in pieces.
#include "crypto/signature.h"

#include <psa/crypto.h>

#include "crypto/psa_status.h"
#include "crypto/sha256_stream.h"

namespace tegami {

Status VerifyP256(ConstBytes public_key, std::span<const uint8_t, kSha256Bytes> digest,
                  std::span<const uint8_t, kP256SignatureBytes> signature) {
  if (public_key.size() != kP256PublicKeyBytes) return Fail(Error::kInvalidArgument);
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
  psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
  psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
  psa_key_id_t id = PSA_KEY_ID_NULL;
  psa_status_t status = psa_import_key(&attributes, public_key.data(), public_key.size(), &id);
  if (status == PSA_SUCCESS) {
    status = psa_verify_hash(id, PSA_ALG_ECDSA(PSA_ALG_SHA_256), digest.data(), digest.size(), signature.data(),
                             signature.size());
  }
  psa_destroy_key(id);
  return FromPsa(status);
}

Status Sha256Stream::Begin() {
  Abort();
  return FromPsa(psa_hash_setup(&operation_, PSA_ALG_SHA_256));
}

Status Sha256Stream::Add(ConstBytes piece) { return FromPsa(psa_hash_update(&operation_, piece.data(), piece.size())); }

Status Sha256Stream::Finish(std::span<uint8_t, kSha256Bytes> digest) {
  size_t bytes = 0;
  return FromPsa(psa_hash_finish(&operation_, digest.data(), digest.size(), &bytes));
}

void Sha256Stream::Abort() { psa_hash_abort(&operation_); }

}  // namespace tegami
