// SPDX-License-Identifier: MIT
// POP before SMTP: logs in to the POP3 server, which then lets mail from this address through for some minutes.
#pragma once

#include "account/account_book.h"
#include "app/session_feed.h"
#include "pop3/session.h"

namespace tegami {

// Drive: Begin(), then Poll() each loop until done(), then End(). Uses connection and buffer of the mail task, which
// must be idle: the two never run at once.
class PopTask {
 public:
  PopTask(Connection& connection, Bytes work, Tracer* tracer) : connection_(connection), session_(work, tracer) {}

  // `user` and `password` must live until done().
  void Begin(const AccountSettings& settings, std::string_view user, std::string_view password, int64_t timeout_cap_ms,
             Instant now);
  void Poll(Instant now);
  // Gives the connection back, in the middle or at the end; words() are gone then.
  void End(Instant now);

  bool done() const { return phase_ == Phase::kDone; }
  // kNone: logged in. The server's words, or those about a certificate, are not escaped; words that could hold a secret
  // are withheld.
  Cause cause() const { return cause_; }
  std::string_view words() const;
  Instant wake_by() const;

  // Whether the last log-in is of `account` and young enough to send mail by; `revision`: that of its settings.
  bool UseLastLogIn(AccountId account, uint32_t revision, Instant now);
  // Whose log-in that was which has just succeeded.
  void RememberLogIn(AccountId account, uint32_t revision, Instant now);
  // The mail server refused the mail: the next one needs a new log-in. True: so does this one, whose log-in was used
  // before and may be too old for this server.
  bool OnMailRefused();

 private:
  enum class Phase : uint8_t { kIdle, kConnecting, kDialogue, kDone };

  void BeginSession(Instant now);
  void PollSession(Instant now);
  void Finish(Cause cause);

  Connection& connection_;
  Pop3Session session_;
  Pop3Config config_;
  FedSoFar fed_;
  Phase phase_ = Phase::kIdle;
  Cause cause_ = Cause::kNone;
  bool line_failed_ = false;
  bool withheld_ = false;
  bool opened_again_ = false;  // the session that was kept did not fit this server
  bool fresh_ = false;         // the last log-in counts, until fresh_until_
  bool reused_ = false;        // another mail went by it
  AccountId account_ = kMailAccount;
  uint32_t revision_ = 0;
  Instant fresh_until_;
};

// The POP3 server that the settings name; port 0 there means the usual one of the security.
Endpoint PopServerOf(const AccountSettings& settings);

// What people see of a failed log-in; `words` are the server's.
Cause CauseOf(const Pop3Failure& failure, std::string_view words);

}  // namespace tegami
