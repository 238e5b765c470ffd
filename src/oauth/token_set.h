// SPDX-License-Identifier: MIT
// What an authorization server hands out: tokens, their life, what they are for and whose they are.
#pragma once

#include "codec/lent_secret.h"
#include "oauth/limits.h"
#include "tegami/base/secret.h"
#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/config.h"

namespace tegami {

using AccessToken = LentSecret<kAccessTokenMaxBytes>;
using RefreshToken = Secret<kRefreshTokenMaxBytes>;

// Claims of an id_token, for display only: who signed in. Its signature is not checked, because it came over TLS from
// the token endpoint itself (OpenID Connect Core §3.1.3.7, number 6), and nothing is granted by it.
struct IdClaims {
  Text<kMailAddressMaxBytes> account;  // preferred_username, else email; empty: not told
  Text<kDisplayNameMaxBytes> name;     // cut
  Text<kIdentityMaxBytes> object_id;   // oid, else sub: stable
  Text<kIdentityMaxBytes> tenant_id;   // tid
  bool operator==(const IdClaims&) const = default;

  // Microsoft's tenant of personal accounts.
  bool IsPersonalAccount() const { return View(tenant_id) == "9188040d-6c67-4c5b-b112-36a304b66dad"; }
};

// Some 5 KiB, one for the device. The refresh token is kept where no lack of memory can lose it: after a rotation it is
// the only one.
struct TokenSet {
  AccessToken access;
  // Before a refresh the stored one, afterwards the one to be stored.
  RefreshToken refresh;
  Instant access_expires;      // by the monotonic clock
  int64_t access_life_ms = 0;  // counted from the answer
  Text<kScopeMaxBytes> scope;  // as granted
  IdClaims claims;             // empty members: the answer had no id_token, or one that nobody can read

  void Clear();

  // The same end of life by the wall clock: `utc` and `now` are one moment.
  UtcTime AccessExpiresUtc(UtcTime utc, Instant now) const {
    return {utc.seconds + MsBetween(now, access_expires) / kMsPerSecond};
  }
};

// RFC 6749 §3.3: whether `granted` has `wanted` among its space-separated values; ASCII case does not count, because
// Microsoft's does not.
bool ScopeHas(std::string_view granted, std::string_view wanted);

// RFC 6750 §2.1: 1*(ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/") *"=". What is not cannot be put into XOAUTH2.
bool IsBearerToken(ConstBytes token);

}  // namespace tegami
