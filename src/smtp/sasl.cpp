// SPDX-License-Identifier: MIT
#include "smtp/sasl.h"

#include <charconv>

#include "codec/base64.h"

namespace tegami {
namespace {

constexpr std::string_view kControlA = "\x01";
constexpr std::string_view kNul("\0", 1);

constexpr bool IsEscaped(char c) { return c == ',' || c == '='; }

}  // namespace

void SaslBlob::Clear() {
  parts_ = {};
  part_count_ = part_ = offset_ = 0;
  escape_ = {};
}

void SaslBlob::Add(std::string_view text, bool is_saslname) {
  if (!text.empty()) parts_[part_count_++] = {text, is_saslname};
}

void SaslBlob::SetXoauth2(std::string_view user, std::string_view token) {
  Clear();
  Add("user=");
  Add(user);
  Add("\x01"
      "auth=Bearer ");
  Add(token);
  Add("\x01\x01");
}

void SaslBlob::SetOauthBearer(std::string_view user, std::string_view host, uint16_t port, std::string_view token) {
  Clear();
  Add("n,a=");
  Add(user, true);
  Add(",\x01");
  if (!host.empty()) {
    Add("host=");
    Add(host);
    Add(kControlA);
  }
  if (port != 0) {
    const auto end = std::to_chars(port_digits_.data(), port_digits_.data() + port_digits_.size(), port).ptr;
    Add("port=");
    Add(std::string_view(port_digits_.data(), end));
    Add(kControlA);
  }
  Add("auth=Bearer ");
  Add(token);
  Add("\x01\x01");
}

void SaslBlob::SetPlain(std::string_view user, std::string_view password) {
  Clear();
  Add(kNul);
  Add(user);
  Add(kNul);
  Add(password);
}

void SaslBlob::SetLogin(std::string_view one_answer) {
  Clear();
  Add(one_answer);
}

size_t SaslBlob::EncodedSize() const {
  size_t octets = 0;
  for (size_t i = 0; i < part_count_; ++i) {
    octets += parts_[i].text.size();
    if (!parts_[i].is_saslname) continue;
    octets += 2 * static_cast<size_t>(std::count_if(parts_[i].text.begin(), parts_[i].text.end(), IsEscaped));
  }
  return static_cast<size_t>(Base64Size(octets));
}

uint8_t SaslBlob::TakeOctet() {
  const Part& part = parts_[part_];
  if (escape_.empty() && part.is_saslname && IsEscaped(part.text[offset_])) {
    escape_ = part.text[offset_] == ',' ? "=2C" : "=3D";
  }
  char octet = part.text[offset_];
  if (!escape_.empty()) {
    octet = escape_.front();
    escape_.remove_prefix(1);
  }
  if (escape_.empty() && ++offset_ == part.text.size()) {
    ++part_;
    offset_ = 0;
  }
  return static_cast<uint8_t>(octet);
}

size_t SaslBlob::Pull(Bytes into) {
  size_t written = 0;
  while (!Done() && into.size() - written >= 4) {
    std::array<uint8_t, 3> group;
    size_t octets = 0;
    while (octets < group.size() && !Done()) group[octets++] = TakeOctet();
    written += EncodeBase64(ConstBytes(group).first(octets), into.subspan(written));
  }
  return written;
}

}  // namespace tegami
