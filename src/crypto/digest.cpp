// SPDX-License-Identifier: MIT
// SHA-256, HMAC and HKDF by PSA.
#include <psa/crypto.h>

#include <array>

#include "crypto/hkdf.h"
#include "crypto/hmac.h"
#include "crypto/psa_status.h"
#include "crypto/sha256.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

constexpr psa_algorithm_t kHmac = PSA_ALG_HMAC(PSA_ALG_SHA_256);

psa_status_t MacParts(psa_key_id_t key, std::span<const ConstBytes> parts, std::span<uint8_t, kSha256Bytes> mac) {
  psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
  psa_status_t status = psa_mac_sign_setup(&operation, key, kHmac);
  for (const ConstBytes part : parts) {
    if (status == PSA_SUCCESS && !part.empty()) status = psa_mac_update(&operation, part.data(), part.size());
  }
  size_t bytes = 0;
  if (status == PSA_SUCCESS) status = psa_mac_sign_finish(&operation, mac.data(), mac.size(), &bytes);
  psa_mac_abort(&operation);
  return status;
}

Status Mac(ConstBytes key, std::span<const ConstBytes> parts, std::span<uint8_t, kSha256Bytes> mac) {
  // PSA has no key without octets; RFC 2104 §2 pads a short key with zeros, so that one zero is the same key.
  static constexpr std::array<uint8_t, 1> kNoKey{};
  if (key.empty()) key = kNoKey;
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE);
  psa_set_key_algorithm(&attributes, kHmac);
  psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
  psa_key_id_t id = PSA_KEY_ID_NULL;
  psa_status_t status = psa_import_key(&attributes, key.data(), key.size(), &id);
  if (status == PSA_SUCCESS) status = MacParts(id, parts, mac);
  psa_destroy_key(id);
  return FromPsa(status);
}

}  // namespace

Status Sha256(ConstBytes data, std::span<uint8_t, kSha256Bytes> digest) {
  size_t bytes = 0;
  return FromPsa(psa_hash_compute(PSA_ALG_SHA_256, data.data(), data.size(), digest.data(), digest.size(), &bytes));
}

Status HmacSha256(ConstBytes key, ConstBytes message, std::span<uint8_t, kSha256Bytes> mac) {
  const std::array<ConstBytes, 1> parts{message};
  return Mac(key, parts, mac);
}

Status HkdfSha256(ConstBytes salt, ConstBytes secret, ConstBytes info, Bytes key) {
  if (key.size() > kHkdfOutputMaxBytes || info.size() > kHkdfInfoMaxBytes) return Fail(Error::kTooLong);
  // RFC 5869 §2.2: extract
  std::array<uint8_t, kSha256Bytes> extracted{};
  std::array<uint8_t, kSha256Bytes> block{};
  Status status = HmacSha256(salt, secret, extracted);
  // RFC 5869 §2.3: expand
  ConstBytes before;
  uint8_t counter = 1;
  for (size_t done = 0; status && done < key.size(); ++counter) {
    const std::array<ConstBytes, 3> parts{before, info, ConstBytes(&counter, 1)};
    status = Mac(extracted, parts, block);
    done += CopyBytes(key.subspan(done), block);
    before = block;
  }
  Wipe(extracted);
  Wipe(block);
  if (!status) Wipe(key);
  return status;
}

}  // namespace tegami
