// SPDX-License-Identifier: MIT
// From the greeting to a session that may send mail.
#include "smtp/session.h"

namespace tegami {

// --- Replies
// -----------------------------------------------------------------------------------------------------------

// One line of a reply; the reply may go on.
void SmtpSession::OnReplyLine() {
  if (state_ != SmtpState::kAwaitEhloReply || !parser_.answer().Positive()) return;
  // RFC 5321 §4.1.1.1: the first line names the server, each other line one extension.
  if (!first_line_) capabilities_.OnLine(parser_.line());
  first_line_ = false;
  parser_.ForgetText();
}

void SmtpSession::OnReply(Instant now) {
  const SmtpAnswer& answer = parser_.answer();
  if (answer.code == 421) {  // RFC 5321 §3.8: at any time
    if (idle()) {
      End(SmtpState::kClosed, now);
    } else {
      Fail(SmtpCause::kServerClosing, now);
    }
    return;
  }
  if (in_mail()) {
    OnMailReply(now);
    return;
  }
  // Consent to what was not yet said whole is consent to something else.
  if (!out_.Drained() && answer.code < 400) {
    Fail(SmtpCause::kProtocol, now);
    return;
  }
  switch (state_) {
    case SmtpState::kAwaitGreeting: OnGreeting(now); break;
    case SmtpState::kAwaitEhloReply: OnEhloReply(now); break;
    case SmtpState::kAwaitHeloReply:
      if (answer.Positive()) {
        BecomeReady(now);
      } else {
        Fail(answer.code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
      }
      break;
    case SmtpState::kAwaitStartTlsReply: OnStartTlsReply(now); break;
    case SmtpState::kAwaitAuthPrompt:
    case SmtpState::kAwaitPasswordPrompt: OnAuthPrompt(now); break;
    case SmtpState::kAwaitAuthReply: OnAuthReply(now); break;
    case SmtpState::kAwaitAuthRefusal: OnAuthRefusal(now); break;
    case SmtpState::kIdle:
    case SmtpState::kAwaitTls:
    case SmtpState::kReady:
    case SmtpState::kMailDone:
    case SmtpState::kAwaitResetReply:
    case SmtpState::kAwaitMailReply:
    case SmtpState::kAwaitRcptReply:
    case SmtpState::kAwaitDataReply:
    case SmtpState::kSendBody:
    case SmtpState::kAwaitChunkReply:
    case SmtpState::kAwaitFinalReply:
    case SmtpState::kClosing:
    case SmtpState::kClosed:
    case SmtpState::kFailed:  // nothing was asked
      Fail(SmtpCause::kProtocol, now);
      break;
  }
}

void SmtpSession::OnGreeting(Instant now) {
  const SmtpAnswer& answer = parser_.answer();
  if (answer.code == 220) {
    SendEhlo(now);
  } else {  // RFC 5321 §3.1: 554 means no service for us
    Fail(answer.code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
  }
}

void SmtpSession::OnEhloReply(Instant now) {
  const SmtpAnswer& answer = parser_.answer();
  if (answer.Positive()) {
    capabilities_.ehlo = true;
    OnOffersKnown(now);
    return;
  }
  // RFC 5321 §3.2: a server that does not know EHLO may know HELO. It then has neither TLS nor AUTH to offer.
  const bool helo_will_do = config_.security == SmtpSecurity::kNone && config_.auth == SmtpAuth::kNone;
  if (answer.Permanent() && helo_will_do) {
    SendCommand({"HELO ", config_.client_name, "\r\n"}, SmtpState::kAwaitHeloReply, now);
    return;
  }
  Fail(answer.code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
}

void SmtpSession::OnOffersKnown(Instant now) {
  if (config_.security != SmtpSecurity::kStartTls || tls_) {
    Authenticate(now);
  } else if (capabilities_.start_tls) {
    SendCommand({"STARTTLS\r\n"}, SmtpState::kAwaitStartTlsReply, now);
  } else {  // fail closed, never on in clear
    Fail(SmtpCause::kStartTlsNotOffered, now);
  }
}

void SmtpSession::OnStartTlsReply(Instant now) {
  const SmtpAnswer& answer = parser_.answer();
  if (answer.code == 220) {  // RFC 3207 §4
    Enter(SmtpState::kAwaitTls, now);
  } else {
    Fail(answer.code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
  }
}

void SmtpSession::OnTlsReady(Instant now) {
  if (state_ != SmtpState::kAwaitTls || TimedOut(now)) return;
  tls_ = true;
  parser_.Reset();
  if (config_.security == SmtpSecurity::kImplicit) {
    Enter(SmtpState::kAwaitGreeting, now);
  } else {
    SendEhlo(now);
  }
}

void SmtpSession::OnTlsFailed(Instant now) {
  if (state_ == SmtpState::kAwaitTls) Fail(SmtpCause::kTlsFailed, now);
}

void SmtpSession::SendEhlo(Instant now) {
  // RFC 3207 §4.2: what was offered in clear counts for nothing.
  capabilities_ = {};
  first_line_ = true;
  SendCommand({"EHLO ", config_.client_name, "\r\n"}, SmtpState::kAwaitEhloReply, now);
}

// One command line; the buffer is empty whenever the session itself speaks.
void SmtpSession::SendCommand(std::initializer_list<std::string_view> parts, SmtpState next, Instant now) {
  if (!out_.Append(parts)) {
    Fail(SmtpCause::kProtocol, now);
    return;
  }
  Enter(next, now);
}

// --- AUTH
// --------------------------------------------------------------------------------------------------------------

// The configured method where it is offered; kNone where none fits.
SmtpAuth SmtpSession::ChooseMethod() const {
  const auto offered = [this](SmtpAuth method) {
    switch (method) {
      case SmtpAuth::kXoauth2: return capabilities_.auth_xoauth2;
      case SmtpAuth::kOauthBearer: return capabilities_.auth_oauth_bearer;
      case SmtpAuth::kPlain: return capabilities_.auth_plain;
      case SmtpAuth::kLogin: return capabilities_.auth_login;
      case SmtpAuth::kNone:
      case SmtpAuth::kAuto: break;
    }
    return false;
  };
  if (config_.auth != SmtpAuth::kAuto) return offered(config_.auth) ? config_.auth : SmtpAuth::kNone;
  const bool token = !config_.token.empty();
  const SmtpAuth first = token ? SmtpAuth::kXoauth2 : SmtpAuth::kPlain;
  const SmtpAuth second = token ? SmtpAuth::kOauthBearer : SmtpAuth::kLogin;
  if (offered(first)) return first;
  return offered(second) ? second : SmtpAuth::kNone;
}

void SmtpSession::Authenticate(Instant now) {
  if (config_.auth == SmtpAuth::kNone) {
    BecomeReady(now);
    return;
  }
  method_ = ChooseMethod();
  std::string_view command;
  switch (method_) {
    case SmtpAuth::kNone:
    case SmtpAuth::kAuto: Fail(SmtpCause::kAuthNotOffered, now); return;
    case SmtpAuth::kXoauth2:
      command = "AUTH XOAUTH2";
      secret_.SetXoauth2(config_.user, config_.token);
      break;
    case SmtpAuth::kOauthBearer:
      command = "AUTH OAUTHBEARER";
      secret_.SetOauthBearer(config_.user, config_.host, config_.port, config_.token);
      break;
    case SmtpAuth::kPlain:
      command = "AUTH PLAIN";
      secret_.SetPlain(config_.user, config_.password);
      break;
    case SmtpAuth::kLogin: command = "AUTH LOGIN"; break;
  }
  // RFC 4954 §4: the initial response may be sent only where the whole line keeps the limit of a command line.
  // LOGIN has none.
  const size_t line_size = command.size() + 1 + secret_.EncodedSize() + 2;
  if (method_ == SmtpAuth::kLogin || line_size > kSmtpCommandLineMaxBytes) {
    SendCommand({command, "\r\n"}, SmtpState::kAwaitAuthPrompt, now);
    return;
  }
  if (!out_.Append({command, " "})) return;
  SendSecret(SmtpState::kAwaitAuthReply, now);
}

// The secret goes out from here on, by as many pieces as the buffer needs.
void SmtpSession::SendSecret(SmtpState next, Instant now) {
  secret_is_out_ = false;
  FillSecret();
  Enter(next, now);
}

void SmtpSession::FillSecret() {
  if (secret_.Done() && out_.Drained()) {  // all of it, and its line end, went out
    out_.ClearAndWipe();
    secret_.Clear();
    secret_is_out_ = true;
    return;
  }
  // Room for the line end is kept, so that it goes with the last piece.
  constexpr size_t kLineEnd = 2;
  const Bytes room = out_.Room();
  out_.Grow(secret_.Pull(room.first(room.size() - kLineEnd)));
  if (secret_.Done()) (void)out_.Append({"\r\n"});
}

void SmtpSession::OnAuthPrompt(Instant now) {
  const SmtpAnswer& answer = parser_.answer();
  if (answer.code != 334) {  // RFC 4954 §4
    Fail(answer.code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
    return;
  }
  SmtpState next = SmtpState::kAwaitAuthReply;
  if (method_ == SmtpAuth::kLogin) {
    const bool asks_user = state_ == SmtpState::kAwaitAuthPrompt;
    secret_.SetLogin(asks_user ? config_.user : config_.password);
    if (asks_user) next = SmtpState::kAwaitPasswordPrompt;
  }
  SendSecret(next, now);
}

void SmtpSession::OnAuthReply(Instant now) {
  const SmtpAnswer& answer = parser_.answer();
  if (answer.Positive()) {
    authenticated_ = true;
    BecomeReady(now);
    return;
  }
  if (answer.code != 334) {
    Fail(answer.code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
    return;
  }
  // The challenge tells an error; the server says no only after our answer to it.
  switch (method_) {
    case SmtpAuth::kXoauth2:  // an empty response, as Google's page on XOAUTH2 says
      SendCommand({"\r\n"}, SmtpState::kAwaitAuthRefusal, now);
      break;
    case SmtpAuth::kOauthBearer:  // RFC 7628 §3.2.3: a lone 0x01
      SendCommand({"AQ==\r\n"}, SmtpState::kAwaitAuthRefusal, now);
      break;
    case SmtpAuth::kPlain:
    case SmtpAuth::kLogin:
    case SmtpAuth::kNone:
    case SmtpAuth::kAuto:  // RFC 4954 §4: "*" cancels what we do not understand
      SendCommand({"*\r\n"}, SmtpState::kAwaitAuthRefusal, now);
      break;
  }
}

void SmtpSession::OnAuthRefusal(Instant now) {
  Fail(parser_.answer().code < 400 ? SmtpCause::kProtocol : SmtpCause::kReplied, now);
}

void SmtpSession::BecomeReady(Instant now) {
  // The views may go from now on, and nothing here needs them again.
  secret_.Clear();
  config_.user = config_.token = config_.password = {};
  Enter(SmtpState::kReady, now);
  if (mail_ == Mail::kSubmitted) OpenMail(now);
}

}  // namespace tegami
