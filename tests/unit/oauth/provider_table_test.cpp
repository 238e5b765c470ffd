// SPDX-License-Identifier: MIT
// The rows say what the services need, and a tenant cannot lead elsewhere.
#include "oauth/provider_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "oauth/token_set.h"

namespace tegami {
namespace {

constexpr ProviderId kAll[] = {
#define TEGAMI_PROVIDER(id, ...) ProviderId::id,
#include "oauth/provider_table.def"
#undef TEGAMI_PROVIDER
};

TEST(ProviderTable, RowsOfMicrosoftAreComplete) {
  for (const ProviderId id : kAll) {
    const Provider& row = ProviderRow(id);
    EXPECT_EQ(row.id, id);
    EXPECT_FALSE(row.binary_proved);  // nobody has proved it yet: docs/providers.md
    EXPECT_GT(row.keep_alive_days, 0);
    EXPECT_FALSE(row.service_label.empty());
    EXPECT_FALSE(row.sign_in_label.empty());
    if (id == ProviderId::kCustom) continue;
    EXPECT_TRUE(ParseUrl(row.authority, UrlRule::kHttps));
    EXPECT_TRUE(IsHostName(row.smtp_host));
    EXPECT_EQ(row.smtp_port, 587);
    EXPECT_EQ(row.smtp_security, ProviderSecurity::kStartTls);
    EXPECT_EQ(row.refresh_idle_days, 90);
    EXPECT_LT(row.keep_alive_days, row.refresh_idle_days);
    EXPECT_TRUE(row.takes_mkt);
    Text<kScopeMaxBytes> scope;
    ASSERT_TRUE(BuildScope(row, scope));
    EXPECT_TRUE(ScopeHas(View(scope), row.smtp_scope));
    EXPECT_TRUE(ScopeHas(View(scope), "offline_access"));
    EXPECT_TRUE(ScopeHas(View(scope), "openid"));
    EXPECT_TRUE(ScopeHas(View(scope), "profile"));
    // A bare SMTP.Send would be Graph's, and the mail server refuses its tokens.
    EXPECT_TRUE(row.smtp_scope.starts_with("https://"));
    EXPECT_TRUE(row.smtp_scope.ends_with("/SMTP.Send"));
  }
}

TEST(ProviderTable, CloudsAreApart) {
  EXPECT_EQ(ProviderRow(ProviderId::kExchangeOnline).smtp_host, "smtp.office365.com");
  EXPECT_EQ(ProviderRow(ProviderId::kExchangeGccHigh).authority, "https://login.microsoftonline.us");
  EXPECT_EQ(ProviderRow(ProviderId::kExchangeChina).authority, "https://login.partner.microsoftonline.cn");
  EXPECT_EQ(ProviderRow(ProviderId::kOutlook).default_tenant, "consumers");
  std::set<std::string_view> hosts;
  for (const ProviderId id : kAll) hosts.insert(ProviderRow(id).smtp_host);
  EXPECT_EQ(hosts.size(), std::size(kAll));
}

TEST(ProviderTable, OfACustomServiceNothingIsMadeUp) {
  const Provider& row = ProviderRow(ProviderId::kCustom);
  EXPECT_TRUE(row.authority.empty());
  EXPECT_TRUE(row.smtp_host.empty());
  EXPECT_TRUE(row.client_id.empty());
  EXPECT_EQ(row.refresh_idle_days, 0);
  Text<kScopeMaxBytes> scope;
  ASSERT_TRUE(BuildScope(row, scope));
  EXPECT_TRUE(scope.empty());
}

TEST(ProviderTable, EndpointsAreAuthorityAndTenant) {
  OauthEndpoints endpoints;
  const Provider& row = ProviderRow(ProviderId::kExchangeOnline);
  ASSERT_TRUE(BuildEndpoints(row.authority, "contoso.example", UrlRule::kHttps, endpoints));
  EXPECT_EQ(View(endpoints.device), "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/devicecode");
  EXPECT_EQ(View(endpoints.token), "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token");
  EXPECT_TRUE(endpoints.revocation.empty());
  ASSERT_TRUE(BuildEndpoints("https://login.example:8443/", "", UrlRule::kHttps, endpoints));
  EXPECT_EQ(View(endpoints.token), "https://login.example:8443/oauth2/v2.0/token");
}

TEST(ProviderTable, TenantsCannotLeadElsewhere) {
  OauthEndpoints endpoints;
  for (const char* tenant :
       {"a/b", "../x", "..", ".", "-", "a?b", "a#b", "a%2fb", "a b", "a\r\nb", "a@b", "\xc3\xa4"}) {
    const Status built = BuildEndpoints("https://login.example", tenant, UrlRule::kHttps, endpoints);
    ASSERT_FALSE(built) << tenant;
    EXPECT_EQ(built.error(), Error::kInvalidCharacter);
    EXPECT_TRUE(endpoints.token.empty());
  }
  EXPECT_FALSE(BuildEndpoints("https://login.example", std::string(254, 'a'), UrlRule::kHttps, endpoints));
  EXPECT_FALSE(BuildEndpoints("http://login.example", "a", UrlRule::kHttps, endpoints));
  EXPECT_TRUE(BuildEndpoints("http://localhost:1", "a", UrlRule::kHttpAllowed, endpoints));
  EXPECT_FALSE(BuildEndpoints("https://login.example/?x=", "a", UrlRule::kHttps, endpoints));
  EXPECT_FALSE(BuildEndpoints("https://login.example/" + std::string(480, 'a'), "a", UrlRule::kHttps, endpoints));
}

}  // namespace
}  // namespace tegami
