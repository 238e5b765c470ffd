// SPDX-License-Identifier: MIT
// Checks on what an authorization server hands out.
#include "oauth/token_set.h"

#include "tegami/base/renew.h"

namespace tegami {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

}  // namespace

void TokenSet::Clear() {
  access.Clear();
  refresh.Clear();
  access_expires = Instant();
  access_life_ms = 0;
  scope.clear();
  Renew(claims);
}

bool ScopeHas(std::string_view granted, std::string_view wanted) {
  if (wanted.empty()) return true;
  while (!granted.empty()) {
    const size_t space = granted.find(' ');
    const std::string_view first(granted.data(), space == std::string_view::npos ? granted.size() : space);
    if (EqualsIgnoringCase(first, wanted)) return true;
    granted.remove_prefix(space == std::string_view::npos ? granted.size() : space + 1);
  }
  return false;
}

bool IsBearerToken(ConstBytes token) {
  constexpr std::string_view kOthers = "-._~+/";
  size_t i = 0;
  for (; i < token.size(); ++i) {
    const char c = static_cast<char>(token[i]);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && kOthers.find(c) == std::string_view::npos) break;
  }
  if (i == 0) return false;
  while (i < token.size() && token[i] == '=') ++i;
  return i == token.size();
}

}  // namespace tegami
