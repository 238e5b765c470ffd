// SPDX-License-Identifier: MIT
// One life of a POP3 session.
#pragma once

#include <array>

#include "fakes/fuzz_driver.h"
#include "pop3/session.h"

namespace tegami {

class Pop3FuzzDriver final : public FuzzDriver<Pop3Session> {
 public:
  explicit Pop3FuzzDriver(ConstBytes script) : FuzzDriver(script), session_(work_, this) {
    const uint8_t choice = TakeOctet();
    Pop3Config config{.user = "u@contoso.example", .password = kPassword};
    config.security = static_cast<Pop3Security>(choice % 3);
    demands_tls_ = config.security != Pop3Security::kNone;
    config.allow_password_without_tls = choice / 3 % 4 != 0;
    session_.Begin(config, now_);
  }

  // Ends the process where the session breaks a promise.
  void Run() {
    while (!over()) Turn(TakeOctet());
    session_.OnPeerClosed(now_);
    Check();
    Demand(Ended(session_));
    Demand(AsText(work_).find(kPassword) == std::string_view::npos);
  }

 private:
  static constexpr std::string_view kPassword = "correct horse";

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

  bool Has(std::string_view from, std::string_view to) const override {
#define TEGAMI_POP3_TRANSITION(a, b, when) \
  if (from == #a && to == #b) return true;
#include "pop3/transitions.def"
#undef TEGAMI_POP3_TRANSITION
    return false;
  }

  void Turn(uint8_t what) {
    switch (what % 8) {
      case 0: Feed(session_, TakeOctet()); break;
      case 1: session_.Sent(TakeOctet(), now_); break;
      case 2: OfferTls(session_); break;
      case 3: LetTimePass(session_); break;
      case 4:
        if (what == 4) session_.Abort(now_);
        break;
      case 5: Reply(session_, kReplies, what / 8); break;
      default:
        while (session_.Next().want == Want::kSend) Take(session_.Next().bytes);
        break;
    }
    Check();
  }

  // What may never be said without TLS where TLS is demanded.
  void Take(ConstBytes bytes) {
    Demand(!demands_tls_ || session_.tls() || AsText(bytes).find(kPassword) == std::string_view::npos);
    session_.Sent(bytes.size(), now_);
  }

  void Check() const {
    CheckStep(session_);
    const Want want = session_.Next().want;
    Demand((want == Want::kFailed) == (session_.failure().cause != Pop3Cause::kNone));
    Demand(want != Want::kClosed || session_.authenticated());
    Demand(session_.reply_text().size() <= kPop3LineMaxBytes);
  }

  std::array<uint8_t, kPop3CommandLineMaxBytes> work_{};
  Pop3Session session_;
  bool demands_tls_ = false;
};

}  // namespace tegami
