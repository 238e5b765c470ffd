// SPDX-License-Identifier: MIT
#include "smtp/session_config.h"

#include <algorithm>

#include "smtp/limits.h"
#include "smtp/sasl.h"
#include "tegami/config.h"

namespace tegami {
namespace {

constexpr bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// A domain name or an address literal, as far as it keeps the command line whole.
bool IsClientName(std::string_view name) {
  return !name.empty() && name.size() <= kHostNameMaxBytes + 2 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// RFC 6750 §2.1: 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool IsB64Token(std::string_view token) {
  const auto is_plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == '+' || c == '/';
  };
  const auto padding = std::find_if_not(token.begin(), token.end(), is_plain);
  return padding != token.begin() && std::all_of(padding, token.end(), [](char c) { return c == '='; });
}

bool HasControl(std::string_view text) { return std::any_of(text.begin(), text.end(), IsControl); }

bool IsComplete(const SmtpConfig& config) {
  const bool token = !config.token.empty();
  const bool password = !config.password.empty();
  switch (config.auth) {
    case SmtpAuth::kNone: return true;
    case SmtpAuth::kAuto: return token != password && !config.user.empty();
    case SmtpAuth::kXoauth2:
    case SmtpAuth::kOauthBearer: return token && !password && !config.user.empty();
    case SmtpAuth::kPlain:
    case SmtpAuth::kLogin: return password && !token && !config.user.empty();
  }
  return false;
}

SmtpCause CheckSecret(const SmtpConfig& config) {
  // A control character in the user name would end a field of XOAUTH2, or the string of PLAIN.
  if (HasControl(config.user) || config.user.size() > kMailAddressMaxBytes) return SmtpCause::kBadSecret;
  if (!config.token.empty()) {
    if (!IsB64Token(config.token)) return SmtpCause::kBadSecret;
    SaslBlob blob;  // the longer of the two
    blob.SetOauthBearer(config.user, config.host, config.port, config.token);
    return blob.EncodedSize() + 2 > kSmtpAuthLineMaxBytes ? SmtpCause::kBadSecret : SmtpCause::kNone;
  }
  const bool has_nul = config.password.find('\0') != std::string_view::npos;  // RFC 4616 §2
  return has_nul || config.password.size() > kPasswordMaxBytes ? SmtpCause::kBadSecret : SmtpCause::kNone;
}

}  // namespace

SmtpCause CheckSmtpConfig(const SmtpConfig& config) {
  if (!IsClientName(config.client_name) || HasControl(config.host) || !IsComplete(config)) return SmtpCause::kBadConfig;
  if (config.auth == SmtpAuth::kNone) return SmtpCause::kNone;
  // A token never travels without TLS; a password only where an administrator chose so.
  const bool secret_in_clear = config.security == SmtpSecurity::kNone;
  if (secret_in_clear && (!config.token.empty() || !config.allow_password_without_tls)) {
    return SmtpCause::kNoTlsForSecret;
  }
  return CheckSecret(config);
}

}  // namespace tegami
