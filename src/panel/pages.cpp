// SPDX-License-Identifier: MIT
// What stands on each page.
#include <charconv>

#include "panel/panel_face.h"
#include "text/cause_text.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

constexpr int64_t kSecondsPerDay = 86400;

void AppendNumber(int64_t number, AnyText& into) {
  std::array<char, 20> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  into.append(digits.data(), static_cast<size_t>(end - digits.data()));
}

// "9:05": two numbers, the second with two digits.
Text<16> TwoNumbers(int64_t first, int64_t second) {
  Text<16> text;
  AppendNumber(first, text);
  text.push_back(':');
  text.push_back(static_cast<char>('0' + second / 10 % 10));
  text.push_back(static_cast<char>('0' + second % 10));
  return text;
}

bool NeedsAttention(const AccountFacts& account) {
  switch (account.state) {
    case AccountState::kSignedIn:
    case AccountState::kWaitingForUser:
    case AccountState::kNoSignInNeeded: return false;
    case AccountState::kSignedOut:
    case AccountState::kSignedInNotApplied:
    case AccountState::kAboutToLapse:
    case AccountState::kLinkExpired:
    case AccountState::kSignInAgain: return true;
  }
  return true;
}

}  // namespace

void PanelFace::RenderStatus(const Snapshot& snapshot) {
  page_->status.clear();
  if (snapshot.clock) {
    int64_t second = (snapshot.clock->seconds + int64_t{snapshot.utc_offset_minutes} * 60) % kSecondsPerDay;
    if (second < 0) second += kSecondsPerDay;
    AssignCut(page_->status, View(TwoNumbers(second / 3600, second / 60 % 60)));
  }
}

void PanelFace::RenderHome(const Snapshot& snapshot) {
  const Language language = snapshot.language;
  const AccountFacts& mail = snapshot.mail;
  AssignCut(page_->title, UiText(TextKey::kMail, language));
  AddRow(PanelRowKind::kFact, UiText(TextKey::kMailService, language), ServiceName(mail.service));
  const PanelRowKind state_kind = NeedsAttention(mail) ? PanelRowKind::kWarning : PanelRowKind::kFact;
  AddRow(state_kind, UiText(TextKey::kCurrentStatus, language), UiText(StateText(mail.state), language));
  if (!mail.account_name.empty())
    AddRow(PanelRowKind::kFact, UiText(TextKey::kAccount, language), View(mail.account_name));
  AddRow(PanelRowKind::kFact, UiText(TextKey::kSmtpServer, language), View(mail.smtp_host));
  if (snapshot.link_up) {
    AddRow(PanelRowKind::kFact, UiText(TextKey::kNetwork, language), View(snapshot.address));
  } else {
    AddRow(PanelRowKind::kWarning, UiText(TextKey::kNetwork, language), UiText(TextKey::kNotConnected, language));
  }
  if (!mail.verify_certificate) AddRow(PanelRowKind::kWarning, UiText(TextKey::kVerificationOff, language));
  if (snapshot.store_trouble != Cause::kNone) {
    AddRow(PanelRowKind::kWarning, CauseText(snapshot.store_trouble, language),
           CauseRemedy(snapshot.store_trouble, language));
  }
  if (mail.cause != Cause::kNone) {
    AddRow(PanelRowKind::kWarning, CauseText(mail.cause, language), CauseRemedy(mail.cause, language));
  }
  if (snapshot.job_count != 0) {
    AddRow(PanelRowKind::kHeading, UiText(TextKey::kLastJob, language));
    RenderJob(snapshot.jobs[0], language);
  }
  const bool scanner = !snapshot.scan_destination.empty();
  SetSoftKeys(UiText(TextKey::kSignIn, language), scanner ? UiText(TextKey::kScan, language) : std::string_view{},
              UiText(TextKey::kJobs, language));
}

void PanelFace::RenderJob(const JobFacts& job, Language language) {
  const std::string_view state = UiText(JobStateText(job.state), language);
  switch (job.state) {
    case JobState::kSending:
      AddRow(PanelRowKind::kFact, state, View(job.first_recipient));
      AddRow(PanelRowKind::kProgress, {}, {}, job.progress_permille);
      return;
    case JobState::kDelivered: AddRow(PanelRowKind::kNotice, state, View(job.first_recipient)); return;
    case JobState::kWaiting:
    case JobState::kCancelled: AddRow(PanelRowKind::kFact, state, View(job.first_recipient)); return;
    case JobState::kRetrying:
    case JobState::kPartial:
    case JobState::kFailed: break;
  }
  // The code beside the state, "Failed (312)": a row of its own at the end would be the first to be cut.
  Text<kPanelKeyLabelMaxBytes> state_and_code;
  AssignCut(state_and_code, state);
  if (const uint16_t code = CauseCode(job.cause); code != 0) {
    state_and_code.append(" (");
    AppendNumber(code, state_and_code);
    state_and_code.push_back(')');
  }
  AddRow(PanelRowKind::kWarning, View(state_and_code), View(job.first_recipient));
  AddRow(PanelRowKind::kText, CauseText(job.cause, language));
  AddRow(PanelRowKind::kText, CauseRemedy(job.cause, language));
}

void PanelFace::RenderSignIn(const Snapshot& snapshot, Instant now) {
  const Language language = snapshot.language;
  const SignInFacts& facts = snapshot.sign_in;
  AssignCut(page_->title, UiText(TextKey::kSignIn, language));
  switch (facts.phase) {
    case SignInFacts::Phase::kAsking:
      AddRow(PanelRowKind::kText, UiText(TextKey::kGettingCode, language));
      SetSoftKeys({}, {}, {}, UiText(TextKey::kCancel, language));
      return;
    case SignInFacts::Phase::kCodeShown: RenderCode(snapshot, now); return;
    case SignInFacts::Phase::kConfirm:
      AddRow(PanelRowKind::kHeading, UiText(TextKey::kSignedInAs, language));
      AddRow(PanelRowKind::kNotice, View(facts.signed_in_as));
      if (facts.differs_from_sender) {
        AddRow(PanelRowKind::kWarning, UiText(TextKey::kDiffersFromSender, language), View(snapshot.mail.sender));
      }
      AddRow(PanelRowKind::kText, UiText(TextKey::kPressOkToApply, language));
      SetSoftKeys(UiText(TextKey::kOk, language), {}, UiText(TextKey::kDiscard, language),
                  UiText(TextKey::kBack, language));
      return;
    case SignInFacts::Phase::kDone:
    case SignInFacts::Phase::kNone:
      AddRow(PanelRowKind::kNotice, UiText(TextKey::kSignInDone, language));
      AddRow(PanelRowKind::kFact, UiText(TextKey::kAccount, language), View(snapshot.mail.account_name));
      SetSoftKeys(UiText(TextKey::kOk, language));
      return;
    case SignInFacts::Phase::kFailed:
      AddRow(PanelRowKind::kWarning, UiText(TextKey::kSignInFailed, language));
      AddRow(PanelRowKind::kText, CauseText(facts.cause, language));
      AddRow(PanelRowKind::kText, CauseRemedy(facts.cause, language));
      if (!facts.detail.empty()) AddRow(PanelRowKind::kText, View(facts.detail));
      SetSoftKeys(UiText(TextKey::kNewCode, language), {}, {}, UiText(TextKey::kBack, language));
      return;
  }
}

void PanelFace::RenderCode(const Snapshot& snapshot, Instant now) {
  const Language language = snapshot.language;
  const SignInFacts& facts = snapshot.sign_in;
  AddRow(PanelRowKind::kText, UiText(TextKey::kOpenAddress, language));
  AddRow(PanelRowKind::kHeading, View(facts.verification_uri));
  AddRow(PanelRowKind::kText, UiText(TextKey::kEnterCode, language));
  AddRow(PanelRowKind::kCode, View(facts.user_code));
  const bool complete = !facts.verification_uri_complete.empty();
  AddRow(PanelRowKind::kQr, {}, View(complete ? facts.verification_uri_complete : facts.verification_uri));
  const int64_t left_ms = facts.code_expires == kNever ? facts.code_life_ms : MsBetween(now, facts.code_expires);
  const int64_t left = left_ms > 0 ? (left_ms + kMsPerSecond - 1) / kMsPerSecond : 0;
  AddRow(PanelRowKind::kFact, UiText(TextKey::kCodeExpiresIn, language), View(TwoNumbers(left / 60, left % 60)));
  SetSoftKeys(UiText(TextKey::kNewCode, language), {}, {}, UiText(TextKey::kCancel, language));
}

void PanelFace::RenderJobs(const Snapshot& snapshot) {
  const Language language = snapshot.language;
  AssignCut(page_->title, UiText(TextKey::kJobs, language));
  if (snapshot.job_count == 0) AddRow(PanelRowKind::kText, UiText(TextKey::kNoJobs, language));
  for (size_t i = 0; i < snapshot.job_count; ++i) RenderJob(snapshot.jobs[i], language);
  SetSoftKeys({}, {}, {}, UiText(TextKey::kBack, language));
}

}  // namespace tegami
