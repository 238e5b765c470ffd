// SPDX-License-Identifier: MIT
// Every page that the panel can show, with contents as long as they get in practice.
#pragma once

#include <string>
#include <vector>

#include "panel/panel_face.h"

namespace tegami {

inline Snapshot EverydaySnapshot(Language language) {
  Snapshot snapshot;
  snapshot.language = language;
  snapshot.link_up = true;
  snapshot.clock = UtcTime{1795525500};
  snapshot.utc_offset_minutes = 540;
  snapshot.address = "192.0.2.117";
  snapshot.scan_destination = "archive@contoso.example";
  snapshot.mail.state = AccountState::kSignedIn;
  snapshot.mail.auth = AuthMethod::kOauth2;
  snapshot.mail.smtp_host = "smtp.office365.com";
  snapshot.mail.account_name = "scanner.floor2@contoso.onmicrosoft.example";
  snapshot.mail.sender = "scanner@contoso.example";
  return snapshot;
}

inline JobFacts SomeJob(JobState state, Cause cause = Cause::kNone) {
  JobFacts job;
  job.id = 7;
  job.state = state;
  job.cause = cause;
  job.progress_permille = 430;
  job.first_recipient = "taro.yamada@contoso.example";
  job.recipients = 1;
  return job;
}

struct NamedPage {
  std::string name;
  PanelPage page;
};

inline NamedPage Shown(std::string name, const Snapshot& snapshot, std::vector<PanelKey> keys = {}) {
  PanelFace face;
  for (const PanelKey key : keys) static_cast<void>(face.OnInput({.key = key}, snapshot));
  NamedPage shown{std::move(name), {}};
  face.Render(snapshot, Instant{60000}, shown.page);
  return shown;
}

inline std::vector<NamedPage> EveryPage(Language language) {
  std::vector<NamedPage> pages;
  pages.push_back(Shown("home", EverydaySnapshot(language)));
  Snapshot troubled = EverydaySnapshot(language);
  troubled.link_up = false;
  troubled.mail.state = AccountState::kSignInAgain;
  troubled.mail.cause = Cause::kSignInAgain;
  pages.push_back(Shown("home_trouble", troubled));
  for (const JobState state : {JobState::kSending, JobState::kDelivered, JobState::kFailed}) {
    Snapshot snapshot = EverydaySnapshot(language);
    snapshot.jobs[0] = SomeJob(state, state == JobState::kFailed ? Cause::kAuthTokenRejected : Cause::kNone);
    snapshot.job_count = 1;
    pages.push_back(Shown("home_job_" + std::to_string(static_cast<int>(state)), snapshot));
    snapshot.jobs[1] = SomeJob(JobState::kDelivered);
    snapshot.job_count = 2;
    pages.push_back(Shown("jobs_" + std::to_string(static_cast<int>(state)), snapshot, {PanelKey::kSoft3}));
  }
  pages.push_back(Shown("jobs_none", EverydaySnapshot(language), {PanelKey::kSoft3}));
  Snapshot sign_in = EverydaySnapshot(language);
  SignInFacts& facts = sign_in.sign_in;
  facts.phase = SignInFacts::Phase::kAsking;
  pages.push_back(Shown("asking", sign_in));
  facts.phase = SignInFacts::Phase::kCodeShown;
  facts.user_code = "FKHJ7Q2MX";
  facts.verification_uri = "https://microsoft.com/devicelogin";
  facts.code_expires = Instant{60000 + 873000};
  pages.push_back(Shown("code", sign_in));
  facts.phase = SignInFacts::Phase::kConfirm;
  facts.signed_in_as = "scanner.floor2@contoso.onmicrosoft.example";
  facts.differs_from_sender = true;
  pages.push_back(Shown("confirm", sign_in));
  facts.phase = SignInFacts::Phase::kDone;
  pages.push_back(Shown("done", sign_in, {PanelKey::kSoft1}));
  facts.phase = SignInFacts::Phase::kFailed;
  facts.cause = Cause::kSignInAgain;
  facts.detail = "AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks.";
  pages.push_back(Shown("failed", sign_in, {PanelKey::kSoft1}));
  return pages;
}

}  // namespace tegami
