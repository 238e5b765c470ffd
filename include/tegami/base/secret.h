// SPDX-License-Identifier: MIT
// Octets that must not leak: wiped when they go, not printable, not copyable by accident.
#pragma once

#include <array>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

// Overwrites with zeros in a way that the compiler keeps.
inline void Wipe(Bytes bytes) {
  volatile uint8_t* octet = bytes.data();
  for (size_t i = 0; i < bytes.size(); ++i) octet[i] = 0;
}

// Up to N octets of a token, a password or a key.
template <size_t N>
class Secret {
 public:
  Secret() = default;
  ~Secret() { Clear(); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  static constexpr size_t kCapacity = N;

  //   kTooLong  longer than N; the old value is kept
  [[nodiscard]] Status Assign(ConstBytes value) {
    if (value.size() > N) return Fail(Error::kTooLong);
    Clear();
    size_ = CopyBytes(octets_, value);
    return {};
  }
  [[nodiscard]] Status Assign(std::string_view value) { return Assign(AsBytes(value)); }

  void Clear() {
    Wipe(Bytes(octets_.data(), size_));
    size_ = 0;
  }

  // The value itself: for the wire and for sealing, nothing else. Valid until the next non-const call.
  ConstBytes Reveal() const { return {octets_.data(), size_}; }
  std::string_view RevealText() const { return AsText(Reveal()); }

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

 private:
  std::array<uint8_t, N> octets_;
  size_t size_ = 0;
};

}  // namespace tegami
