// SPDX-License-Identifier: MIT
// A refresh through a proxy: whatever the proxy says or does, the sign-in stays as it is.
#include "codec/base64.h"
#include "unit/app/app_device.h"

namespace tegami {
namespace {

constexpr std::string_view kProvider = "login.microsoftonline.com";
constexpr std::string_view kProxy = "proxy.contoso.example";
constexpr uint16_t kPort = 3128;

// Answers every CONNECT with `answer`; keeps what came.
class ProxyPeer final : public FakePeer {
 public:
  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    heard += AsText(octets);
    if (const size_t end = heard.find("\r\n\r\n"); end != std::string::npos && !answered_) {
      answered_ = true;
      wire.Send(answer);
    }
  }
  void OnConnect(FakeWire&) override {
    ++connections;
    heard.clear();
    answered_ = false;
  }

  std::string answer;
  std::string heard;  // on the last connection
  int connections = 0;

 private:
  bool answered_ = false;
};

class Proxy : public testing::Test {
 protected:
  Proxy() {
    device.board.network.Listen(kProxy, kPort, peer);
    AccountSettings account;
    AssignCut(account.client_id, "client");
    EXPECT_TRUE(device.app->Do(SetAccountCommand{.settings = &account}));
    SignIn sign_in;
    AssignCut(sign_in.account_name, "scanner@contoso.example");
    sign_in.signed_in = sign_in.refreshed = *device.board.clock.WallClock();
    EXPECT_TRUE(Book().SaveSignIn(kMailAccount, AccountBook::Slot::kApplied, sign_in, AsBytes("the refresh token")));
    settings.enabled = true;
    AssignCut(settings.host, kProxy);
    settings.port = kPort;
    AssignCut(settings.user, "printer");
    Save();
    EXPECT_TRUE(device.app->Do(SetProxyPasswordCommand{AsBytes("TopSecret")}));
    before = Record();
  }

  AccountBook& Book() { return device.app->book(); }
  void Save() { EXPECT_TRUE(device.app->Do(SetProxyCommand{&settings})); }
  std::string Record() {
    const Result<ConstBytes> value = device.app->store().Open({RecordKind::kSignIn, kMailAccount});
    return value ? std::string(AsText(*value)) : "";
  }

  // Refreshes to the end; how it ended. The settings are saved anew, as by somebody who puts them right: what failed is
  // not tried again at once otherwise.
  Cause Refresh() {
    Save();
    device.app->tokens().ForceRefresh();
    TokenService::TokenAnswer answer;
    EXPECT_TRUE(device.RunUntil([&] {
      answer = device.app->tokens().RequestToken(kMailAccount, false, nullptr, device.board.clock.Now());
      return answer.ready || answer.cause != Cause::kNone;
    }));
    return answer.cause;
  }

  ProxyPeer peer;
  AppDevice device;
  ProxySettings settings;
  std::string before;
};

TEST_F(Proxy, AsksForTheProviderWithCredentials) {
  peer.answer = "HTTP/1.1 407 Who?\r\n\r\n";
  Refresh();
  EXPECT_TRUE(peer.heard.starts_with("CONNECT login.microsoftonline.com:443 HTTP/1.1\r\n")) << peer.heard;
  EXPECT_NE(peer.heard.find("Proxy-Authorization: Basic cHJpbnRlcjpUb3BTZWNyZXQ=\r\n"), std::string::npos);
}

TEST_F(Proxy, ThatAsksForCredentialsCostsNoToken) {
  for (const char* answer : {"HTTP/1.1 407 Who?\r\n\r\n", "HTTP/1.1 401 You?\r\nContent-Length: 2\r\n\r\nno"}) {
    peer.answer = answer;
    EXPECT_EQ(Refresh(), Cause::kProxyAuthentication);
    EXPECT_EQ(Record(), before);
  }
  EXPECT_TRUE(device.app->tokens().detail().starts_with("401 You?"));
}

TEST_F(Proxy, ThatRefusesCostsNoToken) {
  const std::pair<const char*, Cause> kAnswers[] = {
      {"HTTP/1.1 403 Filtered\r\n\r\n", Cause::kProxyRefused},
      {"HTTP/1.1 500 Broken\r\n\r\n", Cause::kProxyRefused},
      {"HTTP/1.1 502 No way\r\n\r\n", Cause::kUnreachable},
      {"HTTP/1.1 504 Silence\r\n\r\n", Cause::kConnectionTimedOut},
      {"220 mail.contoso.example ESMTP\r\n", Cause::kProxyRefused},
      {"HTTP/1.1 200 OK\r\n\r\n\x16\x03\x03", Cause::kProxyRefused},
  };
  for (const auto& [answer, cause] : kAnswers) {
    peer.answer = answer;
    EXPECT_EQ(Refresh(), cause) << answer;
    EXPECT_EQ(CauseRetry(cause), Retry::kLater) << answer;
    EXPECT_EQ(Record(), before) << answer;
  }
}

TEST_F(Proxy, ThatIsAwayOrSilentCostsNoToken) {
  EXPECT_EQ(Refresh(), Cause::kProxyUnreachable) << "silent";
  device.board.network.StopListening(kProxy, kPort);
  device.board.network.Faults(kProxy, kPort).connect = LinkFailure::kRefused;
  EXPECT_EQ(Refresh(), Cause::kProxyUnreachable) << "refused";
  device.board.network.Faults(kProxy, kPort).lookup = LinkFailure::kNoSuchName;
  EXPECT_EQ(Refresh(), Cause::kProxyUnreachable) << "no such name";
  EXPECT_EQ(Record(), before);
}

TEST_F(Proxy, SeesTlsForTheProviderAndNothingElse) {
  peer.answer = "HTTP/1.1 200 OK\r\n\r\n";
  device.app->tokens().ForceRefresh();
  ASSERT_TRUE(device.RunUntil([&] {
    static_cast<void>(device.app->tokens().RequestToken(kMailAccount, false, nullptr, device.board.clock.Now()));
    return peer.heard.find("\r\n\r\n\x16\x03") != std::string::npos;
  })) << peer.heard;
  EXPECT_NE(peer.heard.find(kProvider, peer.heard.find("\r\n\r\n")), std::string::npos) << "the name that is verified";
  EXPECT_EQ(peer.heard.find("refresh_token"), std::string::npos);
}

TEST_F(Proxy, IsLeftOutWhereItIsOff) {
  settings.enabled = false;
  Save();
  EXPECT_EQ(Refresh(), Cause::kNoSuchName) << "nobody has the provider's name in this network";
  EXPECT_EQ(peer.connections, 0);
}

TEST_F(Proxy, GetsNoPasswordOfAnother) {
  for (const bool user : {false, true}) {
    ASSERT_TRUE(device.app->Do(SetProxyPasswordCommand{AsBytes("TopSecret")}));
    if (user) {
      AssignCut(settings.user, "somebody");
    } else {
      settings.port = kPort + 1;
    }
    Save();
    ProxyPassword password;
    EXPECT_EQ(Book().LoadProxyPassword(password).error(), Error::kNotFound);
  }
}

}  // namespace
}  // namespace tegami
