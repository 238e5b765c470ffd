// SPDX-License-Identifier: MIT
#include "smtp/capabilities.h"

#include <algorithm>
#include <charconv>

namespace tegami {
namespace {

constexpr char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool EqualsKeyword(std::string_view word, std::string_view keyword) {
  return std::equal(word.begin(), word.end(), keyword.begin(), keyword.end(),
                    [](char a, char b) { return Upper(a) == b; });
}

// Takes the next word off the front of `line`; empty at its end. "AUTH=LOGIN" (from before RFC 2554) is two words.
std::string_view TakeWord(std::string_view& line, bool split_at_equals) {
  const auto is_gap = [&](char c) { return c == ' ' || c == '\t' || (split_at_equals && c == '='); };
  const auto begin = std::find_if_not(line.begin(), line.end(), is_gap);
  const auto end = std::find_if(begin, line.end(), is_gap);
  const std::string_view word(begin, end);
  line = std::string_view(end, line.end());
  return word;
}

}  // namespace

void SmtpCapabilities::OnLine(std::string_view line) {
  const std::string_view keyword = TakeWord(line, true);
  struct Plain {
    std::string_view keyword;
    bool SmtpCapabilities::* flag;
  };
  static constexpr Plain kPlain[] = {
      {"PIPELINING", &SmtpCapabilities::pipelining},                      // RFC 2920
      {"8BITMIME", &SmtpCapabilities::eight_bit_mime},                    // RFC 6152
      {"BINARYMIME", &SmtpCapabilities::binary_mime},                     // RFC 3030
      {"CHUNKING", &SmtpCapabilities::chunking},                          // RFC 3030
      {"SMTPUTF8", &SmtpCapabilities::smtp_utf8},                         // RFC 6531
      {"STARTTLS", &SmtpCapabilities::start_tls},                         // RFC 3207
      {"ENHANCEDSTATUSCODES", &SmtpCapabilities::enhanced_status_codes},  // RFC 2034
      {"SIZE", &SmtpCapabilities::size},                                  // RFC 1870
      {"AUTH", &SmtpCapabilities::auth},                                  // RFC 4954
  };
  static constexpr Plain kMethods[] = {
      {"XOAUTH2", &SmtpCapabilities::auth_xoauth2},
      {"OAUTHBEARER", &SmtpCapabilities::auth_oauth_bearer},
      {"PLAIN", &SmtpCapabilities::auth_plain},
      {"LOGIN", &SmtpCapabilities::auth_login},
  };
  for (const Plain& plain : kPlain) {
    if (EqualsKeyword(keyword, plain.keyword)) this->*plain.flag = true;
  }
  if (EqualsKeyword(keyword, "SIZE")) {
    const std::string_view number = TakeWord(line, false);
    // What does not fit 64 bits is no limit; neither is what is no number.
    uint64_t limit = 0;
    const auto result = std::from_chars(number.data(), number.data() + number.size(), limit);
    size_limit = result.ec == std::errc() && result.ptr == number.data() + number.size() ? limit : 0;
  }
  if (!EqualsKeyword(keyword, "AUTH")) return;
  for (std::string_view word = TakeWord(line, true); !word.empty(); word = TakeWord(line, true)) {
    for (const Plain& method : kMethods) {
      if (EqualsKeyword(word, method.keyword)) this->*method.flag = true;
    }
  }
}

}  // namespace tegami
