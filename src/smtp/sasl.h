// SPDX-License-Identifier: MIT
// The client's one message of XOAUTH2, OAUTHBEARER, PLAIN and LOGIN, in base64 and by pieces.
#pragma once

#include <array>
#include <string_view>

#include "tegami/base/bytes.h"

namespace tegami {

// Holds views of user and secret, never a copy: an 8 KiB token goes through whatever buffer there is.
// The views must live until Done() or Clear().
class SaslBlob {
 public:
  SaslBlob() = default;
  SaslBlob(const SaslBlob&) = delete;
  SaslBlob& operator=(const SaslBlob&) = delete;

  void SetXoauth2(std::string_view user, std::string_view token);
  // RFC 7628 §3.1. Empty host, or port 0: left out.
  void SetOauthBearer(std::string_view user, std::string_view host, uint16_t port, std::string_view token);
  void SetPlain(std::string_view user, std::string_view password);  // RFC 4616 §2
  void SetLogin(std::string_view one_answer);                       // the user, or the password
  void Clear();

  // Octets of base64 in all.
  size_t EncodedSize() const;

  // Writes the next octets of base64, whole groups of four; returns how many. 0: done, or `into` is smaller than 4.
  size_t Pull(Bytes into);
  bool Done() const { return part_ == part_count_; }

 private:
  struct Part {
    std::string_view text;
    bool is_saslname = false;  // RFC 5801 §4: "," and "=" are written as "=2C" and "=3D"
  };

  void Add(std::string_view text, bool is_saslname = false);
  uint8_t TakeOctet();

  std::array<Part, 12> parts_;
  size_t part_count_ = 0;
  size_t part_ = 0;
  size_t offset_ = 0;
  std::string_view escape_;  // rest of "=2C" or "=3D"
  std::array<char, 5> port_digits_{};
};

}  // namespace tegami
