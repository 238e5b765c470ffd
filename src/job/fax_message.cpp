// SPDX-License-Identifier: MIT
#include "job/fax_message.h"

#include <algorithm>

namespace tegami {
namespace {

constexpr std::string_view kUsualAddress = "{prefix}{number}@{domain}";
constexpr std::string_view kUsualSubject = "Fax to {number}";

std::string_view Or(const AnyText& text, std::string_view usual) { return text.empty() ? usual : View(text); }

const std::string_view* ValueOf(std::string_view name, const FaxValues& values) {
  struct Row {
    std::string_view name;
    std::string_view FaxValues::* value;
  };
  static constexpr Row kRows[] = {{"prefix", &FaxValues::prefix},
                                  {"number", &FaxValues::number},
                                  {"domain", &FaxValues::domain},
                                  {"device", &FaxValues::device}};
  for (const Row& row : kRows) {
    if (row.name == name) return &(values.*row.value);
  }
  return nullptr;
}

// A pause is a comma, which RFC 5321 §4.1.2 wants in quotes.
Status QuoteLocalPart(AnyText& address) {
  const size_t at = View(address).rfind('@');
  if (at == std::string_view::npos) return Fail(Error::kBadState);
  const bool plain = address.front() == '"' || std::find(address.begin(), address.begin() + at, ',') ==
                                                   address.begin() + static_cast<std::ptrdiff_t>(at);
  if (plain) return {};
  Text<kMailAddressMaxBytes> quoted = "\"";
  TEGAMI_TRY(Append(quoted, {address.data(), at}));
  TEGAMI_TRY(Append(quoted, "\""));
  TEGAMI_TRY(Append(quoted, {address.data() + at, address.size() - at}));
  return Assign(address, View(quoted));
}

}  // namespace

Status ExpandFaxTemplate(std::string_view text, const FaxValues& values, AnyText& into) {
  into.clear();
  for (size_t i = 0; i < text.size();) {
    const size_t end = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    const std::string_view* value = nullptr;
    if (end != std::string_view::npos) value = ValueOf({text.data() + i + 1, end - i - 1}, values);
    TEGAMI_TRY(Append(into, value != nullptr ? *value : std::string_view(text.data() + i, 1)));
    i = value != nullptr ? end + 1 : i + 1;
  }
  return {};
}

Status ComposeFax(const FaxSettings& settings, std::string_view number, std::string_view device_name,
                  FaxMessage& message) {
  FaxNumber dialled;
  TEGAMI_TRY(NormalizeFaxNumber(number, dialled));
  const FaxValues values = {
      .prefix = View(settings.prefix), .number = View(dialled), .domain = View(settings.domain), .device = device_name};
  const std::string_view address = Or(settings.address_template, kUsualAddress);
  const bool needs_domain = address.find("{domain}") != std::string_view::npos;
  if (needs_domain && settings.domain.empty()) return Fail(Error::kBadState);
  if (!ExpandFaxTemplate(address, values, message.address) || !QuoteLocalPart(message.address)) {
    return Fail(Error::kBadState);
  }
  TEGAMI_TRY(ExpandFaxTemplate(Or(settings.subject_template, kUsualSubject), values, message.subject));
  TEGAMI_TRY(ExpandFaxTemplate(View(settings.text_template), values, message.text));
  const bool tiff = settings.format == FaxFormat::kTiff;
  message.file_name = tiff ? "fax.tif" : "fax.pdf";
  message.media_type = tiff ? "image/tiff" : "application/pdf";  // RFC 3302, RFC 8118
  return {};
}

}  // namespace tegami
