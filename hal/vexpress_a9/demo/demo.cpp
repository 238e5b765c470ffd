// SPDX-License-Identifier: MIT
#include "vexpress_a9/demo/demo.h"

#include "vexpress_a9/console.h"
#include "vexpress_a9/demo/demo_settings.h"
#include "vexpress_a9/demo/measured.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr int kSuccess = 0;
constexpr int kFailure = 1;
constexpr int kMisuse = 2;

struct MediaType {
  std::string_view ending;
  std::string_view type;
};
constexpr MediaType kMediaTypes[] = {{".pdf", "application/pdf"}, {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"},
                                     {".png", "image/png"},       {".tif", "image/tiff"}, {".tiff", "image/tiff"}};

std::string_view MediaTypeOf(std::string_view path) {
  for (const MediaType& media : kMediaTypes) {
    if (path.ends_with(media.ending)) return media.type;
  }
  return "application/octet-stream";
}

std::string_view FileNameOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return path;
}

const char* StateName(JobState state) {
  switch (state) {
    case JobState::kWaiting: return "waiting";
    case JobState::kSending: return "sending";
    case JobState::kRetrying: return "retrying";
    case JobState::kDelivered: return "delivered";
    case JobState::kPartial: return "partial";
    case JobState::kFailed: return "failed";
    case JobState::kCancelled: return "cancelled";
  }
  return "?";
}

bool HasEnded(JobState state) {
  return state == JobState::kDelivered || state == JobState::kPartial || state == JobState::kFailed ||
         state == JobState::kCancelled;
}

}  // namespace

void Demo::Begin(MailApp& app) {
  auto_ = StartArgument("auto") == "on";
  to_ = StartArgument("to").value_or("");
  scan_path_ = StartArgument("scan").value_or("");
  if (!ApplyStartSettings(app) || (auto_ && (to_.empty() || scan_path_.empty()))) {
    Print("demo: wrong start-up arguments; auto=on needs to=ADDR and scan=FILE\n");
    EndRun(kMisuse);
  }
  Print("demo: started\n");
  load_.Begin(app);
}

ImageStep Demo::Step(MailApp& app, Instant now) {
  ImageStep step;
  step.busy = FollowSignIn(app, now);
  step.busy = load_.Step(app) || step.busy;
  const bool ready = auto_ && !scanned_ && app.snapshot().mail.state == AccountState::kSignedIn;
  if (app.TakeScanRequest() || ready) step.busy = Scan(app) || step.busy;
  step.status = FollowJob(app.snapshot());
  if (scanned_ && job_ == 0) step.status = kFailure;
  if (!auto_) step.status.reset();
  if (step.status) PrintMeasured();
  return step;
}

// Tells what the sign-in does, and with auto=on does what the operator would. True: something was asked of the app.
bool Demo::FollowSignIn(MailApp& app, Instant now) {
  const SignInFacts& facts = app.snapshot().sign_in;
  if (facts.phase != told_phase_) {
    told_phase_ = facts.phase;
    TellSignIn(facts, app.snapshot().mail, now);
  }
  if (!auto_) return false;
  if (facts.phase == SignInFacts::Phase::kConfirm) return app.Do(ApplySignInCommand{}).has_value();
  const bool signed_out = app.snapshot().mail.state == AccountState::kSignedOut;
  if (asked_ || !signed_out || !app.snapshot().link_up) return false;
  asked_ = true;
  return app.Do(SignInCommand{.account = kMailAccount}).has_value();
}

void Demo::TellSignIn(const SignInFacts& facts, const AccountFacts& account, Instant now) {
  switch (facts.phase) {
    case SignInFacts::Phase::kCodeShown:
      PrintLine("demo: code %s uri %s expires_in %d", facts.user_code.c_str(), facts.verification_uri.c_str(),
                static_cast<int>(MsBetween(now, facts.code_expires) / kMsPerSecond));
      return;
    case SignInFacts::Phase::kFailed:
      PrintLine("demo: sign-in failed %s", CauseIdentifier(facts.cause));
      if (auto_) EndRun(kFailure);
      return;
    case SignInFacts::Phase::kDone: PrintLine("demo: sign-in applied as %s", account.account_name.c_str()); return;
    case SignInFacts::Phase::kNone:
    case SignInFacts::Phase::kAsking:
    case SignInFacts::Phase::kConfirm: return;
  }
}

bool Demo::Scan(MailApp& app) {
  scanned_ = true;
  Text<512> path;
  const Status opened = Assign(path, scan_path_) ? source_.Open(path.c_str()) : Fail(Error::kTooLong);
  if (!opened) {
    PrintLine("demo: the scan cannot be opened (%s)", ErrorName(opened.error()));
    return false;
  }
  const Attachment attachment{
      .source = &source_, .file_name = FileNameOf(scan_path_), .media_type = MediaTypeOf(scan_path_)};
  MailJob job;
  job.kind = JobKind::kScanToMail;
  job.to = {&to_, 1};
  job.subject = "Scan";
  job.attachments = {&attachment, 1};
  const Result<JobId> submitted = app.Submit(job);
  if (!submitted) {
    PrintLine("demo: the job was refused (%s)", ErrorName(submitted.error()));
    return false;
  }
  job_ = *submitted;
  told_state_ = JobState::kWaiting;
  told_tenths_ = 0;
  return true;
}

std::optional<int> Demo::FollowJob(const Snapshot& snapshot) {
  for (size_t i = 0; i < snapshot.job_count; ++i) {
    const JobFacts& facts = snapshot.jobs[i];
    if (job_ == 0 || facts.id != job_) continue;
    const unsigned tenths = facts.progress_permille / 100;
    if (facts.state == told_state_ && tenths == told_tenths_) return std::nullopt;
    told_state_ = facts.state;
    told_tenths_ = tenths;
    PrintLine("demo: job %u %s %u %s %u", static_cast<unsigned>(facts.id), StateName(facts.state),
              static_cast<unsigned>(facts.progress_permille), CauseIdentifier(facts.cause),
              static_cast<unsigned>(CauseCode(facts.cause)));
    if (!facts.reply.empty()) PrintLine("demo: reply %s", facts.reply.c_str());
    if (HasEnded(facts.state)) return facts.state == JobState::kDelivered ? kSuccess : kFailure;
  }
  return std::nullopt;
}

}  // namespace tegami::vexpress_a9
