// SPDX-License-Identifier: MIT
// A server that echoes what it got must not bring a secret into a log.
#include "oauth/server_words.h"

#include <algorithm>

namespace tegami {
namespace {

constexpr size_t kSecretMinBytes = 4;

// RFC 6750 §2.1, and what Microsoft's opaque tokens have besides; no '/' and ':', so that the parts of a URL count one
// by one.
bool IsTokenCharacter(char c) {
  constexpr std::string_view kOthers = "-._~+=!*$";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

size_t TokenRun(std::string_view words) {
  const auto* end = std::find_if_not(words.begin(), words.end(), IsTokenCharacter);
  return static_cast<size_t>(end - words.begin());
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// The octets of the UTF-8 character at the front; 1 where it is none.
size_t CharacterSize(std::string_view words) {
  const auto lead = static_cast<unsigned char>(words.front());
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (size > words.size()) return 1;
  for (size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(words[i]) & 0xC0U) != 0x80U) return 1;
  }
  return size;
}

// Copies what fits, a whole character, a whole mask or a piece of a word at a time.
void CopyLine(AnyText& into, std::string_view words, size_t mask_from) {
  into.clear();
  while (!words.empty() && into.available() > 0) {
    const size_t run = TokenRun(words);
    size_t taken = run;
    if (run >= mask_from) {
      if (!Append(into, kMaskedRun)) break;
    } else if (run > 0) {
      into.append(words.data(), std::min(run, into.available()));
    } else if (IsControl(words.front())) {
      taken = 1;  // CR LF is one space
      if (into.empty() || into.back() != ' ') into.push_back(' ');
    } else {
      taken = CharacterSize(words);
      if (!Append(into, {words.data(), taken})) break;
    }
    words.remove_prefix(taken);
  }
  while (!into.empty() && into.back() == ' ') into.pop_back();
}

}  // namespace

void AssignServerWords(AnyText& into, std::string_view words, std::span<const ConstBytes> secrets) {
  for (const ConstBytes secret : secrets) {
    if (secret.size() >= kSecretMinBytes && words.find(AsText(secret)) != std::string_view::npos) {
      AssignCut(into, kWithheldWords);
      return;
    }
  }
  CopyLine(into, words, kTokenLookMinBytes);
}

void AssignOneLine(AnyText& into, std::string_view words) { CopyLine(into, words, SIZE_MAX); }

}  // namespace tegami
