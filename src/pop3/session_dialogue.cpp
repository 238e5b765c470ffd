// SPDX-License-Identifier: MIT
// From the greeting to a session that is logged in.
#include "pop3/md5.h"
#include "pop3/session.h"

namespace tegami {

void Pop3Session::OnLine(Instant now) {
  if (state_ == Pop3State::kAwaitCapaEnd) {
    OnCapaLine(now);
    return;
  }
  OnReply(ReadPop3Reply(reader_.line()), now);
}

void Pop3Session::OnReply(const Pop3Reply& reply, Instant now) {
  reply_decided_ = true;
  switch (reply.kind) {
    case Pop3Reply::Kind::kMalformed: Fail(Pop3Cause::kProtocol, now); return;
    case Pop3Reply::Kind::kError: OnError(reply, now); break;
    case Pop3Reply::Kind::kOk:
      // Consent to what was not yet said whole is consent to something else.
      if (out_.Drained()) {
        OnOk(now);
      } else {
        Fail(Pop3Cause::kProtocol, now);
      }
      break;
  }
  if (!ended()) reply_decided_ = false;
}

void Pop3Session::OnError(const Pop3Reply& reply, Instant now) {
  const bool all_said = out_.Drained();
  // RFC 2449 §5: a server that does not know CAPA says -ERR, and may know STLS and USER all the same.
  if (state_ == Pop3State::kAwaitCapaReply && all_said && reply.code == Pop3Code::kNone) {
    offers_ = {.stls = true, .user = true};
    OnOffersKnown(now);
    return;
  }
  // Servers offer APOP to everybody and have the plain password that it needs of some. This is no worse than without: a
  // false server need only leave out the time stamp. A code says what else is the matter.
  if (state_ == Pop3State::kAwaitApopReply && all_said && reply.code == Pop3Code::kNone) {
    SendCommand({"USER ", config_.user, "\r\n"}, Pop3State::kAwaitUserReply, now);
    return;
  }
  failure_.code = reply.code;
  failure_.not_the_credentials = offers_.auth_resp_code && reply.code != Pop3Code::kAuth;
  Fail(Pop3Cause::kRefused, now);
}

void Pop3Session::OnOk(Instant now) {
  switch (state_) {
    case Pop3State::kAwaitGreeting: OnGreeting(now); break;
    case Pop3State::kAwaitCapaReply: Enter(Pop3State::kAwaitCapaEnd, now); break;
    case Pop3State::kAwaitStlsReply: Enter(Pop3State::kAwaitTls, now); break;
    case Pop3State::kAwaitUserReply: SendPass(now); break;
    case Pop3State::kAwaitApopReply:
    case Pop3State::kAwaitPassReply: LeaveLoggedIn(now); break;
    case Pop3State::kIdle:
    case Pop3State::kAwaitTls:
    case Pop3State::kAwaitCapaEnd:
    case Pop3State::kClosing:
    case Pop3State::kClosed:
    case Pop3State::kFailed: Fail(Pop3Cause::kProtocol, now); break;
  }
}

void Pop3Session::OnGreeting(Instant now) {
  const std::string_view timestamp = ApopTimestamp(reader_.line());
  if (config_.security == Pop3Security::kNone && !timestamp.empty()) {
    SendApop(timestamp, now);
  } else {
    SendCapa(now);
  }
}

void Pop3Session::OnTlsReady(Instant now) {
  if (state_ != Pop3State::kAwaitTls || TimedOut(now)) return;
  tls_ = true;
  reader_.Reset();
  if (config_.security == Pop3Security::kImplicit) {
    Enter(Pop3State::kAwaitGreeting, now);
  } else {
    SendCapa(now);  // RFC 2595 §4: there is no second greeting, and what was offered in clear counts for nothing
  }
}

void Pop3Session::OnCapaLine(Instant now) {
  const std::string_view line = reader_.line();
  if (line == ".") {
    OnOffersKnown(now);
    return;
  }
  if (++capa_lines_ > kPop3CapaLinesMax) {
    Fail(Pop3Cause::kProtocol, now);
    return;
  }
  if (HasPop3Keyword(line, "STLS")) offers_.stls = true;
  if (HasPop3Keyword(line, "USER")) offers_.user = true;
  if (HasPop3Keyword(line, "AUTH-RESP-CODE")) offers_.auth_resp_code = true;
}

void Pop3Session::OnOffersKnown(Instant now) {
  if (StlsIsDue()) {
    if (offers_.stls) {
      SendCommand({"STLS\r\n"}, Pop3State::kAwaitStlsReply, now);
    } else {  // fail closed, never on in clear
      Fail(Pop3Cause::kStlsNotOffered, now);
    }
  } else if (offers_.user) {
    SendCommand({"USER ", config_.user, "\r\n"}, Pop3State::kAwaitUserReply, now);
  } else {
    Fail(Pop3Cause::kLogInNotOffered, now);
  }
}

// One command line; the buffer is empty whenever the session speaks, and CheckPop3Config() has seen that all fit.
void Pop3Session::SendCommand(std::initializer_list<std::string_view> parts, Pop3State next, Instant now) {
  if (out_.Append(parts)) {
    Enter(next, now);
  } else {
    Fail(Pop3Cause::kProtocol, now);
  }
}

void Pop3Session::SendCapa(Instant now) {
  offers_ = {};
  capa_lines_ = 0;
  SendCommand({"CAPA\r\n"}, Pop3State::kAwaitCapaReply, now);
}

// RFC 1939 §7: the digest of the time stamp, brackets included, and the password.
void Pop3Session::SendApop(std::string_view timestamp, Instant now) {
  std::array<char, 32> digits;
  Md5 md5;
  md5.Update(AsBytes(timestamp));
  md5.Update(AsBytes(config_.password));
  md5.FinishHex(digits);
  secret_in_buffer_ = true;  // a dictionary finds the password in it
  SendCommand({"APOP ", config_.user, " ", {digits.data(), digits.size()}, "\r\n"}, Pop3State::kAwaitApopReply, now);
  Wipe({reinterpret_cast<uint8_t*>(digits.data()), digits.size()});
}

void Pop3Session::SendPass(Instant now) {
  secret_in_buffer_ = true;
  SendCommand({"PASS ", config_.password, "\r\n"}, Pop3State::kAwaitPassReply, now);
}

void Pop3Session::LeaveLoggedIn(Instant now) {
  authenticated_ = true;
  SendCommand({"QUIT\r\n"}, Pop3State::kClosing, now);
}

}  // namespace tegami
