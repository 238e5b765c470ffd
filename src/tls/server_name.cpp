// SPDX-License-Identifier: MIT
// Comparison of names, octet by octet: nothing of the system's locale or library is asked.
#include "tls/server_name.h"

#include <algorithm>

namespace tegami {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsNameCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
}

bool LabelsAreSound(std::string_view name) {
  size_t label = 0;
  for (const char c : name) {
    if (!IsNameCharacter(c)) return false;
    if (c == '.' && label == 0) return false;
    label = c == '.' ? 0 : label + 1;
    if (label > kHostLabelMaxBytes) return false;
  }
  return label != 0;
}

bool LastLabelIsNumber(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot != name.npos) name.remove_prefix(dot + 1);
  return std::ranges::all_of(name, IsDigit);
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, Lower, Lower); }

}  // namespace

Status ServerName::Assign(std::string_view name) {
  text_.clear();
  address_ = ParseIpLiteral(name).value_or(IpLiteral{});
  if (!is_address() && name.ends_with('.')) name.remove_suffix(1);
  if (name.size() > kHostNameMaxBytes) return Fail(Error::kInvalidArgument);
  for (const char c : name) text_.push_back(Lower(c));
  if (is_address()) return {};
  if (!LabelsAreSound(View(text_)) || LastLabelIsNumber(View(text_))) {
    text_.clear();
    return Fail(Error::kInvalidArgument);
  }
  return {};
}

bool ServerName::MatchesDnsName(std::string_view presented) const {
  if (is_address() || text_.empty()) return false;
  if (!presented.starts_with("*.")) return EqualIgnoringCase(presented, View(text_));
  presented.remove_prefix(2);
  if (presented.find('.') == presented.npos) return false;
  const std::string_view name = View(text_);
  const size_t dot = name.find('.');
  if (dot == name.npos) return false;
  return EqualIgnoringCase(presented, std::string_view(name.data() + dot + 1, name.size() - dot - 1));
}

bool ServerName::MatchesAddress(ConstBytes presented) const {
  return is_address() && std::ranges::equal(presented, address_.view());
}

}  // namespace tegami
