// SPDX-License-Identifier: MIT
// JSON Lines and sentences.
#include "posix/tool/report.h"

#include <qrcodegen.h>

#include <algorithm>
#include <cstdio>

#include "codec/date.h"
#include "codec/escape.h"
#include "codec/json_writer.h"
#include "text/cause_text.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

// A result with 100 recipients and what the server said of each.
constexpr size_t kLineMaxBytes = 128 * 1024;
std::array<uint8_t, kLineMaxBytes> line_storage;

void Print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void PrintLine(std::string_view text) {
  Print(text);
  Print("\n");
  std::fflush(stdout);
}

std::string_view RetryName(Retry retry) {
  switch (retry) {
    case Retry::kLater: return "later";
    case Retry::kAfterSignIn: return "after_sign_in";
    case Retry::kNever: return "never";
  }
  return "never";
}

std::string_view StateName(AccountState state) {
  switch (state) {
    case AccountState::kSignedOut: return "signed_out";
    case AccountState::kWaitingForUser: return "waiting_for_user";
    case AccountState::kSignedInNotApplied: return "signed_in_not_applied";
    case AccountState::kSignedIn: return "signed_in";
    case AccountState::kAboutToLapse: return "about_to_lapse";
    case AccountState::kLinkExpired: return "link_expired";
    case AccountState::kSignInAgain: return "sign_in_again";
    case AccountState::kNoSignInNeeded: return "no_sign_in_needed";
  }
  return "signed_out";
}

void StringOrNull(JsonWriter& json, std::string_view key, std::string_view text) {
  json.Key(key);
  if (text.empty()) {
    json.Null();
  } else {
    json.String(text);
  }
}

void TimeOrNull(JsonWriter& json, std::string_view key, std::optional<UtcTime> time) {
  json.Key(key);
  if (time) {
    json.String(View(FormatRfc3339(*time)));
  } else {
    json.Null();
  }
}

void WriteRecipients(JsonWriter& json, std::span<const SmtpRecipient> recipients) {
  json.Key("recipients");
  json.BeginArray();
  for (const SmtpRecipient& recipient : recipients) {
    json.BeginObject();
    json.Key("address");
    json.String(recipient.address);
    json.Key("outcome");
    json.String(!recipient.answer.Given() ? "not_asked" : recipient.answer.Positive() ? "accepted" : "refused");
    json.Key("reply_code");
    if (recipient.answer.Given()) {
      json.Number(recipient.answer.code);
    } else {
      json.Null();
    }
    Text<kErrorTextMaxBytes> escaped;
    EscapeForDisplay(recipient.text, escaped);
    StringOrNull(json, "reply", View(escaped));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

int ExitStatus(const ToolResult& result) {
  constexpr std::array<std::string_view, 3> kNotDone{"failed", "partial", "unknown"};
  const bool done = std::find(kNotDone.begin(), kNotDone.end(), result.outcome) == kNotDone.end();
  return done && result.cause == Cause::kNone ? 0 : 1;
}

void Report::Complain(std::string_view sentence) { Complain(sentence, ""); }

void Report::Complain(std::string_view sentence, std::string_view object) {
  for (const std::string_view part : {std::string_view("tegami: "), sentence, object, std::string_view("\n")}) {
    if (!part.empty()) std::fwrite(part.data(), 1, part.size(), stderr);
  }
}

int Report::Result(const ToolResult& result) {
  Text<kErrorTextMaxBytes> reply;
  EscapeForDisplay(result.reply, reply);
  const std::string_view text = CauseText(result.cause, language_);
  const std::string_view remedy = CauseRemedy(result.cause, language_);
  if (json_) {
    JsonWriter json{line_storage};
    json.BeginObject();
    json.Key("outcome");
    json.String(result.outcome);
    json.Key("code");
    if (CauseCode(result.cause) != 0) {
      json.Number(CauseCode(result.cause));
    } else {
      json.Null();
    }
    StringOrNull(json, "cause", CauseIdentifier(result.cause));
    StringOrNull(json, "text", text);
    StringOrNull(json, "remedy", remedy);
    StringOrNull(json, "retry",
                 result.cause == Cause::kNone ? std::string_view{} : RetryName(CauseRetry(result.cause)));
    StringOrNull(json, "reply", View(reply));
    if (result.with_recipients) WriteRecipients(json, result.recipients);
    if (!result.account_name.empty()) StringOrNull(json, "account_name", result.account_name);
    json.EndObject();
    PrintLine(json.text());
    return ExitStatus(result);
  }
  Print(result.outcome);
  if (!result.account_name.empty()) {
    Print(": ");
    Print(result.account_name);
  }
  Print("\n");
  for (const std::string_view sentence : {text, remedy}) {
    if (!sentence.empty()) PrintLine(sentence);
  }
  if (CauseCode(result.cause) != 0) {
    Print(UiText(TextKey::kErrorCode, language_));
    std::printf(" %u\n", CauseCode(result.cause));
  }
  if (!reply.empty()) PrintLine(View(reply));
  for (const SmtpRecipient& recipient : result.recipients) {
    if (!recipient.answer.Given() || recipient.answer.Positive()) continue;
    Text<kErrorTextMaxBytes> escaped;
    EscapeForDisplay(recipient.text, escaped);
    std::printf("  %.*s: %u %s\n", static_cast<int>(recipient.address.size()), recipient.address.data(),
                recipient.answer.code, escaped.c_str());
  }
  std::fflush(stdout);
  return ExitStatus(result);
}

namespace {

// Two rows of modules a line of text.
void PrintQrCode(const char* text) {
  std::array<uint8_t, qrcodegen_BUFFER_LEN_FOR_VERSION(12)> code{};
  std::array<uint8_t, qrcodegen_BUFFER_LEN_FOR_VERSION(12)> work{};
  if (!qrcodegen_encodeText(text, work.data(), code.data(), qrcodegen_Ecc_MEDIUM, 1, 12, qrcodegen_Mask_AUTO, true)) {
    return;
  }
  const int size = qrcodegen_getSize(code.data());
  const auto dark = [&](int x, int y) { return qrcodegen_getModule(code.data(), x, y); };
  for (int y = -2; y < size + 2; y += 2) {
    Print("  ");
    for (int x = -2; x < size + 2; ++x) {
      const bool upper = !dark(x, y);
      const bool lower = !dark(x, y + 1);
      Print(upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ");
    }
    Print("\n");
  }
}

}  // namespace

void Report::Code(const SignInFacts& facts, std::optional<int64_t> expires_in_seconds) {
  if (json_) {
    JsonWriter json{line_storage};
    json.BeginObject();
    json.Key("verification_uri");
    json.String(View(facts.verification_uri));
    StringOrNull(json, "verification_uri_complete", View(facts.verification_uri_complete));
    json.Key("user_code");
    json.String(View(facts.user_code));
    json.Key("expires_in");
    if (expires_in_seconds) {
      json.Number(*expires_in_seconds);
    } else {
      json.Null();
    }
    json.EndObject();
    PrintLine(json.text());
    return;
  }
  PrintLine(UiText(TextKey::kOpenAddress, language_));
  std::printf("\n  %s\n\n", facts.verification_uri.c_str());
  PrintQrCode(facts.verification_uri_complete.empty() ? facts.verification_uri.c_str()
                                                      : facts.verification_uri_complete.c_str());
  Print("\n");
  PrintLine(UiText(TextKey::kEnterCode, language_));
  std::printf("\n  %s\n\n", facts.user_code.c_str());
  std::fflush(stdout);
}

void Report::Account(const AccountFacts& facts, std::string_view name) {
  if (!json_) {
    const std::string_view state = UiText(StateText(facts.state), language_);
    std::printf("%.*s: %.*s\n", static_cast<int>(name.size()), name.data(), static_cast<int>(state.size()),
                state.data());
    const auto line = [&](TextKey key, std::string_view value) {
      if (value.empty()) return;
      const std::string_view label = UiText(key, language_);
      std::printf("  %.*s: %.*s\n", static_cast<int>(label.size()), label.data(), static_cast<int>(value.size()),
                  value.data());
    };
    line(TextKey::kMailService, ServiceName(facts.service));
    line(TextKey::kAccount, View(facts.account_name));
    line(TextKey::kSender, View(facts.sender));
    line(TextKey::kSmtpServer, View(facts.smtp_host));
    if (!facts.verify_certificate) PrintLine(UiText(TextKey::kVerificationOff, language_));
    if (facts.cause != Cause::kNone) {
      PrintLine(CauseText(facts.cause, language_));
      PrintLine(CauseRemedy(facts.cause, language_));
    }
    return;
  }
  JsonWriter json{line_storage};
  json.BeginObject();
  json.Key("account");
  json.String(name);
  json.Key("state");
  json.String(StateName(facts.state));
  StringOrNull(json, "account_name", View(facts.account_name));
  StringOrNull(json, "sender", View(facts.sender));
  StringOrNull(json, "tenant", View(facts.tenant));
  StringOrNull(json, "scope", View(facts.scope));
  StringOrNull(json, "smtp_host", View(facts.smtp_host));
  json.Key("smtp_port");
  json.Number(facts.smtp_port);
  TimeOrNull(json, "last_refresh", facts.last_refresh);
  TimeOrNull(json, "last_mail", facts.last_mail);
  json.Key("days_left");
  if (facts.days_left) {
    json.Number(*facts.days_left);
  } else {
    json.Null();
  }
  StringOrNull(json, "cause", CauseIdentifier(facts.cause));
  json.EndObject();
  PrintLine(json.text());
}

void Report::StatusEnd(bool any) {
  if (json_) Result({.outcome = any ? "status" : "empty"});
}

}  // namespace tegami
