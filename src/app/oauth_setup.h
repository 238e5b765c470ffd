// SPDX-License-Identifier: MIT
// An account's settings and its provider's row, put together for the OAuth machines and the mail client.
#pragma once

#include "account/account_book.h"
#include "oauth/client.h"
#include "settings/service_defaults.h"
#include "tegami/settings.h"

namespace tegami {

// Owns what an OauthClient views.
struct OauthSetup {
  OauthEndpoints endpoints;
  Text<kScopeMaxBytes> scope;
  Text<kClientIdMaxBytes> client_id;
  ClientSecret client_secret;
  OauthClient client;

  // Fills everything for `account`; the endpoints stay empty where they have to be discovered first.
  //   kInvalidArgument  an endpoint, tenant or client id that is missing or none
  [[nodiscard]] Status Prepare(const AccountSettings& settings, AccountBook& book, AccountId account, Language language,
                               int64_t timeout_cap_ms);

  // Where the sign-in was obtained, there it is refreshed.
  void UseEndpointsOf(const SignIn& sign_in);

  // Takes what discovery found.
  void UseDiscovered(const OauthEndpoints& found, OauthClientAuth client_auth);
};

bool NeedsDiscovery(const AccountSettings& settings);

}  // namespace tegami
