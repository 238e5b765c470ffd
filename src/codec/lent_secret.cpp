// SPDX-License-Identifier: MIT
#include "codec/lent_secret.h"

#include <utility>

#include "tegami/base/secret.h"

namespace tegami {
namespace {

constinit MemoryLender g_lender;

}  // namespace

void LentSecretBase::Use(const MemoryLender& lender) { g_lender = lender; }

Status LentSecretBase::Assign(ConstBytes value) {
  if (value.size() > capacity_) return Fail(Error::kTooLong);
  uint8_t* octets = nullptr;
  if (!value.empty()) {
    if (g_lender.allocate != nullptr) octets = static_cast<uint8_t*>(g_lender.allocate(value.size()));
    if (octets == nullptr) return Fail(Error::kNoMemory);
    CopyBytes(Bytes(octets, value.size()), value);
  }
  Clear();
  octets_ = octets;
  size_ = value.size();
  return {};
}

void LentSecretBase::Clear() {
  if (octets_ == nullptr) return;
  Wipe({octets_, size_});
  g_lender.free(octets_);
  octets_ = nullptr;
  size_ = 0;
}

void LentSecretBase::Take(LentSecretBase& other) {
  if (this == &other) return;
  Clear();
  octets_ = std::exchange(other.octets_, nullptr);
  size_ = std::exchange(other.size_, 0);
}

}  // namespace tegami
