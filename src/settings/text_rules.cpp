// SPDX-License-Identifier: MIT
// Rules of texts, one row each: which octets, and what else.
#include "settings/text_rules.h"

#include <algorithm>
#include <array>

#include "codec/escape.h"
#include "http/url.h"
#include "mime/address.h"
#include "tls/ip_literal.h"

namespace tegami {
namespace {

constexpr std::string_view kNumberPlaceholder = "{number}";

bool IsAlphanumeric(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool AllFrom(std::string_view text, std::string_view marks) {
  return std::all_of(text.begin(), text.end(),
                     [marks](char c) { return IsAlphanumeric(c) || marks.find(c) != std::string_view::npos; });
}

bool AllBetween(std::string_view text, char least, char most) {
  return std::all_of(text.begin(), text.end(), [=](char c) { return c >= least && c <= most; });
}

// No label is empty or over 63 octets (RFC 1035 §2.3.4). A name that looks like an IPv4 address has to be one.
bool IsHost(std::string_view text) {
  if (ParseIpLiteral(text)) return true;
  if (!AllFrom(text, ".-") || AllBetween(text, '-', '9')) return false;
  size_t label = 0;
  for (const char c : text) {
    if (c == '.' && label == 0) return false;
    label = c == '.' ? 0 : label + 1;
    if (label > kHostLabelMaxBytes) return false;
  }
  return label != 0;
}

bool IsSender(std::string_view text) {
  return CheckAddress(text) && text.front() != '.' && text.find_first_of(":()<>[];\\") == std::string_view::npos;
}

bool IsTemplate(std::string_view text) {
  constexpr std::array<std::string_view, 4> kPlaceholders = {"{prefix}", kNumberPlaceholder, "{domain}", "{device}"};
  while (!text.empty()) {
    const auto* const known = std::find_if(kPlaceholders.begin(), kPlaceholders.end(),
                                           [text](std::string_view name) { return text.starts_with(name); });
    if (known == kPlaceholders.end() && (text.front() == '{' || text.front() == '}')) return false;
    text.remove_prefix(known == kPlaceholders.end() ? 1 : known->size());
  }
  return true;
}

}  // namespace

bool HasNumberPlaceholder(std::string_view text) { return text.find(kNumberPlaceholder) != std::string_view::npos; }

SettingProblem CheckTextRule(SettingRule rule, std::string_view text) {
  const auto unless = [](bool good, SettingProblem problem) { return good ? SettingProblem::kNone : problem; };
  switch (rule) {
    case SettingRule::kAscii: return unless(AllBetween(text, ' ', '~'), SettingProblem::kBadCharacter);
    case SettingRule::kWord: return unless(AllBetween(text, '!', '~'), SettingProblem::kBadCharacter);
    case SettingRule::kHost: return unless(IsHost(text), SettingProblem::kNotAHost);
    case SettingRule::kUrl: return unless(ParseUrl(text, UrlRule::kHttps).has_value(), SettingProblem::kNotAUrl);
    case SettingRule::kMailbox: return unless(CheckAddress(text).has_value(), SettingProblem::kNotAMailbox);
    case SettingRule::kSender: return unless(IsSender(text), SettingProblem::kNotAMailbox);
    case SettingRule::kProxyUser:
      return unless(AllBetween(text, ' ', '~') && text.find(':') == std::string_view::npos,
                    SettingProblem::kBadCharacter);
    case SettingRule::kFaxDigits: return unless(AllFrom(text, "+*#,-"), SettingProblem::kBadCharacter);
    case SettingRule::kTemplate: return unless(IsTemplate(text), SettingProblem::kBadTemplate);
    case SettingRule::kAny:
    case SettingRule::kIpv4:
    case SettingRule::kUtcOffset:
    case SettingRule::kEvents: return SettingProblem::kNone;
  }
  return SettingProblem::kNone;
}

}  // namespace tegami
