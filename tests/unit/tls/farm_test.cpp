// SPDX-License-Identifier: MIT
// A name behind which servers of several ages stand: a kept session of one may not fit the next, and that costs a
// connection, not the mail.
#include <gtest/gtest.h>

#include <memory>

#include "app/mail_task.h"
#include "app/pop_task.h"
#include "fakes/fake_network.h"
#include "smtp/limits.h"
#include "unit/app/pop_peer.h"
#include "unit/app/smtp_peer.h"
#include "unit/tls/session.h"

namespace tegami {
namespace {

constexpr std::string_view kHost = "mail.example.com";
constexpr uint16_t kPort = 25;

// The first connection leads to a server that knows TLS 1.3, every other one to a server that does not. What is said
// inside TLS, and before a command that asks for it, goes to `inner`.
class Farm final : public FakePeer {
 public:
  Farm(FakePeer& inner, std::string_view start_tls) : inner_(inner), start_tls_(start_tls) {
    ServerOptions old;
    old.maximum = MBEDTLS_SSL_VERSION_TLS1_2;
    servers_[0] = std::make_unique<TestServer>();
    servers_[1] = std::make_unique<TestServer>(old);
  }

  void OnConnect(FakeWire& wire) override {
    lines_[wire.connection()] = std::make_unique<Line>(*servers_[lines_.empty() ? 0 : 1], wire);
    Line& line = *lines_[wire.connection()];
    line.tls = start_tls_.empty();
    inner_.OnConnect(line.Talks());
    line.Pump();
  }
  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    Line& line = *lines_[wire.connection()];
    if (!line.tls) {
      inner_.OnBytes(wire, octets);
      line.tls = AsText(octets).starts_with(start_tls_);
      return;
    }
    EXPECT_EQ(line.pipe.client.Send(octets), octets.size());
    line.server.Poll();
    const std::string heard = line.server.received().substr(line.heard);
    line.heard += heard.size();
    if (!heard.empty()) inner_.OnBytes(line, AsBytes(heard));
    line.Pump();
  }

 private:
  struct Line final : FakeWire {
    Line(TestServer& test_server, FakeWire& under) : server(test_server, pipe.server), wire(under) {}

    FakeWire& Talks() { return tls ? static_cast<FakeWire&>(*this) : wire; }
    void Pump() {
      if (!tls) return;
      server.Poll();
      std::array<uint8_t, 4096> octets;
      while (const size_t count = pipe.client.Receive(octets)) wire.Send(ConstBytes(octets).first(count));
      if (server.error() != 0) wire.Close();
    }

    using FakeWire::Send;
    void Send(ConstBytes octets) override { server.Send(AsText(octets)); }
    void Wait(int64_t ms) override { wire.Wait(ms); }
    void Close() override {
      Pump();
      wire.Close();
    }
    void Reset() override { wire.Reset(); }
    void PauseReading() override {}
    void ResumeReading() override {}
    uint32_t connection() const override { return wire.connection(); }
    Instant now() const override { return wire.now(); }

    Pipe pipe;
    ServerPeer server;
    FakeWire& wire;
    size_t heard = 0;
    bool tls = false;
  };

  FakePeer& inner_;
  std::string start_tls_;
  std::unique_ptr<TestServer> servers_[2];
  std::map<uint32_t, std::unique_ptr<Line>> lines_;
};

class ShortMail final : public SmtpMessage {
 public:
  Status Select(BodyEncoding) override { return Rewind(); }
  bool NeedsSmtpUtf8() const override { return false; }
  bool Is8Bit() const override { return false; }
  Result<Pulled> Pull(Bytes into) override {
    const size_t count = CopyBytes(into, AsBytes(kText.substr(at_)));
    at_ += count;
    return Pulled{.count = count, .end = at_ == kText.size()};
  }
  std::optional<uint64_t> Size() const override { return kText.size(); }
  Status Rewind() override {
    at_ = 0;
    return {};
  }

 private:
  static constexpr std::string_view kText = "Subject: Scan\r\n\r\nA text.\r\n";
  size_t at_ = 0;
};

class ServersOfAFarm : public testing::Test {
 protected:
  ServersOfAFarm() {
    CryptoSetup::Get().Reset();
    static TestRoots roots{"root_ec"};
    EXPECT_TRUE(tls.roots.Add(roots));
  }

  void Listen(Farm& farm) { network.Listen(kHost, kPort, farm); }
  FakeClock& clock() { return CryptoSetup::Get().clock; }
  static Endpoint Server() {
    Endpoint server;
    AssignCut(server.host, kHost);
    server.port = kPort;
    return server;
  }

  template <typename Task>
  void RunUntilDone(Task& task) {
    for (int i = 0; i < 10000 && !Done(task); ++i) {
      network.Poll(clock().Now());
      task.Poll(clock().Now());
      if (!Done(task)) network.WaitForEvent(After(clock().Now(), 10));
    }
  }
  static bool Done(const MailTask& task) { return task.phase() == MailTask::Phase::kDone; }
  static bool Done(const PopTask& task) { return task.done(); }
  static bool Done(const Connection& connection) {
    return connection.phase() == ConnectionPhase::kOpen || connection.phase() == ConnectionPhase::kFailed;
  }

  Cause SendMail(SmtpSecurity security) {
    MailTask task(network, tls, work, nullptr);
    MailTarget target;
    target.server = Server();
    target.security = security;
    target.auth = SmtpAuth::kNone;
    SmtpRecipient recipient{.address = "ito@example.com", .answer = {}, .text = {}};
    SmtpEnvelope envelope;
    envelope.sender = "scanner@example.com";
    envelope.recipients = {&recipient, 1};
    ShortMail mail;
    task.Begin(target, envelope, mail, clock().Now());
    RunUntilDone(task);
    const Cause cause = task.result().cause;
    task.End(clock().Now());
    network.Poll(clock().Now());
    return cause;
  }

  FakeNetwork network{CryptoSetup::Get().clock};
  TlsServices tls{CryptoSetup::Get().clock};
  std::array<uint8_t, 16 * 1024> work{};
};

TEST_F(ServersOfAFarm, TakeAMailByStartTlsEachOverWhateverItSpeaks) {
  SmtpPeer smtp;
  smtp.extensions = {"STARTTLS"};
  smtp.replies["STARTTLS"] = std::deque<std::string>(9, "220 go");
  Farm farm(smtp, "STARTTLS");
  Listen(farm);
  EXPECT_EQ(SendMail(SmtpSecurity::kStartTls), Cause::kNone);
  EXPECT_EQ(tls.sessions.size(), 1U) << "or this test shows nothing";
  EXPECT_EQ(SendMail(SmtpSecurity::kStartTls), Cause::kNone);
  EXPECT_EQ(network.connections(), 3U) << "once again, at once";
  EXPECT_EQ(SendMail(SmtpSecurity::kStartTls), Cause::kNone);
  EXPECT_EQ(network.connections(), 4U);
  EXPECT_EQ(smtp.mails.size(), 3U);
}

TEST_F(ServersOfAFarm, TakeAMailByImplicitTlsEachOverWhateverItSpeaks) {
  SmtpPeer smtp;
  Farm farm(smtp, "");
  Listen(farm);
  EXPECT_EQ(SendMail(SmtpSecurity::kImplicit), Cause::kNone);
  EXPECT_EQ(SendMail(SmtpSecurity::kImplicit), Cause::kNone);
  EXPECT_EQ(network.connections(), 3U);
  EXPECT_EQ(smtp.mails.size(), 2U);
}

TEST_F(ServersOfAFarm, LetIntoAMailboxEach) {
  PopPeer pop;
  Farm farm(pop, "");
  Listen(farm);
  Connection connection(network, tls);
  PopTask task(connection, work, nullptr);
  AccountSettings settings;
  settings.security = SecureConnection::kTls;
  AssignCut(settings.pop_host, kHost);
  settings.pop_port = kPort;
  for (uint32_t log_ins : {1U, 2U}) {
    task.Begin(settings, "scanner", "secret", 0, clock().Now());
    RunUntilDone(task);
    EXPECT_STREQ(CauseIdentifier(task.cause()), CauseIdentifier(Cause::kNone));
    EXPECT_EQ(pop.log_ins, log_ins);
    task.End(clock().Now());
  }
  EXPECT_EQ(network.connections(), 3U);
}

TEST_F(ServersOfAFarm, AreReachedEachWhereTlsComesFirst) {
  PopPeer pop;
  Farm farm(pop, "");
  Listen(farm);
  Connection connection(network, tls);
  for (int i = 0; i < 2; ++i) {
    connection.Open(Server(), true, TlsVerification::kFull, 0, clock().Now());
    RunUntilDone(connection);
    ASSERT_EQ(connection.phase(), ConnectionPhase::kOpen) << CauseIdentifier(connection.cause());
    std::array<uint8_t, 100> octets;
    size_t count = 0;
    for (int wait = 0; wait < 100 && count == 0; ++wait) {
      network.WaitForEvent(After(clock().Now(), 10));
      network.Poll(clock().Now());
      connection.Poll(clock().Now());
      count = connection.Receive(octets);
    }
    EXPECT_EQ(AsText(ConstBytes(octets).first(count)), "+OK ready\r\n");
    connection.Close();
  }
  EXPECT_EQ(network.connections(), 3U);
}

}  // namespace
}  // namespace tegami
