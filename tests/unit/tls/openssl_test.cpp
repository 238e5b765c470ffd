// SPDX-License-Identifier: MIT
// Another library at the other end: openssl s_server, over a socket.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "unit/tls/session.h"

namespace tegami {
namespace {

constexpr int kPatienceMs = 20000;

// A connected socket as a stream.
class SocketStream final : public ByteStream {
 public:
  explicit SocketStream(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* to = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    connected_ = ::connect(socket_, to, sizeof address) == 0;
    ::fcntl(socket_, F_SETFL, O_NONBLOCK);
  }
  ~SocketStream() { ::close(socket_); }
  SocketStream(const SocketStream&) = delete;
  SocketStream& operator=(const SocketStream&) = delete;

  size_t Send(ConstBytes data) override {
    const ssize_t count = ::send(socket_, data.data(), data.size(), MSG_NOSIGNAL);
    return count > 0 ? static_cast<size_t>(count) : 0;
  }
  size_t Receive(Bytes into) override {
    const ssize_t count = ::recv(socket_, into.data(), into.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) ended_ = true;
    return count > 0 ? static_cast<size_t>(count) : 0;
  }
  bool Ended() const override { return ended_; }

  bool connected() const { return connected_; }
  void Wait() const {
    pollfd poll_for{socket_, POLLIN, 0};
    ::poll(&poll_for, 1, 20);
  }

 private:
  int socket_;
  bool connected_ = false;
  bool ended_ = false;
};

// `openssl s_server` that sends every line back reversed (-rev).
class OpensslServer {
 public:
  OpensslServer(const std::string& certificate, const std::string& key, const std::string& chain,
                std::vector<std::string> more) {
    const std::string folder = CertificateFolder() + "/";
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof address;
    auto* at = static_cast<sockaddr*>(static_cast<void*>(&address));
    EXPECT_EQ(::bind(listening, at, bytes), 0);
    EXPECT_EQ(::getsockname(listening, at, &bytes), 0);
    port_ = ntohs(address.sin_port);
    ::close(listening);
    std::vector<std::string> words{"openssl", "s_server",
                                   "-accept", "127.0.0.1:" + std::to_string(port_),
                                   "-cert",   folder + certificate + ".pem",
                                   "-key",    folder + key + ".key.pem",
                                   "-quiet",  "-rev"};
    if (!chain.empty()) words.insert(words.end(), {"-cert_chain", folder + chain + ".pem"});
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      const int nowhere = ::open("/dev/null", O_RDWR);
      for (int standard = 0; standard < 3; ++standard) ::dup2(nowhere, standard);
      ::execvp(pointers[0], pointers.data());
      ::_exit(127);
    }
    WaitUntilItListens();
  }
  ~OpensslServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  OpensslServer(const OpensslServer&) = delete;
  OpensslServer& operator=(const OpensslServer&) = delete;

  uint16_t port() const { return port_; }

 private:
  // By asking the kernel: a connection would be the server's first.
  void WaitUntilItListens() const {
    char wanted[32];
    std::snprintf(wanted, sizeof wanted, "0100007F:%04X 00000000:0000 0A", unsigned{port_});
    for (int i = 0; i < kPatienceMs / 10; ++i) {
      const auto table = ReadFile("/proc/net/tcp");
      if (std::string(table.begin(), table.end()).find(wanted) != std::string::npos) return;
      ::usleep(10000);
    }
    ADD_FAILURE() << "openssl s_server does not listen";
  }

  pid_t process_ = -1;
  uint16_t port_ = 0;
};

class Openssl : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  struct Outcome {
    std::string failure;
    bool resumed = false;
    TlsVersion version{};
    std::string suite;
    std::string answer;
  };

  // A connection that says "abc\n" `times` times and expects it back.
  static Outcome Talk(const OpensslServer& server, const TlsClientConfig& config, int times = 1) {
    SocketStream socket(server.port());
    EXPECT_TRUE(socket.connected());
    TlsFilter client;
    EXPECT_TRUE(client.Start(socket, config, FakeClock::kStart));
    std::string question;
    for (int i = 0; i < times; ++i) question += "abc\n";
    Outcome outcome;
    size_t sent = 0;
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    while (client.phase() != TlsPhase::kFailed && outcome.answer.size() < question.size() &&
           std::chrono::steady_clock::now() < until) {
      const bool more = client.Poll();
      sent += client.Send(AsBytes(std::string_view(question).substr(sent)));
      std::array<uint8_t, 3000> into{};
      const size_t count = client.Receive(into);
      outcome.answer += AsText(ConstBytes(into.data(), count));
      if (!more && count == 0) socket.Wait();
    }
    outcome.failure = TlsFailureName(client.failure());
    outcome.resumed = client.resumed();
    outcome.version = client.version();
    outcome.suite = client.cipher_suite();
    client.CloseNotify();
    return outcome;
  }

  static bool Tls13() { return std::string_view(GetParam()) == "-tls1_3"; }
};

INSTANTIATE_TEST_SUITE_P(Version, Openssl, testing::Values("-tls1_2", "-tls1_3"),
                         [](const testing::TestParamInfo<const char*>& version) {
                           return std::string_view(version.param) == "-tls1_3" ? "Tls13" : "Tls12";
                         });

TEST_P(Openssl, AgreesWithUs) {
  for (const bool rsa : {false, true}) {
    const OpensslServer server(rsa ? "good_rsa" : "good_ec", rsa ? "leaf_rsa" : "leaf_ec",
                               rsa ? "inter_rsa" : "inter_ec", {GetParam()});
    const Outcome outcome = Talk(server, Session::Config(), 20000);
    EXPECT_EQ(outcome.failure, "kNone");
    EXPECT_EQ(outcome.answer.size(), 80000U);
    EXPECT_EQ(outcome.answer.substr(0, 8), "cba\ncba\n");
    EXPECT_EQ(outcome.version, Tls13() ? TlsVersion::kTls13 : TlsVersion::kTls12);
    EXPECT_NE(outcome.suite.find("AES-128-GCM"), std::string::npos) << outcome.suite;
  }
}

TEST_P(Openssl, AgreesOnEverySuite) {
  const std::vector<std::string> suites13{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                          "TLS_CHACHA20_POLY1305_SHA256"};
  const std::vector<std::string> suites12{"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                          "ECDHE-ECDSA-CHACHA20-POLY1305"};
  for (const std::string& suite : Tls13() ? suites13 : suites12) {
    const OpensslServer server("good_ec", "leaf_ec", "inter_ec",
                               {GetParam(), Tls13() ? "-ciphersuites" : "-cipher", suite});
    EXPECT_EQ(Talk(server, Session::Config(), 3000).failure, "kNone") << suite;
  }
}

TEST_P(Openssl, ResumesOurSessions) {
  const OpensslServer server("good_ec", "leaf_ec", "inter_ec", {GetParam()});
  TlsSessionCache cache;
  TlsClientConfig config = Session::Config();
  config.sessions = &cache;
  EXPECT_FALSE(Talk(server, config).resumed);
  for (int i = 0; i < 3; ++i) {
    const Outcome outcome = Talk(server, config);
    EXPECT_EQ(outcome.failure, "kNone");
    EXPECT_TRUE(outcome.resumed);
    EXPECT_EQ(outcome.answer, "cba\n");
  }
}

TEST_P(Openssl, ResumesWithoutTicketsToo) {
  const OpensslServer server("good_ec", "leaf_ec", "inter_ec", {GetParam(), "-no_ticket"});
  TlsSessionCache cache;
  TlsClientConfig config = Session::Config();
  config.sessions = &cache;
  EXPECT_FALSE(Talk(server, config).resumed);
  EXPECT_TRUE(Talk(server, config).resumed) << "session IDs, or stateful tickets";
}

// What Connection tells a farm's refusal of a kept session by, as OpenSSL says it.
TEST_P(Openssl, RefusesAKeptSessionOfAVersionThatItDoesNotSpeakAndTakesTheNextHandshake) {
  if (!Tls13()) GTEST_SKIP() << "one run is enough";
  TlsSessionCache cache;
  TlsClientConfig config = Session::Config();
  config.sessions = &cache;
  {
    const OpensslServer server("good_ec", "leaf_ec", "inter_ec", {"-tls1_3"});
    EXPECT_EQ(Talk(server, config).failure, "kNone");
    ASSERT_EQ(cache.size(), 1U);
  }
  const OpensslServer server("good_ec", "leaf_ec", "inter_ec", {"-tls1_2"});
  EXPECT_EQ(Talk(server, config).failure, "kProtocolVersion");
  EXPECT_EQ(Talk(server, config).failure, "kNone") << "the session is used up";
}

TEST_P(Openssl, IsRefusedWithMisusedCertificates) {
  const struct {
    const char* certificate;
    const char* failure;
  } kRows[] = {
      {"wrong_eku", "kWrongUsage"},     {"wrong_ku", "kWrongUsage"}, {"critical", "kBadCertificate"},
      {"cn_only", "kNoSubjectAltName"}, {"nul_name", "kWrongName"},
  };
  for (const auto& row : kRows) {
    // s_server does not sign a TLS 1.2 key exchange with a key that its certificate does not let sign.
    if (!Tls13() && std::string_view(row.certificate) == "wrong_ku") continue;
    const OpensslServer server(row.certificate, "leaf_ec", "inter_ec", {GetParam()});
    EXPECT_EQ(Talk(server, Session::Config()).failure, row.failure) << row.certificate;
  }
}

TEST_P(Openssl, IsToldThatOldVersionsAreRefused) {
  if (Tls13()) GTEST_SKIP() << "one run is enough";
  const OpensslServer server("good_ec", "leaf_ec", "inter_ec", {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
  EXPECT_EQ(Talk(server, Session::Config()).failure, "kProtocolVersion");
}

}  // namespace
}  // namespace tegami
