// SPDX-License-Identifier: MIT
// One life of a POP3 session, all of it taken from arbitrary octets. Shared by the fuzzer and by a property test.
#pragma once

#include <array>
#include <cstdlib>
#include <string>

#include "pop3/session.h"

namespace tegami {

class Pop3FuzzDriver final : public Tracer {
 public:
  explicit Pop3FuzzDriver(ConstBytes script) : script_(script), session_(work_, this) {
    const uint8_t choice = TakeOctet();
    Pop3Config config{.user = "u@contoso.example", .password = kPassword};
    config.security = static_cast<Pop3Security>(choice % 3);
    demands_tls_ = config.security != Pop3Security::kNone;
    config.allow_password_without_tls = choice / 3 % 4 != 0;
    session_.Begin(config, now_);
  }

  // Ends the process where the session breaks a promise.
  void Run() {
    while (!script_.empty()) Turn(TakeOctet());
    session_.OnPeerClosed(now_);
    Check();
    const auto want = session_.Next().want;
    Demand(want == Pop3Session::Want::kFailed || want == Pop3Session::Want::kClosed);
    Demand(AsText(work_).find(kPassword) == std::string_view::npos);
  }

 private:
  static constexpr std::string_view kPassword = "correct horse";

  static void Demand(bool claim) {
    if (!claim) std::abort();
  }

  void OnTransition(const char*, const char* from, const char* to, Instant) override {
    bool legal = std::string_view(to) == "kFailed";
#define TEGAMI_POP3_TRANSITION(a, b, when) \
  legal = legal || (std::string_view(from) == #a && std::string_view(to) == #b);
#include "pop3/transitions.def"
#undef TEGAMI_POP3_TRANSITION
    Demand(legal);
  }
  void OnCount(const char*, const char*, uint64_t, Instant) override {}

  uint8_t TakeOctet() {
    if (script_.empty()) return 0;
    const uint8_t octet = script_.front();
    script_ = script_.subspan(1);
    return octet;
  }

  void Turn(uint8_t what) {
    switch (what % 8) {
      case 0: Feed(TakeOctet()); break;
      case 1: session_.Sent(TakeOctet(), now_); break;
      case 2:
        if (session_.Next().want == Pop3Session::Want::kStartTls) session_.OnTlsReady(now_);
        break;
      case 3:
        now_.ms += 1000 * TakeOctet();
        session_.OnTick(now_);
        break;
      case 4:
        if (what == 4) session_.Abort(now_);
        break;
      case 5: Reply(what / 8); break;
      default:
        while (session_.Next().want == Pop3Session::Want::kSend) Take(session_.Next().bytes);
        break;
    }
    Check();
  }

  // What may never be said without TLS where TLS is demanded.
  void Take(ConstBytes bytes) {
    Demand(!demands_tls_ || session_.tls() || AsText(bytes).find(kPassword) == std::string_view::npos);
    session_.Sent(bytes.size(), now_);
  }

  // The next octets of the script, as they are.
  void Feed(size_t count) {
    const size_t taken = std::min(count, script_.size());
    const ConstBytes in = script_.first(taken);
    script_ = script_.subspan(taken);
    Demand(session_.OnBytes(in, now_) <= taken);
  }

  // A reply that fits somewhere, so that the deep states are reached.
  void Reply(size_t which) {
    static constexpr std::string_view kReplies[] = {
        "+OK\r\n",
        "+OK ready <1.2@pop.contoso.example>\r\n",
        "+OK caps\r\nUSER\r\nSTLS\r\nAUTH-RESP-CODE\r\n.\r\n",
        "+OK caps\r\nTOP\r\n.\r\n",
        "-ERR no\r\n",
        "-ERR [AUTH] no\r\n",
        "-ERR [IN-USE] no\r\n",
        "-ERR [SYS/TEMP] no\r\n",
    };
    (void)session_.OnBytes(AsBytes(kReplies[which % std::size(kReplies)]), now_);
  }

  void Check() const {
    const Pop3Session::Step step = session_.Next();
    Demand((step.want == Pop3Session::Want::kSend) == !step.bytes.empty());
    Demand(step.want != Pop3Session::Want::kInput || step.wake_by != kNever);
    Demand((step.want == Pop3Session::Want::kFailed) == (session_.failure().cause != Pop3Cause::kNone));
    Demand(step.want != Pop3Session::Want::kClosed || session_.authenticated());
    Demand(session_.reply_text().size() <= kPop3LineMaxBytes);
  }

  ConstBytes script_;
  std::array<uint8_t, kPop3CommandLineMaxBytes> work_{};
  Pop3Session session_;
  bool demands_tls_ = false;
  Instant now_{5000};
};

}  // namespace tegami
