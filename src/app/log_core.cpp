// SPDX-License-Identifier: MIT
// MailAppCore and its event log: what the log is told at the start and in each turn of the loop.
#include "app/mail_app_core.h"

namespace tegami {

void MailAppCore::BeginLog() {
  log_.Begin();
  tls_.events = &log_;
  tokens_.SetEvents(&log_);
  jobs_.SetEvents(&log_);
  time_.SetEvents(&log_);
  if (reset_by_ && log_.newest() == 0) log_.Add({.kind = EventKind::kFactoryReset, .actor = *reset_by_});
  if (options_.actor != EventActor::kTool) LogStart();  // the tool looks into a store: the device does not start
  LogStoreTrouble();
  log_task_.Begin();
}

void MailAppCore::LogStart() {
  Event started;
  AssignCut(started.detail, options_.firmware_version);
  if (!options_.start_reason.empty() && (started.detail.empty() || Append(started.detail, ", "))) {
    static_cast<void>(Append(started.detail, options_.start_reason));
  }
  log_.Add(started);
  log_.Add({.kind = EventKind::kSelfTestPassed});  // Start() goes no further where it fails
}

// Records that no longer open, each told once.
void MailAppCore::LogStoreTrouble() {
  const uint32_t corrupted = store_.report().corrupted;
  if (corrupted == corrupted_told_) return;
  corrupted_told_ = corrupted;
  log_.Add({.kind = EventKind::kStorageTrouble, .cause = Cause::kStorageFailed});
}

// How the last bundle of root certificates fared, told once.
void MailAppCore::LogRoots() {
  if (roots_.updates_ended() == roots_updates_told_) return;
  roots_updates_told_ = roots_.updates_ended();
  const Cause cause = roots_.facts().cause;
  log_.Add({.kind = cause == Cause::kNone ? EventKind::kRootsUpdated : EventKind::kRootsRefused, .cause = cause});
}

void MailAppCore::PollLog(SignInFacts::Phase phase_before, Instant now) {
  if (tokens_.facts().phase != phase_before) LogSignIn(&log_, tokens_.facts());
  LogStoreTrouble();
  LogRoots();
  log_task_.Poll(jobs_.idle() && tokens_.idle(), now);
}

Status MailAppCore::Carry(const SetLogServerCommand& c) {
  if (c.settings == nullptr) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(book_.SaveGroup(*c.settings));
  log_task_.Retry();
  return {};
}

}  // namespace tegami
