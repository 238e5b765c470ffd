// SPDX-License-Identifier: MIT
// Reads a message as a strict receiver would: its own code, from the RFCs, nothing of src/mime or src/codec.
#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tegami::mime_check {

struct Part {
  std::map<std::string, std::string> fields;  // names in lower case, values unfolded
  std::string body;                           // decoded
};

struct Message {
  std::string fault;  // empty: legal
  Part whole;         // its header; its body where it is not multipart
  std::vector<Part> parts;
};

inline std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Strict base64; line ends are skipped. Nothing: not base64.
inline std::optional<std::string> FromBase64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos || padding != 0) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(digit);
    if (++count == 4) {
      for (const int shift : {16, 8, 0}) out.push_back(static_cast<char>(bits >> shift & 0xFF));
      bits = 0;
      count = 0;
    }
  }
  if ((count + padding) % 4 != 0 || count == 1 || padding > 2) return std::nullopt;
  if (count >= 2) out.push_back(static_cast<char>(bits >> (count == 2 ? 4 : 10) & 0xFF));
  if (count == 3) out.push_back(static_cast<char>(bits >> 2 & 0xFF));
  return out;
}

inline std::optional<std::string> FromQuotedPrintable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    if (text.substr(i + 1, 2) != "\r\n") {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      const size_t high = kHex.find(text[i + 1]);
      const size_t low = kHex.find(text[i + 2]);
      if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
      out.push_back(static_cast<char>(high << 4 | low));
    }
    i += 2;
  }
  return out;
}

// Unstructured text with its encoded-words decoded (RFC 2047 §6.2: white space between two of them goes).
inline std::optional<std::string> Decoded(std::string_view field) {
  std::string out;
  bool after_word = false;
  while (!field.empty()) {
    const size_t begin = field.find("=?");
    const std::string_view plain = field.substr(0, begin);
    const bool blank = plain.find_first_not_of(" \t") == std::string_view::npos;
    if (!(after_word && blank && begin != std::string_view::npos)) out += plain;
    if (begin == std::string_view::npos) return out;
    field.remove_prefix(begin);
    constexpr std::string_view kBegin = "=?UTF-8?B?";
    const size_t end = field.find("?=", kBegin.size());
    if (field.substr(0, kBegin.size()) != kBegin || end == std::string_view::npos || end + 2 > 75) return std::nullopt;
    const std::optional<std::string> word = FromBase64(field.substr(kBegin.size(), end - kBegin.size()));
    if (!word) return std::nullopt;
    // RFC 2047 §5: whole characters in each word.
    if (!word->empty() && (static_cast<unsigned char>(word->front()) & 0xC0) == 0x80) return std::nullopt;
    out += *word;
    field.remove_prefix(end + 2);
    after_word = true;
  }
  return out;
}

// A parameter's value: quoted, or by RFC 2231 with its continuations. Nothing: there is none, or it is broken.
inline std::optional<std::string> Parameter(std::string_view field, const std::string& name) {
  std::map<std::string, std::string> values;
  size_t at = field.find(';');
  while (at != std::string_view::npos && at < field.size()) {
    at = field.find_first_not_of(" \t;", at);
    if (at == std::string_view::npos) break;
    const size_t equals = field.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    std::string value;
    size_t end = equals + 1;
    if (end < field.size() && field[end] == '"') {
      for (++end; end < field.size() && field[end] != '"'; ++end) {
        if (field[end] == '\\') ++end;
        if (end < field.size()) value.push_back(field[end]);
      }
      if (end >= field.size()) return std::nullopt;
      ++end;
    } else {
      while (end < field.size() && field[end] != ';') value.push_back(field[end++]);
    }
    if (!values.emplace(Lower(field.substr(at, equals - at)), value).second) return std::nullopt;
    at = field.find(';', end);
  }
  if (values.contains(name)) return values[name];
  std::string joined;
  if (values.contains(name + "*")) joined = values[name + "*"];
  for (int section = 0; values.contains(name + "*" + std::to_string(section) + "*"); ++section)
    joined += values[name + "*" + std::to_string(section) + "*"];
  constexpr std::string_view kCharset = "UTF-8''";
  if (joined.substr(0, kCharset.size()) != kCharset) return std::nullopt;
  std::string escaped = joined.substr(kCharset.size());
  std::replace(escaped.begin(), escaped.end(), '%', '=');
  return FromQuotedPrintable(escaped);
}

// Reads the header off the front of `rest`, its empty line too. Returns what is wrong with it.
inline std::string TakeHeader(std::string_view& rest, Part& part, bool utf8) {
  std::string name;
  for (;;) {
    const size_t end = rest.find("\r\n");
    if (end == std::string_view::npos) return "the header does not end";
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (line.empty()) return "";
    if (line.size() > 998) return "a line of more than 998 octets";
    if (line.find("=?") != std::string_view::npos && line.size() > 76) return "an encoded-word past column 76";
    if (line.find_first_not_of(" \t") == std::string_view::npos) return "a line of white space";
    for (const char c : line) {
      const auto octet = static_cast<unsigned char>(c);
      if ((octet < 0x20 && c != '\t') || octet == 0x7F) return "a control character in a header";
      if (octet >= 0x80 && !utf8) return "an octet beyond ASCII in a header";
    }
    if (line[0] == ' ' || line[0] == '\t') {
      if (name.empty()) return "a header that begins with a continuation";
      part.fields[name] += line;
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return "a header line without a name";
    name = Lower(line.substr(0, colon));
    if (name.find(' ') != std::string::npos) return "a space in a field's name";
    if (part.fields.contains(name)) return "field twice: " + name;
    part.fields[name] = line.size() > colon + 2 ? std::string(line.substr(colon + 2)) : "";
  }
}

inline std::string TakeBody(std::string_view body, Part& part) {
  const std::string encoding = Lower(part.fields["content-transfer-encoding"]);
  if (encoding == "binary") {
    part.body = body;
    return "";
  }
  size_t line = 0;
  for (size_t i = 0; i < body.size(); ++i) {
    if (static_cast<unsigned char>(body[i]) >= 0x80 || body[i] == '\0') return "an octet that is not 7bit";
    const bool ends = body.substr(i, 2) == "\r\n";
    if (!ends && (body[i] == '\r' || body[i] == '\n')) return "a bare CR or LF in a body";
    line = ends ? 0 : line + 1;
    if (line > (encoding == "7bit" ? 998U : 76U)) return "a line too long in " + encoding;
    if (ends) ++i;
  }
  if (encoding == "7bit") {
    part.body = body;
    return "";
  }
  const std::optional<std::string> decoded = encoding == "base64"             ? FromBase64(body)
                                             : encoding == "quoted-printable" ? FromQuotedPrintable(body)
                                                                              : std::nullopt;
  if (!decoded) return "not " + encoding;
  part.body = *decoded;
  return "";
}

inline std::string TakeParts(std::string_view rest, const std::string& boundary, Message& message) {
  if (boundary.empty() || boundary.size() > 70) return "a boundary of no or too many characters";
  const std::string delimiter = "\r\n--" + boundary;
  const std::string whole = "\r\n" + std::string(rest);  // the first one may stand at the very front
  size_t at = whole.find(delimiter);
  if (whole.find_first_not_of("\r\n") < at) return "text before the first part";
  for (;;) {
    if (at == std::string::npos) return "no closing boundary";
    at += delimiter.size();
    if (whole.compare(at, std::string::npos, "--\r\n") == 0) return message.parts.empty() ? "no part" : "";
    if (whole.compare(at, 2, "\r\n") != 0) return "text after a boundary";
    const size_t end = whole.find(delimiter, at);
    if (end == std::string::npos) return "no closing boundary";
    std::string_view piece = std::string_view(whole).substr(at + 2, end - at - 2);
    Part part;
    std::string fault = TakeHeader(piece, part, false);
    if (fault.empty()) fault = TakeBody(piece, part);
    if (!fault.empty()) return fault;
    message.parts.push_back(part);
    at = end;
  }
}

// `utf8`: addresses may have it (RFC 6532).
inline Message Read(std::string_view text, bool utf8 = false) {
  Message message;
  std::string_view rest = text;
  message.fault = TakeHeader(rest, message.whole, utf8);
  for (const char* needed : {"date", "from", "message-id", "mime-version", "subject", "content-type"}) {
    if (message.fault.empty() && !message.whole.fields.contains(needed)) message.fault = std::string("no ") + needed;
  }
  if (!message.fault.empty()) return message;
  const std::string& type = message.whole.fields["content-type"];
  if (Lower(type).starts_with("multipart/")) {
    message.fault = TakeParts(rest, Parameter(type, "boundary").value_or(""), message);
  } else {
    message.fault = TakeBody(rest, message.whole);
  }
  return message;
}

}  // namespace tegami::mime_check
