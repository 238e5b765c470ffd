// SPDX-License-Identifier: MIT
// One life of an SMTP session.
#pragma once

#include <vector>

#include "fakes/fuzz_driver.h"
#include "smtp/session.h"
#include "unit/smtp/fake_message.h"

namespace tegami {

class SmtpFuzzDriver final : public FuzzDriver<SmtpSession> {
 public:
  explicit SmtpFuzzDriver(ConstBytes script) : FuzzDriver(script), work_(kSmtpWorkMinBytes), session_(work_, this) {
    const uint8_t choice = TakeOctet();
    const uint8_t more = TakeOctet();
    SmtpConfig config{.client_name = "p.example.com", .host = "h.example.com", .port = 587, .user = "u@example.com"};
    config.security = static_cast<SmtpSecurity>(choice % 3);
    config.auth = static_cast<SmtpAuth>(choice / 4 % 6);
    const bool password = config.auth == SmtpAuth::kPlain || config.auth == SmtpAuth::kLogin || more % 8 == 0;
    (password ? config.password : config.token) =
        more % 2 == 0 ? std::string_view("short") : std::string_view(long_secret_);
    if (config.auth == SmtpAuth::kNone) config.token = config.password = {};
    config.allow_password_without_tls = true;
    config.binary = more % 4 < 2 ? SmtpBinary::kOn : SmtpBinary::kOff;
    message_.text = ".\r\nSubject: x\r\n\r\n.\r\n" + std::string(more % 16 == 9 ? 40000 : 30, 'x') + "\r\n";
    message_.binary = std::string(50, '\0') + "\n.\n";
    message_.sized = more % 32 < 20;
    message_.size_error = more == 77 ? 1 : 0;
    message_.late_end = more % 3 == 0;
    if (more % 5 == 0) message_.pauses = {10, 25};
    if (more % 7 == 0) message_.pull_max = 9;
    if (more == 200) message_.break_at = 12;
    session_.Begin(config, now_);
  }

  // Ends the process where the session breaks a promise.
  void Run() {
    while (!over()) Turn(TakeOctet());
    session_.OnPeerClosed(now_);
    session_.OnTick(After(now_, 11 * kMsPerMinute));
    Check();
    Demand(Ended(session_));
  }

 private:
  static constexpr std::string_view kReplies[] = {
      "220 x\r\n",
      "250 ok\r\n",
      "250-x\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-BINARYMIME\r\n250-SIZE "
      "90000\r\n250-8BITMIME\r\n250-STARTTLS\r\n250 AUTH "
      "XOAUTH2 PLAIN LOGIN OAUTHBEARER\r\n",
      "250-x\r\n250-STARTTLS\r\n250 AUTH OAUTHBEARER LOGIN\r\n",
      "250-x\r\n250-CHUNKING\r\n250 STARTTLS\r\n",
      "334 \r\n",
      "235 2.7.0 ok\r\n",
      "354 go\r\n",
      "554 5.6.1 no\r\n",
      "500 what\r\n",
      "555 5.5.4 no\r\n",
      "450 4.2.0 later\r\n",
      "421 4.3.0 bye\r\n",
      "550 5.1.1 no\r\n",
      "503 5.5.1 no\r\n",
  };

  bool Has(std::string_view from, std::string_view to) const override {
#define TEGAMI_SMTP_TRANSITION(a, b, when) \
  if (from == #a && to == #b) return true;
#include "smtp/transitions.def"
#undef TEGAMI_SMTP_TRANSITION
    return false;
  }

  void Turn(uint8_t what) {
    switch (what % 12) {
      case 0: Feed(session_, TakeOctet()); break;
      case 1: session_.Sent(TakeOctet(), now_); break;
      case 2: Submit(TakeOctet()); break;
      case 3: OfferTls(session_); break;
      case 4:
        message_.Resume();
        session_.OnBodyAvailable(now_);
        break;
      case 5: LetTimePass(session_); break;
      case 6:
        if (what == 6) session_.Quit(now_);
        break;
      case 7:
        if (what == 7) session_.Abort(now_);
        break;
      case 8: Reply(session_, kReplies, what / 12); break;
      default:
        while (session_.Next().want == Want::kSend) session_.Sent(SIZE_MAX, now_);
        break;
    }
    Check();
  }

  void Submit(uint8_t choice) {
    std::vector<SmtpRecipient> recipients(1 + choice % 90, {.address = "r@example.com"});
    if (!session_.Submit({"s@example.com", recipients, text_room_}, message_, now_)) return;
    recipients_ = std::move(recipients);  // those of the mail before were given back
    submitted_ = true;
  }

  void Check() {
    CheckStep(session_);
    const Want want = session_.Next().want;
    if (want == Want::kFailed) Demand(session_.failure().cause != SmtpCause::kNone);
    if (Ended(session_) && submitted_) Demand(session_.outcome() != SmtpMailOutcome::kNone);
    if (want == Want::kMailDone) Demand(session_.outcome() != SmtpMailOutcome::kNone);
    Demand((session_.outcome() == SmtpMailOutcome::kUnknown) ==
           (session_.failure().persistence == SmtpPersistence::kUnknown));
    (void)session_.failure_text();
    (void)session_.last_text();
  }

  const std::string long_secret_ = std::string(250, 's');
  std::vector<uint8_t> work_;
  std::vector<uint8_t> text_room_ = std::vector<uint8_t>(64);
  std::vector<SmtpRecipient> recipients_;
  FakeMessage message_;
  SmtpSession session_;
  bool submitted_ = false;
};

}  // namespace tegami
