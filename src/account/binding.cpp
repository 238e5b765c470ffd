// SPDX-License-Identifier: MIT
// The pass-back rule, row by row.
#include "account/binding.h"

namespace tegami {
namespace {

// Where the OAuth client goes, and as whom.
bool AuthorityChanged(const AccountSettings& a, const AccountSettings& b) {
  return a.service != b.service || a.authority != b.authority || a.discovery != b.discovery ||
         a.device_endpoint != b.device_endpoint || a.token_endpoint != b.token_endpoint || a.client_id != b.client_id ||
         a.tenant != b.tenant;
}

// POP before SMTP shows the password to the POP3 server too.
bool PopServerChanged(const AccountSettings& a, const AccountSettings& b) {
  return a.pop_host != b.pop_host || a.pop_port != b.pop_port;
}

// Where the mail client shows what it has. Ports count: a port is another server.
bool ServerChanged(const AccountSettings& a, const AccountSettings& b) {
  return a.service != b.service || a.smtp_host != b.smtp_host || a.smtp_port != b.smtp_port;
}

bool SecurityLowered(const AccountSettings& a, const AccountSettings& b) {
  const bool tls_gone = a.security != SecureConnection::kNone && b.security == SecureConnection::kNone;
  const bool check_gone = a.verify_certificate && !b.verify_certificate;
  const bool clear_allowed = !a.allow_password_without_tls && b.allow_password_without_tls;
  return tls_gone || check_gone || clear_allowed;
}

}  // namespace

BoundSecrets SecretsBoundToChange(const AccountSettings& before, const AccountSettings& after) {
  const bool authority = AuthorityChanged(before, after);
  const bool server = ServerChanged(before, after) || SecurityLowered(before, after);
  BoundSecrets bound;
  bound.sign_in = authority || server || before.scope != after.scope;
  bound.password = server || PopServerChanged(before, after) || before.user != after.user;
  bound.client_secret = authority;
  return bound;
}

}  // namespace tegami
