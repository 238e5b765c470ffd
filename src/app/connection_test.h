// SPDX-License-Identifier: MIT
// Carries the connection test out, with the machines and the buffers that jobs use.
#pragma once

#include "app/job_runner.h"
#include "diagnose/test_progress.h"

namespace tegami {

// Two connections to the mail server of the account's settings, and to no other: the first goes as far as TLS and has
// no secret; then the token is got; the second signs in and asks for sender and recipient, and sends nothing. Where a
// mail is wanted, a job sends it at the end. The test waits until no job is being sent, and jobs wait for the test.
class ConnectionTest {
 public:
  ConnectionTest(Network& network, Clock& clock, AccountBook& book, TokenService& tokens, JobRunner& jobs,
                 ConnectionTestFacts& facts)
      : network_(network), clock_(clock), book_(book), tokens_(tokens), jobs_(jobs), facts_(facts), progress_(facts) {}

  // `send`: also a mail, to the account itself.
  //   kBusy  a test is running
  [[nodiscard]] Status Begin(AccountId account, bool send);
  void Poll(Instant now);
  Instant wake_by() const;
  void SetTimeoutCap(int64_t ms) { timeout_cap_ms_ = ms; }

 private:
  enum class Stage : uint8_t { kIdle, kWaitingForJobs, kHello, kWaitingForToken, kPopLogIn, kEnvelope, kMessage };

  // A message that is never sent.
  class NoMessage final : public SmtpMessage {
   public:
    Status Select(BodyEncoding encoding) override {
      return encoding == BodyEncoding::kBase64 ? Status() : Fail(Error::kUnsupported);
    }
    bool NeedsSmtpUtf8() const override { return false; }
    bool Is8Bit() const override { return false; }
    Result<Pulled> Pull(Bytes) override { return Fail(Error::kUnsupported); }
    std::optional<uint64_t> Size() const override { return std::nullopt; }
    Status Rewind() override { return {}; }
  };

  void BeginAnew(Instant now);
  void BeginHello(Instant now);
  void OnHelloDone(Instant now);
  void PollToken(Instant now);
  void BeginPopLogIn(Instant now);
  void PollPopLogIn(Instant now);
  void BeginEnvelope(Instant now);
  void OnEnvelopeDone(Instant now);
  void BeginMessage(Instant now);
  void PollMessage(Instant now);
  void Observe(Instant now);
  void FailAt(TestStep step, Cause cause, std::string_view words, Instant now);
  void FailByMail(Instant now);
  void End(Instant now);
  void FillAddresses();
  MailTarget Target(MailDepth depth);

  Network& network_;
  Clock& clock_;
  AccountBook& book_;
  TokenService& tokens_;
  JobRunner& jobs_;
  ConnectionTestFacts& facts_;
  TestProgress progress_;
  int64_t timeout_cap_ms_ = 0;
  Stage stage_ = Stage::kIdle;
  AccountId account_ = kMailAccount;
  uint32_t revision_ = 0;  // of book_, when the settings were loaded
  bool send_ = false;
  bool token_refused_ = false;
  bool asked_ = false;  // the sign-in service was: no token was fresh
  JobId job_ = 0;
  NoMessage message_;
  SmtpRecipient recipient_;
  std::array<uint8_t, 256> recipient_text_{};
};

}  // namespace tegami
