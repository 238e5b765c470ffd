// SPDX-License-Identifier: MIT
// Lines of a conversation file: escapes, repetitions, and words "key=value".
#pragma once

#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tegami/config.h"

namespace tegami {

// A count in {TEXT*COUNT}: digits, or the name of a limit, with +1 or without. Nothing where it is neither.
inline std::optional<size_t> RepeatCount(std::string count) {
  static const std::map<std::string, size_t> kLimits = {{"ACCESS_TOKEN_MAX", kAccessTokenMaxBytes},
                                                        {"REFRESH_TOKEN_MAX", kRefreshTokenMaxBytes},
                                                        {"DEVICE_CODE_MAX", kDeviceCodeMaxBytes},
                                                        {"HTTP_BODY_MAX", kHttpBodyMaxBytes},
                                                        {"HTTP_HEAD_MAX", kHttpHeadMaxBytes}};
  const bool more = count.ends_with("+1");
  if (more) count.resize(count.size() - 2);
  if (const auto limit = kLimits.find(count); limit != kLimits.end()) return limit->second + (more ? 1 : 0);
  if (count.empty() || count.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoul(count);
}

// Resolves \r \n \t \\ \xHH, and {TEXT*COUNT}: TEXT so many times.
inline std::string Unescape(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char c = text[++i];
      if (c == 'x' && i + 2 < text.size()) {
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        out += c == 'r' ? '\r' : c == 'n' ? '\n' : c == 't' ? '\t' : c;
      }
      continue;
    }
    const size_t end = text[i] == '{' ? text.find('}', i) : std::string::npos;
    const size_t star = end == std::string::npos ? end : text.rfind('*', end);
    if (star != std::string::npos && star > i && text.find('{', i + 1) > end) {
      if (const std::optional<size_t> count = RepeatCount(text.substr(star + 1, end - star - 1))) {
        const std::string repeated = Unescape(text.substr(i + 1, star - i - 1));
        for (size_t n = 0; n < *count; ++n) out += repeated;
        i = end;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

// For failures: long values are shown by their beginning and their length.
inline std::string Shown(const std::string& value) {
  return value.size() <= 200 ? value : value.substr(0, 200) + "... (" + std::to_string(value.size()) + " octets)";
}

// "a=1 b=two words" is wrong, "a=1 b="two words"" is right; a word without '=' has the value "".
inline std::vector<std::pair<std::string, std::string>> KeysAndValues(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> words;
  size_t i = 0;
  while (i < text.size()) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    std::string key;
    while (i < text.size() && text[i] != '=' && text[i] != ' ') key += text[i++];
    std::string value;
    if (i < text.size() && text[i] == '=') {
      ++i;
      const char end = i < text.size() && text[i] == '"' ? text[i++] : ' ';
      while (i < text.size() && text[i] != end) value += text[i++];
      ++i;
    }
    words.emplace_back(key, Unescape(value));
  }
  return words;
}

struct ScriptLine {
  int number = 0;
  std::string verb;
  std::string rest;
};

// Lines "verb rest"; '#' begins a comment line; empty lines are left out.
inline std::vector<ScriptLine> ReadScript(const std::string& path) {
  std::vector<ScriptLine> lines;
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const size_t space = line.find(' ');
    lines.push_back({number, line.substr(0, space), space == std::string::npos ? "" : line.substr(space + 1)});
  }
  return lines;
}

}  // namespace tegami
