// SPDX-License-Identifier: MIT
// New Message-IDs.
#include "app/message_id.h"

#include <array>

#include "mime/address.h"

namespace tegami {

bool MakeNewMessageId(Entropy& entropy, std::string_view sender, Text<kMessageIdMaxBytes>& id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr size_t kDomainMaxBytes = 80;
  std::array<uint8_t, 16> random{};
  if (!entropy.Fill(random)) return false;
  static_cast<void>(Assign(id, "<"));
  for (const uint8_t octet : random) {
    const char digits[2] = {kHex[octet >> 4U], kHex[octet & 0xFU]};
    static_cast<void>(Append(id, {digits, 2}));
  }
  const size_t at = sender.rfind('@');
  const bool usable = CheckAddress(sender) && !NeedsSmtpUtf8(sender) && sender.size() - at <= kDomainMaxBytes;
  static_cast<void>(Append(id, usable ? std::string_view(sender.data() + at, sender.size() - at) : "@tegami.invalid"));
  return Append(id, ">").has_value();
}

}  // namespace tegami
