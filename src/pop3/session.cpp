// SPDX-License-Identifier: MIT
// Commands, time, and the end; the dialogue is in session_dialogue.cpp.
#include "pop3/session.h"

#include <cassert>

namespace tegami {
namespace {

constexpr const char* kMachine = "pop3";

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

Pop3Cause CheckPop3Config(const Pop3Config& config) {
  if (config.user.empty() || config.password.empty()) return Pop3Cause::kBadConfig;
  if (config.security == Pop3Security::kNone && !config.allow_password_without_tls) return Pop3Cause::kNoTlsForSecret;
  // The longest line with the user is that of APOP: "APOP user 32 digits".
  const bool long_user = config.user.size() + 5 + 1 + 32 + 2 > kPop3CommandLineMaxBytes;
  const bool long_password = config.password.size() + 5 + 2 > kPop3CommandLineMaxBytes;
  const bool forbidden = HasControl(config.user) || HasControl(config.password);
  return long_user || long_password || forbidden ? Pop3Cause::kBadSecret : Pop3Cause::kNone;
}

Pop3Session::Pop3Session(Bytes work, Tracer* tracer) : out_(work), tracer_(tracer) {
  assert(work.size() >= kPop3CommandLineMaxBytes);
}

// --- Commands
// ----------------------------------------------------------------------------------------------------------

void Pop3Session::Begin(const Pop3Config& config, Instant now) {
  Abort(now);
  if (ended()) Enter(Pop3State::kIdle, now);
  config_ = config;
  out_.Clear();
  reader_.Reset();
  offers_ = {};
  failure_ = {};
  tls_ = authenticated_ = reply_decided_ = false;
  const Pop3Cause cause = CheckPop3Config(config);
  if (cause != Pop3Cause::kNone) {
    Fail(cause, now);
    return;
  }
  Enter(config.security == Pop3Security::kImplicit ? Pop3State::kAwaitTls : Pop3State::kAwaitGreeting, now);
}

void Pop3Session::Abort(Instant now) {
  if (state_ == Pop3State::kClosing) {
    End(Pop3State::kClosed, now);
  } else if (state_ != Pop3State::kIdle && !ended()) {
    Fail(Pop3Cause::kAborted, now);
  }
}

// --- Inputs
// ------------------------------------------------------------------------------------------------------------

size_t Pop3Session::OnBytes(ConstBytes in, Instant now) {
  if (in.empty() || state_ == Pop3State::kIdle || ended() || TimedOut(now)) return 0;
  const size_t given = in.size();
  while (!in.empty() && !ended() && state_ != Pop3State::kClosing) {
    // RFC 2595 §4: octets between the +OK and TLS are in clear, so nobody vouches for them. They end the session.
    if (state_ == Pop3State::kAwaitTls) {
      Fail(Pop3Cause::kPlaintextInjected, now);
    } else if (reader_.OnBytes(in)) {
      OnLine(now);
    }
  }
  return ended() ? given - in.size() : given;  // those in kClosing are the reply to QUIT
}

void Pop3Session::OnTlsFailed(Instant now) {
  if (state_ == Pop3State::kAwaitTls) Fail(Pop3Cause::kTlsFailed, now);
}

void Pop3Session::OnPeerClosed(Instant now) {
  if (state_ == Pop3State::kClosing) {
    End(Pop3State::kClosed, now);
  } else if (state_ != Pop3State::kIdle && !ended()) {
    Fail(Pop3Cause::kPeerClosed, now);
  }
}

void Pop3Session::OnTick(Instant now) { (void)TimedOut(now); }

// --- Outputs
// -----------------------------------------------------------------------------------------------------------

Pop3Session::Step Pop3Session::Next() const {
  switch (state_) {
    case Pop3State::kIdle: return {.want = Want::kNothing};
    case Pop3State::kClosed: return {.want = Want::kClosed};
    case Pop3State::kFailed: return {.want = Want::kFailed};
    case Pop3State::kAwaitTls: return {.want = Want::kStartTls, .wake_by = deadline_};
    case Pop3State::kAwaitGreeting:
    case Pop3State::kAwaitCapaReply:
    case Pop3State::kAwaitCapaEnd:
    case Pop3State::kAwaitStlsReply:
    case Pop3State::kAwaitApopReply:
    case Pop3State::kAwaitUserReply:
    case Pop3State::kAwaitPassReply:
    case Pop3State::kClosing: break;
  }
  if (!out_.Drained()) return {.want = Want::kSend, .bytes = out_.Pending(), .wake_by = deadline_};
  return {.want = Want::kInput, .wake_by = deadline_};
}

void Pop3Session::Sent(size_t count, Instant now) {
  if (count == 0 || out_.Drained() || ended()) return;
  out_.Sent(count);
  Renew(now);
  if (!out_.Drained()) return;
  if (secret_in_buffer_) out_.ClearAndWipe();
  secret_in_buffer_ = false;
  if (state_ == Pop3State::kClosing) End(Pop3State::kClosed, now);
}

std::string_view Pop3Session::reply_text() const {
  return reply_decided_ ? ReadPop3Reply(reader_.line()).text : std::string_view();
}

// --- State and time
// ----------------------------------------------------------------------------------------------------

// The only writer of state_.
void Pop3Session::Enter(Pop3State next, Instant now) {
  assert(IsPop3Transition(state_, next));
  if (tracer_ != nullptr) tracer_->OnTransition(kMachine, Pop3StateName(state_), Pop3StateName(next), now);
  state_ = next;
  Renew(now);
}

// The named time-out of the state begins anew: something has moved.
void Pop3Session::Renew(Instant now) {
  int64_t timeout_ms = Pop3StateTimeoutMs(state_);
  deadline_ = kNever;
  if (timeout_ms == 0) return;
  if (config_.timeout_cap_ms > 0) timeout_ms = std::min(timeout_ms, config_.timeout_cap_ms);
  deadline_ = After(now, timeout_ms);
}

bool Pop3Session::TimedOut(Instant now) {
  if (now < deadline_) return false;
  if (state_ == Pop3State::kClosing) {
    End(Pop3State::kClosed, now);
  } else {
    Fail(Pop3Cause::kTimedOut, now);
  }
  return true;
}

void Pop3Session::Fail(Pop3Cause cause, Instant now) {
  failure_.cause = cause;
  failure_.stage = Pop3StateStage(state_);
  End(Pop3State::kFailed, now);
}

void Pop3Session::End(Pop3State end, Instant now) {
  config_.user = config_.password = {};  // the views may go from now on
  if (secret_in_buffer_) {
    out_.ClearAndWipe();
  } else {
    out_.Clear();
  }
  secret_in_buffer_ = false;
  Enter(end, now);
}

}  // namespace tegami
