// SPDX-License-Identifier: MIT
// A long secret that is held for a while only, an access token: as base/secret.h, but its octets are borrowed, as many
// as it has.
#pragma once

#include "codec/memory_lender.h"
#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

class LentSecretBase {
 public:
  LentSecretBase(const LentSecretBase&) = delete;
  LentSecretBase& operator=(const LentSecretBase&) = delete;

  // Process-wide; set once by src/app/process_hooks. Before this every Assign() is refused.
  static void Use(const MemoryLender& lender);

  //   kTooLong   longer than the capacity; the old value is kept
  //   kNoMemory  the lender has no more; the old value is kept
  [[nodiscard]] Status Assign(ConstBytes value);
  [[nodiscard]] Status Assign(std::string_view value) { return Assign(AsBytes(value)); }

  // Wipes the octets and gives them back.
  void Clear();

  // The value itself: for the wire and for sealing, nothing else. Valid until the next non-const call.
  ConstBytes Reveal() const { return {octets_, size_}; }
  std::string_view RevealText() const { return AsText(Reveal()); }

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

 protected:
  explicit LentSecretBase(size_t capacity) : capacity_(capacity) {}
  ~LentSecretBase() { Clear(); }
  // Takes the octets of `other`, which is empty afterwards.
  void Take(LentSecretBase& other);

 private:
  uint8_t* octets_ = nullptr;
  size_t size_ = 0;
  size_t capacity_;
};

// Up to N octets.
template <size_t N>
class LentSecret : public LentSecretBase {
 public:
  LentSecret() : LentSecretBase(N) {}
  static constexpr size_t kCapacity = N;

  void TakeFrom(LentSecret& other) { Take(other); }
};

}  // namespace tegami
