// SPDX-License-Identifier: MIT
// RFC 3986, as far as endpoints need it: strict where leniency would send a secret somewhere else.
#include "http/url.h"

#include "tegami/base/bytes.h"
#include "tegami/config.h"

namespace tegami {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

constexpr std::string_view First(std::string_view text, size_t count) { return {text.data(), count}; }
constexpr std::string_view From(std::string_view text, size_t begin) {
  return {text.data() + begin, text.size() - begin};
}

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool StartsWithScheme(std::string_view text, std::string_view scheme) {
  if (text.size() < scheme.size()) return false;
  for (size_t i = 0; i < scheme.size(); ++i) {
    if (Lower(text[i]) != scheme[i]) return false;  // RFC 3986 §3.1: schemes know no case
  }
  return true;
}

// RFC 3986 §3.3, §3.4: pchar, '/' and '?'; a '%' has two hexadecimal digits behind it.
Status CheckPathAndQuery(std::string_view text) {
  constexpr std::string_view kOthers = "-._~!$&'()*+,;=:@/?";
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !IsHexDigit(text[i + 1]) || !IsHexDigit(text[i + 2])) {
        return Fail(Error::kInvalidCharacter);
      }
    } else if (!IsAlpha(c) && !IsDigit(c) && kOthers.find(c) == std::string_view::npos) {
      return Fail(Error::kInvalidCharacter);
    }
  }
  return {};
}

bool IsIpv6Text(std::string_view text) {
  if (text.size() < 2 || text.size() > 45) return false;
  size_t colons = 0;
  for (const char c : text) {
    if (!IsHexDigit(c) && c != ':' && c != '.') return false;
    if (c == ':') ++colons;
  }
  return colons >= 2;
}

Result<uint16_t> ParsePort(std::string_view digits) {
  uint32_t port = 0;
  if (digits.empty() || digits.size() > 5) return Fail(Error::kInvalidArgument);
  for (const char c : digits) {
    if (!IsDigit(c)) return Fail(Error::kInvalidArgument);
    port = port * 10 + static_cast<uint32_t>(c - '0');
  }
  if (port == 0 || port > 65535) return Fail(Error::kInvalidArgument);
  return static_cast<uint16_t>(port);
}

// "host", "host:port", "[ipv6]", "[ipv6]:port". A user ("user@host") is refused: it hides where a link leads to.
Status ParseAuthority(std::string_view authority, Url& url) {
  std::string_view rest;
  if (!authority.empty() && authority[0] == '[') {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return Fail(Error::kInvalidArgument);
    url.host = First(From(authority, 1), end - 1);
    url.host_is_ipv6 = true;
    rest = From(authority, end + 1);
    if (!IsIpv6Text(url.host)) return Fail(Error::kInvalidArgument);
  } else {
    const size_t colon = authority.find(':');
    url.host = colon == std::string_view::npos ? authority : First(authority, colon);
    rest = From(authority, url.host.size());
    if (url.host.empty() || authority.find('@') != std::string_view::npos) return Fail(Error::kInvalidArgument);
    if (url.host.size() > kHostNameMaxBytes) return Fail(Error::kTooLong);
    if (!IsHostName(url.host)) return Fail(Error::kInvalidCharacter);
  }
  if (rest.empty()) return {};
  if (rest[0] != ':') return Fail(Error::kInvalidArgument);
  const Result<uint16_t> port = ParsePort(From(rest, 1));
  if (!port) return Fail(port.error());
  url.port = *port;
  return {};
}

}  // namespace

bool IsHostName(std::string_view text) {
  if (IsIpv6Text(text)) return true;
  // RFC 1123 §2.1: letters, digits and hyphens; a dot may end the name.
  if (text.empty() || text.size() > kHostNameMaxBytes) return false;
  size_t label = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.') {
      if (label == 0 || text[i - 1] == '-') return false;
      label = 0;
    } else {
      if (!IsAlpha(c) && !IsDigit(c) && (c != '-' || label == 0)) return false;
      if (++label > kHostLabelMaxBytes) return false;
    }
  }
  return text.back() != '-';
}

Result<Url> ParseUrl(std::string_view text, UrlRule rule) {
  if (text.size() > kUrlMaxBytes) return Fail(Error::kTooLong);
  Url url;
  size_t begin = 0;
  if (StartsWithScheme(text, "https://")) {
    begin = 8;
  } else if (rule == UrlRule::kHttpAllowed && StartsWithScheme(text, "http://")) {
    begin = 7;
    url.https = false;
    url.port = 80;
  } else {
    return Fail(Error::kInvalidArgument);
  }
  std::string_view rest = From(text, begin);
  const size_t hash = rest.find('#');
  if (hash != std::string_view::npos) {
    if (rule != UrlRule::kLink) return Fail(Error::kInvalidArgument);
    TEGAMI_TRY(CheckPathAndQuery(From(rest, hash + 1)));
    rest = First(rest, hash);
  }
  const size_t authority_end = rest.find_first_of("/?");
  const std::string_view authority = authority_end == std::string_view::npos ? rest : First(rest, authority_end);
  TEGAMI_TRY(ParseAuthority(authority, url));
  rest = From(rest, authority.size());
  TEGAMI_TRY(CheckPathAndQuery(rest));
  const size_t question = rest.find('?');
  url.path = question == std::string_view::npos ? rest : First(rest, question);
  if (question != std::string_view::npos) url.query = From(rest, question + 1);
  return url;
}

}  // namespace tegami
