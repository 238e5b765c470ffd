// SPDX-License-Identifier: MIT
// The labels of ui.def.
#include "text/ui_text.h"

#include <array>

namespace tegami {
namespace {

struct Row {
  std::array<std::string_view, 2> text;  // by Language: Japanese, English
};

constexpr auto kRows = std::to_array<Row>({
#define TEGAMI_TEXT(key, english, japanese) {{japanese, english}},
#include "text/ui.def"
#undef TEGAMI_TEXT
});

}  // namespace

std::string_view UiText(TextKey key, Language language) {
  return kRows[static_cast<size_t>(key)].text[static_cast<size_t>(language)];
}

TextKey StateText(AccountState state) {
  switch (state) {
    case AccountState::kSignedOut: return TextKey::kStateSignedOut;
    case AccountState::kWaitingForUser: return TextKey::kStateWaitingForUser;
    case AccountState::kSignedInNotApplied: return TextKey::kStateNotApplied;
    case AccountState::kSignedIn: return TextKey::kStateSignedIn;
    case AccountState::kAboutToLapse: return TextKey::kStateAboutToLapse;
    case AccountState::kLinkExpired: return TextKey::kStateLinkExpired;
    case AccountState::kSignInAgain: return TextKey::kStateSignInAgain;
    case AccountState::kNoSignInNeeded: return TextKey::kStateNoSignIn;
  }
  return TextKey::kStateSignedOut;
}

TextKey JobStateText(JobState state) {
  switch (state) {
    case JobState::kWaiting: return TextKey::kJobWaiting;
    case JobState::kSending: return TextKey::kJobSending;
    case JobState::kRetrying: return TextKey::kJobRetrying;
    case JobState::kDelivered: return TextKey::kJobDelivered;
    case JobState::kPartial: return TextKey::kJobPartial;
    case JobState::kFailed: return TextKey::kJobFailed;
    case JobState::kCancelled: return TextKey::kJobCancelled;
  }
  return TextKey::kJobFailed;
}

TextKey JobKindText(JobKind kind) {
  switch (kind) {
    case JobKind::kScanToMail: return TextKey::kKindScan;
    case JobKind::kFaxToMail: return TextKey::kKindFax;
    case JobKind::kToMyEmail: return TextKey::kKindToMyEmail;
    case JobKind::kNotification: return TextKey::kKindNotification;
    case JobKind::kTestMail: return TextKey::kKindTest;
  }
  return TextKey::kKindScan;
}

TextKey TestStepText(TestStep step) {
  switch (step) {
    case TestStep::kLink: return TextKey::kStepLink;
    case TestStep::kName: return TextKey::kStepName;
    case TestStep::kConnect: return TextKey::kStepConnect;
    case TestStep::kGreeting: return TextKey::kStepGreeting;
    case TestStep::kStartTls: return TextKey::kStepStartTls;
    case TestStep::kClock: return TextKey::kStepClock;
    case TestStep::kCertificate: return TextKey::kStepCertificate;
    case TestStep::kProxy: return TextKey::kStepProxy;
    case TestStep::kToken: return TextKey::kStepToken;
    case TestStep::kPop: return TextKey::kStepPop;
    case TestStep::kAuth: return TextKey::kStepAuth;
    case TestStep::kSender: return TextKey::kStepSender;
    case TestStep::kRecipient: return TextKey::kStepRecipient;
    case TestStep::kMessage: return TextKey::kStepMessage;
  }
  return TextKey::kStepLink;
}

TextKey TestOutcomeText(TestOutcome outcome) {
  switch (outcome) {
    case TestOutcome::kNotTried: return TextKey::kTestNotTried;
    case TestOutcome::kUnderWay: return TextKey::kTestUnderWay;
    case TestOutcome::kPassed: return TextKey::kTestPassed;
    case TestOutcome::kFailed: return TextKey::kTestFailed;
    case TestOutcome::kNotNeeded: return TextKey::kTestNotNeeded;
  }
  return TextKey::kTestNotTried;
}

std::string_view ServiceName(MailService service) {
  switch (service) {
    case MailService::kExchangeOnline: return "Microsoft Exchange Online";
    case MailService::kExchangeGccHigh: return "Microsoft Exchange Online (GCC High)";
    case MailService::kExchangeDod: return "Microsoft Exchange Online (DoD)";
    case MailService::kExchangeChina: return "Microsoft Exchange Online (China)";
    case MailService::kOutlook: return "Outlook.com";
    case MailService::kCustom: return "Custom";
  }
  return {};
}

}  // namespace tegami
