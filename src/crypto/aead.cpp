// SPDX-License-Identifier: MIT
// AES-256-GCM by PSA, its pieces put together so that the text stays where it is.
#include "crypto/aead.h"

#include <psa/crypto.h>

#include "crypto/psa_status.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

// A key in PSA's table for as long as the scope.
class ImportedKey {
 public:
  ImportedKey(AeadKey key, psa_key_usage_t usage) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, PSA_ALG_GCM);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    status_ = psa_import_key(&attributes, key.data(), key.size(), &id_);
  }
  ~ImportedKey() { psa_destroy_key(id_); }
  ImportedKey(const ImportedKey&) = delete;
  ImportedKey& operator=(const ImportedKey&) = delete;

  psa_status_t status() const { return status_; }
  psa_key_id_t id() const { return id_; }

 private:
  psa_key_id_t id_ = PSA_KEY_ID_NULL;
  psa_status_t status_;
};

// One sealing or opening in several steps; aborted where it is not finished.
class Operation {
 public:
  Operation() = default;
  ~Operation() { psa_aead_abort(&operation_); }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  psa_status_t Begin(const ImportedKey& key, bool seal, AeadNonce nonce, ConstBytes associated) {
    if (key.status() != PSA_SUCCESS) return key.status();
    const auto setup = seal ? psa_aead_encrypt_setup : psa_aead_decrypt_setup;
    psa_status_t status = setup(&operation_, key.id(), PSA_ALG_GCM);
    if (status == PSA_SUCCESS) status = psa_aead_set_nonce(&operation_, nonce.data(), nonce.size());
    if (status == PSA_SUCCESS) status = psa_aead_update_ad(&operation_, associated.data(), associated.size());
    return status;
  }

  // GCM is a stream cipher: as many octets come out as went in, and each is read before it is written.
  psa_status_t Update(Bytes text) {
    size_t written = 0;
    if (text.empty()) return PSA_SUCCESS;
    const psa_status_t status =
        psa_aead_update(&operation_, text.data(), text.size(), text.data(), text.size(), &written);
    return status == PSA_SUCCESS && written != text.size() ? PSA_ERROR_GENERIC_ERROR : status;
  }

  psa_aead_operation_t& get() { return operation_; }

 private:
  psa_aead_operation_t operation_ = PSA_AEAD_OPERATION_INIT;
};

Status Finish(psa_status_t status, Bytes text) {
  if (status != PSA_SUCCESS) Wipe(text);
  return FromPsa(status);
}

}  // namespace

Status AeadSeal(AeadKey key, AeadNonce nonce, ConstBytes associated, Bytes text,
                std::span<uint8_t, kAeadTagBytes> tag) {
  const ImportedKey imported(key, PSA_KEY_USAGE_ENCRYPT);
  Operation operation;
  psa_status_t status = operation.Begin(imported, true, nonce, associated);
  if (status == PSA_SUCCESS) status = operation.Update(text);
  size_t rest = 0;
  size_t tag_bytes = 0;
  std::array<uint8_t, kAeadTagBytes> none{};
  if (status == PSA_SUCCESS) {
    status = psa_aead_finish(&operation.get(), none.data(), none.size(), &rest, tag.data(), tag.size(), &tag_bytes);
  }
  return Finish(status, text);
}

Status AeadOpen(AeadKey key, AeadNonce nonce, ConstBytes associated, Bytes text,
                std::span<const uint8_t, kAeadTagBytes> tag) {
  const ImportedKey imported(key, PSA_KEY_USAGE_DECRYPT);
  Operation operation;
  psa_status_t status = operation.Begin(imported, false, nonce, associated);
  if (status == PSA_SUCCESS) status = operation.Update(text);
  size_t rest = 0;
  std::array<uint8_t, kAeadTagBytes> none{};
  if (status == PSA_SUCCESS) {
    status = psa_aead_verify(&operation.get(), none.data(), none.size(), &rest, tag.data(), tag.size());
  }
  return Finish(status, text);
}

}  // namespace tegami
