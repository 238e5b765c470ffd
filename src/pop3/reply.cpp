// SPDX-License-Identifier: MIT
#include "pop3/reply.h"

#include <algorithm>

namespace tegami {
namespace {

constexpr char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

constexpr bool IsGap(char c) { return c == ' ' || c == '\t'; }

bool StartsWith(std::string_view text, std::string_view upper_case) {
  return text.size() >= upper_case.size() &&
         std::equal(upper_case.begin(), upper_case.end(), text.begin(), [](char u, char t) { return u == Upper(t); });
}

std::string_view Behind(std::string_view text, size_t count) { return {text.data() + count, text.size() - count}; }

// RFC 2449 §8: in square brackets at the very start of the text; case does not count.
Pop3Code CodeOf(std::string_view text) {
  if (text.empty() || text.front() != '[') return Pop3Code::kNone;
  const auto end = std::find(text.begin(), text.end(), ']');
  if (end == text.end()) return Pop3Code::kNone;
  const std::string_view code(text.begin() + 1, end);
  struct Row {
    std::string_view wire;
    Pop3Code code;
  };
  static constexpr Row kRows[] = {
#define TEGAMI_POP3_CODE(name, wire, text) {wire, Pop3Code::name},
#include "pop3/failure.def"
#undef TEGAMI_POP3_CODE
  };
  for (const Row& row : kRows) {
    if (row.wire.size() == code.size() && StartsWith(code, row.wire)) return row.code;
  }
  return Pop3Code::kOther;
}

}  // namespace

void Pop3LineReader::Reset() {
  line_.clear();
  ended_ = true;
  pending_cr_ = false;
}

bool Pop3LineReader::OnBytes(ConstBytes& in) {
  if (in.empty()) return false;
  if (ended_) Reset();
  ended_ = false;
  const auto keep = [this](char octet) {
    if (!line_.full()) line_.push_back(octet);
  };
  for (size_t i = 0; i < in.size(); ++i) {
    const char octet = static_cast<char>(in[i]);
    if (octet == '\n') {
      in = in.subspan(i + 1);
      ended_ = true;
      return true;
    }
    if (pending_cr_) keep('\r');  // a CR that ended nothing is part of the line
    pending_cr_ = octet == '\r';
    if (!pending_cr_) keep(octet);
  }
  in = {};
  return false;
}

Pop3Reply ReadPop3Reply(std::string_view line) {
  // RFC 1939 §3: in upper case. What follows the status is optional.
  struct Status {
    std::string_view word;
    Pop3Reply::Kind kind;
  };
  static constexpr Status kStatuses[] = {{"+OK", Pop3Reply::Kind::kOk}, {"-ERR", Pop3Reply::Kind::kError}};
  for (const Status& status : kStatuses) {
    if (!line.starts_with(status.word)) continue;
    std::string_view rest = Behind(line, status.word.size());
    if (!rest.empty() && !IsGap(rest.front())) break;
    while (!rest.empty() && IsGap(rest.front())) rest = Behind(rest, 1);
    return {.kind = status.kind, .code = CodeOf(rest), .text = rest};
  }
  return {};
}

std::string_view ApopTimestamp(std::string_view greeting) {
  const auto end = std::find(greeting.rbegin(), greeting.rend(), '>').base();
  if (end == greeting.begin()) return {};
  auto begin = end;
  while (begin != greeting.begin() && *begin != '<') --begin;
  if (*begin != '<') return {};
  const std::string_view stamp(begin, end);
  // Only what can be a msg-id: freely chosen octets would let a false server learn the password from many digests of
  // colliding blocks (CVE-2007-1558).
  const auto count = [stamp](char c) { return std::count(stamp.begin(), stamp.end(), c); };
  const bool printable = std::all_of(stamp.begin(), stamp.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  const bool shaped =
      count('<') == 1 && count('>') == 1 && count('@') == 1 && stamp[1] != '@' && stamp[stamp.size() - 2] != '@';
  return printable && shaped ? stamp : std::string_view();
}

bool HasPop3Keyword(std::string_view line, std::string_view keyword) {
  return StartsWith(line, keyword) && (line.size() == keyword.size() || IsGap(line[keyword.size()]));
}

}  // namespace tegami
