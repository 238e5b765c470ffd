// SPDX-License-Identifier: MIT
#include "app/pop_task.h"

#include <utility>

#include "app/reply_words.h"
#include "app/words.h"

namespace tegami {
namespace {

constexpr uint16_t kPop3Port = 110;
constexpr uint16_t kPop3TlsPort = 995;  // RFC 8314 §3.2

Pop3Security SecurityOf(SecureConnection security) {
  switch (security) {
    case SecureConnection::kNone: return Pop3Security::kNone;
    case SecureConnection::kTls: return Pop3Security::kImplicit;
    case SecureConnection::kStartTls: return Pop3Security::kStls;
  }
  return Pop3Security::kStls;
}

// -ERR to a log-in. Most servers still send no code.
Cause CauseOfRefusedLogIn(const Pop3Failure& failure, std::string_view words) {
  if (failure.code == Pop3Code::kAuth) return Cause::kPopAuthFailed;
  // RFC 1939 §7, PASS: the words of its own examples.
  if (ContainsWords(words, "already locked") || ContainsWords(words, "unable to lock")) return Cause::kPopMailboxBusy;
  return failure.not_the_credentials ? Cause::kPopServerRefused : Cause::kPopAuthFailed;
}

Cause CauseOfRefusal(const Pop3Failure& failure, std::string_view words) {
  switch (failure.code) {
    case Pop3Code::kInUse:
    case Pop3Code::kLoginDelay: return Cause::kPopMailboxBusy;
    case Pop3Code::kSysTemp: return Cause::kPopServerRefused;
    case Pop3Code::kSysPerm: return Cause::kServerRefused;  // waiting does not help
    case Pop3Code::kAuth:
    case Pop3Code::kNone:
    case Pop3Code::kOther: break;
  }
  if (failure.stage == Pop3Stage::kStls) return Cause::kStartTlsRefused;
  return failure.stage == Pop3Stage::kLogIn ? CauseOfRefusedLogIn(failure, words) : Cause::kPopServerRefused;
}

}  // namespace

Endpoint PopServerOf(const AccountSettings& settings) {
  Endpoint server;
  server.host = settings.pop_host;
  const uint16_t usual = settings.security == SecureConnection::kTls ? kPop3TlsPort : kPop3Port;
  server.port = settings.pop_port != 0 ? settings.pop_port : usual;
  return server;
}

Cause CauseOf(const Pop3Failure& failure, std::string_view words) {
  switch (failure.cause) {
    case Pop3Cause::kNone: return Cause::kNone;
    case Pop3Cause::kRefused: return CauseOfRefusal(failure, words);
    case Pop3Cause::kTimedOut: return Cause::kServerSilent;
    case Pop3Cause::kPeerClosed: return Cause::kConnectionReset;
    case Pop3Cause::kProtocol: return Cause::kServerProtocol;
    case Pop3Cause::kStlsNotOffered: return Cause::kStartTlsNotOffered;
    case Pop3Cause::kPlaintextInjected: return Cause::kPlaintextInjected;
    case Pop3Cause::kTlsFailed: return Cause::kTlsFailed;
    case Pop3Cause::kNoTlsForSecret: return Cause::kNoTlsForSecret;
    case Pop3Cause::kLogInNotOffered: return Cause::kAuthNotOffered;
    case Pop3Cause::kBadConfig:
    case Pop3Cause::kBadSecret: return Cause::kInvalidSetting;
    case Pop3Cause::kAborted: return Cause::kCancelled;
  }
  return Cause::kServerProtocol;
}

void PopTask::Begin(const AccountSettings& settings, std::string_view user, std::string_view password,
                    int64_t timeout_cap_ms, Instant now) {
  fresh_ = reused_ = false;
  line_failed_ = withheld_ = opened_again_ = false;
  cause_ = Cause::kNone;
  config_ = {.security = SecurityOf(settings.security),
             .user = user,
             .password = password,
             .allow_password_without_tls = settings.allow_password_without_tls,
             .timeout_cap_ms = timeout_cap_ms};
  connection_.Abort();
  connection_.RequireStandardInterface(false);  // as a mail by OAuth may have left it
  // What cannot end well is not begun.
  const Pop3Cause refused = CheckPop3Config(config_);
  if (refused != Pop3Cause::kNone || settings.pop_host.empty()) {
    Finish(refused == Pop3Cause::kNone ? Cause::kInvalidSetting : CauseOf({.cause = refused}, {}));
    return;
  }
  phase_ = Phase::kConnecting;
  const TlsVerification verification = settings.verify_certificate ? TlsVerification::kFull : TlsVerification::kNone;
  connection_.Open(PopServerOf(settings), false, verification, timeout_cap_ms, now);
}

void PopTask::Poll(Instant now) {
  if (phase_ != Phase::kConnecting && phase_ != Phase::kDialogue) return;
  connection_.Poll(now);
  if (phase_ == Phase::kConnecting && connection_.phase() == ConnectionPhase::kFailed) {
    line_failed_ = true;
    Finish(connection_.cause());
    return;
  }
  if (phase_ == Phase::kConnecting && connection_.phase() == ConnectionPhase::kOpen) BeginSession(now);
  if (phase_ == Phase::kDialogue) PollSession(now);
}

void PopTask::BeginSession(Instant now) {
  fed_ = {};
  phase_ = Phase::kDialogue;
  session_.Begin(config_, now);
}

void PopTask::PollSession(Instant now) {
  for (;;) {
    FeedSession(connection_, session_, fed_, now);
    if (session_.Next().wake_by <= now) session_.OnTick(now);
    const Pop3Session::Step step = session_.Next();
    switch (step.want) {
      case Pop3Session::Want::kSend: {
        const size_t taken = connection_.Send(step.bytes);
        if (taken == 0) return;
        session_.Sent(taken, now);
        break;
      }
      case Pop3Session::Want::kStartTls: RequestTls(connection_, fed_, now); return;
      case Pop3Session::Want::kClosed: Finish(Cause::kNone); return;
      case Pop3Session::Want::kFailed: {
        const Pop3Cause why = session_.failure().cause;
        if (why == Pop3Cause::kTlsFailed && connection_.session_refused() && !std::exchange(opened_again_, true)) {
          phase_ = Phase::kConnecting;
          connection_.OpenAgain(now);
          return;
        }
        line_failed_ =
            (why == Pop3Cause::kTlsFailed || why == Pop3Cause::kPeerClosed) && connection_.LineCause() != Cause::kNone;
        Finish(line_failed_ ? connection_.LineCause() : CauseOf(session_.failure(), session_.reply_text()));
        return;
      }
      case Pop3Session::Want::kNothing:
      case Pop3Session::Want::kInput: return;
    }
  }
}

void PopTask::Finish(Cause cause) {
  phase_ = Phase::kDone;
  cause_ = cause;
  // Judged now: the password goes before words() are read.
  const LogInSecrets secrets{.user = config_.user, .password = config_.password, .token = {}};
  withheld_ = !line_failed_ && MustBeWithheld(session_.reply_text(), secrets);
}

std::string_view PopTask::words() const {
  if (withheld_) return kWithheldWords;
  return line_failed_ ? connection_.detail() : session_.reply_text();
}

void PopTask::End(Instant now) {
  if (phase_ == Phase::kIdle) return;
  if (phase_ == Phase::kDone && cause_ == Cause::kNone) {
    connection_.Close();  // QUIT is on its way
  } else {
    session_.Abort(now);
    connection_.Abort();
  }
  phase_ = Phase::kIdle;
}

bool PopTask::UseLastLogIn(AccountId account, uint32_t revision, Instant now) {
  reused_ = fresh_ && account == account_ && revision == revision_ && now < fresh_until_;
  return reused_;
}

void PopTask::RememberLogIn(AccountId account, uint32_t revision, Instant now) {
  fresh_ = true;
  reused_ = false;
  account_ = account;
  revision_ = revision;
  fresh_until_ = After(now, kPopLogInFreshMs);
}

bool PopTask::OnMailRefused() {
  fresh_ = false;
  return std::exchange(reused_, false);
}

Instant PopTask::wake_by() const {
  switch (phase_) {
    case Phase::kIdle: return kNever;
    case Phase::kConnecting: return connection_.wake_by();
    case Phase::kDialogue: return Earlier(connection_.wake_by(), session_.Next().wake_by);
    case Phase::kDone: break;
  }
  return Instant{};
}

}  // namespace tegami
