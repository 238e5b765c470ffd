// SPDX-License-Identifier: MIT
// RFC 6749 §5.1: first what must not be lost, then what may be wrong.
#include "oauth/token_answer.h"

#include <algorithm>

#include "codec/base64.h"
#include "codec/json_reader.h"
#include "oauth/json_members.h"
#include "oauth/server_words.h"
#include "tegami/base/renew.h"

namespace tegami {
namespace {

// RFC 6749 appendix A.17: 1*VSCHAR.
bool IsRefreshToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

bool IsBearerType(std::string_view type) {
  constexpr std::string_view kBearer = "bearer";  // RFC 6749 §5.1: case does not count
  return type.size() == kBearer.size() && std::equal(type.begin(), type.end(), kBearer.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

int64_t AccessLifeMs(std::optional<int64_t> seconds) {
  if (!seconds) return kAccessTokenLifeMs;
  return std::clamp(std::min(*seconds, kAccessTokenLifeMaxMs / kMsPerSecond) * kMsPerSecond, kAccessTokenLifeMinMs,
                    kAccessTokenLifeMaxMs);
}

// The space-separated values that fit, none of them cut.
void AssignScope(AnyText& into, std::string_view scope) {
  if (Assign(into, scope)) return;
  const size_t space = std::string_view(scope.data(), into.max_size() + 1).rfind(' ');
  AssignCut(into, {scope.data(), space == std::string_view::npos ? 0 : space});
}

// All but the access token, of which `access` is a view.
OauthCause ReadMembers(const JsonValue& object, const OauthClient& client, TokenSet& tokens, bool& replaced,
                       std::string_view& access, Instant now) {
  const std::string_view refresh = TextMember(object, "refresh_token");
  bool usable = true;
  if (!refresh.empty()) {
    usable = IsRefreshToken(refresh) && tokens.refresh.Assign(refresh).has_value();
    replaced = usable;
  }
  access = TextMember(object, "access_token");
  if (access.empty()) return OauthCause::kNotAnAnswer;
  const std::string_view type = TextMember(object, "token_type");
  if (!usable || access.size() > AccessToken::kCapacity || !IsBearerToken(AsBytes(access)) ||
      (!type.empty() && !IsBearerType(type))) {
    return OauthCause::kTokenUnusable;
  }
  tokens.access_life_ms = AccessLifeMs(NumberMember(object, "expires_in"));
  tokens.access_expires = After(now, tokens.access_life_ms);
  // RFC 6749 §5.1: no scope in the answer means the scope that was asked for.
  std::string_view granted = TextMember(object, "scope");
  if (granted.empty()) granted = tokens.scope.empty() ? client.scope : View(tokens.scope);
  const bool sends = ScopeHas(granted, client.smtp_scope) ||
                     (!client.smtp_scope_alias.empty() && ScopeHas(granted, client.smtp_scope_alias));
  if (granted.data() != tokens.scope.data()) AssignScope(tokens.scope, granted);
  return sends ? OauthCause::kNone : OauthCause::kScopeMissing;
}

}  // namespace

OauthCause ReadTokenAnswer(const HttpResponse& response, const OauthClient& client, TokenSet& tokens, bool& replaced,
                           Instant now) {
  OauthCause cause = OauthCause::kNotAnAnswer;
  replaced = false;
  size_t access_size = 0;
  Result<size_t> payload_size = Fail(Error::kNotFound);
  {
    JsonReader document;
    if (const Status parsed = document.Parse(response.body); parsed) {
      std::string_view access;
      cause = ReadMembers(document.root(), client, tokens, replaced, access, now);
      // The document's memory is given back before more is borrowed: the rest goes to where the answer's text was.
      const std::string_view id_token = TextMember(document.root(), "id_token");
      Wipe(response.body);
      access_size = CopyBytes(response.body, AsBytes(access));
      if (id_token.size() <= kIdTokenMaxBytes) {
        payload_size = DecodeIdToken(id_token, response.body.subspan(access_size));
      }
    } else if (parsed.error() == Error::kNoMemory) {
      cause = OauthCause::kNoMemory;
    }
  }
  // Claims that nobody can read are no failure: they are for display.
  if (payload_size) (void)ReadIdClaims(response.body.subspan(access_size, *payload_size), tokens.claims);
  if (cause == OauthCause::kNone) {
    if (!tokens.access.Assign(response.body.first(access_size))) cause = OauthCause::kNoMemory;
  }
  Wipe(response.body);
  return cause;
}

Result<size_t> DecodeIdToken(std::string_view id_token, Bytes room) {
  const size_t first = id_token.find('.');
  const size_t second = first == std::string_view::npos ? first : id_token.find('.', first + 1);
  if (second == std::string_view::npos) return Fail(Error::kInvalidArgument);
  return DecodeBase64Url({id_token.data() + first + 1, second - first - 1}, room);
}

bool ReadIdClaims(ConstBytes payload, IdClaims& claims) {
  JsonReader document;
  if (!document.Parse(payload) || !document.root().IsObject()) return false;
  const JsonValue object = document.root();
  Renew(claims);
  std::string_view account = TextMember(object, "preferred_username");
  if (account.empty()) account = TextMember(object, "email");
  if (account.size() <= kMailAddressMaxBytes) AssignOneLine(claims.account, account);
  AssignOneLine(claims.name, TextMember(object, "name"));
  std::string_view identity = TextMember(object, "oid");
  if (identity.empty()) identity = TextMember(object, "sub");
  AssignOneLine(claims.object_id, identity);
  AssignOneLine(claims.tenant_id, TextMember(object, "tid"));
  return true;
}

}  // namespace tegami
