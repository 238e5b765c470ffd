// SPDX-License-Identifier: MIT
// How a fax number becomes a mail to the fax provider.
#pragma once

#include "job/fax_number.h"
#include "tegami/settings.h"

namespace tegami {

// A template with its values: three of the longest ones and some words.
inline constexpr size_t kFaxLineMaxBytes = kFaxTemplateMaxBytes + kHostNameMaxBytes;

struct FaxMessage {
  Text<kMailAddressMaxBytes> address;
  Text<kFaxLineMaxBytes> subject;
  Text<kFaxLineMaxBytes> text;  // empty: none
  std::string_view file_name;   // "fax.tif", static storage, as the media type
  std::string_view media_type;
};

// Fills `message` for `number`, as somebody typed it.
//   kInvalidCharacter, kInvalidArgument, kTooLong  as NormalizeFaxNumber()
//   kBadState  the settings make no address of it: no domain, or too long
[[nodiscard]] Status ComposeFax(const FaxSettings& settings, std::string_view number, std::string_view device_name,
                                FaxMessage& message);

// `{name}` stands for a value: prefix, number, domain, device. Other braces stay as they are.
//   kTooLong  `into` does not hold it
struct FaxValues {
  std::string_view prefix;
  std::string_view number;
  std::string_view domain;
  std::string_view device;
};
[[nodiscard]] Status ExpandFaxTemplate(std::string_view text, const FaxValues& values, AnyText& into);

}  // namespace tegami
