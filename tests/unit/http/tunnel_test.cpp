// SPDX-License-Identifier: MIT
// CONNECT conversations as data (tests/transcripts/connect, format in its README.md), replayed at several splits; and
// what they do not show.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "fakes/script_text.h"
#include "fakes/transcript_paths.h"
#include "unit/http/tunnel_machine.h"

namespace tegami {
namespace {

// One replay of one file. `split`: octets moved at once, either way; 0: all there are.
class Replay {
 public:
  Replay(const std::string& path, size_t split, Tracer* tracer)
      : script_(ReadScript(path)), split_(split), tunnel_(tracer) {}

  void Play() {
    for (const ScriptLine& line : script_) {
      SCOPED_TRACE("line " + std::to_string(line.number) + ": " + line.verb + " " + line.rest);
      Act(line);
      if (testing::Test::HasFatalFailure()) return;
    }
    Settle();
    EXPECT_EQ(sent_, "") << "the machine said this unasked";
  }

 private:
  void Act(const ScriptLine& line) {
    const std::string rest = Unescape(line.rest);
    const std::string octets = rest + (line.verb.ends_with("=") ? "" : "\r\n");
    if (line.verb == "hold") {
      send_limit_ = std::stoul(rest);
      return;
    }
    if (line.verb == "hurry") send_limit_ = SIZE_MAX;
    if (line.verb == "S" || line.verb == "S=") said_ += octets;
    Settle();
    if (line.verb == "tunnel") return Begin(line.rest);
    if (line.verb == "C" || line.verb == "C=") {
      ASSERT_EQ(sent_.substr(0, octets.size()), octets);
      sent_.erase(0, octets.size());
    } else if (line.verb == "C*") {
      sent_.clear();
    } else if (line.verb == "close") {
      tunnel_.OnPeerClosed(now_);
    } else if (line.verb == "abort") {
      tunnel_.Abort(now_);
    } else if (line.verb == "clear") {
      tunnel_.Clear(now_);
      said_.clear();
    } else if (line.verb == "wait") {
      const int64_t ms = std::stoll(rest);
      tunnel_.OnTick(After(now_, ms - 1));
      EXPECT_NE(tunnel_.Next().want, ConnectTunnel::Want::kFailed) << "too early";
      now_ = After(now_, ms);
      tunnel_.OnTick(now_);
    } else if (line.verb == "expect") {
      for (const auto& [key, value] : KeysAndValues(line.rest)) EXPECT_EQ(Value(key), value) << key;
    }
  }

  void Begin(const std::string& rest) {
    std::map<std::string, std::string> values;
    for (const auto& [key, value] : KeysAndValues(rest)) values[key] = value;
    TunnelRequest request;
    request.host = values["host"];
    if (values.contains("port")) request.port = static_cast<uint16_t>(std::stoul(values["port"]));
    request.user = values["user"];
    request.password = values["password"];
    if (values.contains("cap_ms")) request.timeout_cap_ms = std::stoll(values["cap_ms"]);
    work_.assign(values.contains("work") ? std::stoul(values["work"]) : kTunnelHeadMaxBytes + 100, 0xEE);
    said_.clear();
    send_limit_ = SIZE_MAX;
    tunnel_.Begin(request, work_, now_);
  }

  // Moves octets both ways until nothing more moves.
  void Settle() {
    for (bool moved = true; moved;) {
      moved = false;
      const ConnectTunnel::Step step = tunnel_.Next();
      if (step.want == ConnectTunnel::Want::kSend && send_limit_ > 0) {
        const size_t count = std::min({step.bytes.size(), split_ == 0 ? SIZE_MAX : split_, send_limit_});
        sent_ += AsText(step.bytes.first(count));
        if (send_limit_ != SIZE_MAX) send_limit_ -= count;
        tunnel_.Sent(count, now_);
        moved = true;
      }
      const size_t offered = split_ == 0 ? said_.size() : std::min(split_, said_.size());
      const size_t used = tunnel_.OnBytes(AsBytes(said_).first(offered), now_);
      said_.erase(0, used);
      moved = moved || used != 0;
    }
  }

  std::string Value(const std::string& key) const {
    if (key == "state") return tunnel_.state_name();
    if (key == "failure") return TunnelFailureName(tunnel_.failure());
    if (key == "status") return std::to_string(tunnel_.status());
    if (key == "reason") return std::string(tunnel_.reason());
    if (key == "wait") return std::to_string(MsBetween(now_, tunnel_.Next().wake_by));
    return "no such key";
  }

  std::vector<ScriptLine> script_;
  size_t split_;
  std::vector<uint8_t> work_;
  ConnectTunnel tunnel_;
  Instant now_{1000};
  size_t send_limit_ = SIZE_MAX;
  std::string said_;  // by the proxy, not yet taken
  std::string sent_;  // by the machine, not yet compared
};

TEST(ConnectTranscripts, HoldAtEverySplit) {
  const DrawnMachine machine = TunnelMachine();
  ASSERT_FALSE(TranscriptPaths("connect").empty());
  for (const std::string& path : TranscriptPaths("connect")) {
    for (const size_t split : {0, 1, 3, 100}) {
      SCOPED_TRACE(std::filesystem::path(path).filename().string() + ", split " + std::to_string(split));
      MachineRecorder recorder(machine);
      Replay(path, split, &recorder).Play();
    }
  }
}

TEST(ConnectTranscripts, TakeEveryTransition) {
  const DrawnMachine machine = TunnelMachine();
  MachineRecorder recorder(machine);
  for (const std::string& path : TranscriptPaths("connect")) Replay(path, 0, &recorder).Play();
  recorder.ExpectAllSeen();
}

class TunnelMemory : public testing::Test {
 protected:
  void Begin() {
    tunnel_.Begin({.host = "login.example", .user = "printer", .password = "TopSecret"}, work_, Instant{});
  }
  // As the password itself, and as Basic carries it ("printer:TopSecret").
  bool Holds() const {
    for (const std::string_view text : {"TopSecret", "cHJpbnRlcjpUb3BTZWNyZXQ="}) {
      if (std::search(work_.begin(), work_.end(), text.begin(), text.end()) != work_.end()) return true;
    }
    return false;
  }

  std::vector<uint8_t> work_ = std::vector<uint8_t>(kTunnelHeadMaxBytes);
  ConnectTunnel tunnel_;
};

TEST_F(TunnelMemory, HoldsThePasswordUntilItIsSentAndNoLonger) {
  Begin();
  const std::string request(AsText(tunnel_.Next().bytes));
  const size_t credentials = request.find("Basic ") + 6;
  tunnel_.Sent(credentials, Instant{});
  EXPECT_TRUE(Holds()) << "it is still to go";
  tunnel_.Sent(request.find("\r\n", credentials) - credentials, Instant{});
  EXPECT_FALSE(Holds());
  EXPECT_EQ(AsText(tunnel_.Next().bytes), "\r\n\r\n");
}

TEST_F(TunnelMemory, ForgetsThePasswordWhenTheProxyGoesFirst) {
  Begin();
  tunnel_.OnPeerClosed(Instant{});
  EXPECT_EQ(tunnel_.failure(), TunnelFailure::kClosed);
  EXPECT_FALSE(Holds());
  Begin();
  tunnel_.Abort(Instant{});
  EXPECT_FALSE(Holds());
  Begin();
  tunnel_.Clear(Instant{});
  EXPECT_FALSE(Holds());
}

TEST_F(TunnelMemory, IsNotTouchedBehindItsLimit) {
  work_.assign(kTunnelHeadMaxBytes + 64, 0x5A);
  Begin();
  tunnel_.Sent(tunnel_.Next().bytes.size(), Instant{});
  const std::string head = "HTTP/1.1 200 OK\r\nX: " + std::string(kTunnelHeadMaxBytes, 'x');
  tunnel_.OnBytes(AsBytes(head), Instant{});
  EXPECT_EQ(tunnel_.failure(), TunnelFailure::kHeadTooLarge);
  EXPECT_TRUE(std::all_of(work_.end() - 64, work_.end(), [](uint8_t octet) { return octet == 0x5A; }))
      << "the form of the request that waits lies there";
}

}  // namespace
}  // namespace tegami
