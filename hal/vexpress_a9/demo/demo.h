// SPDX-License-Identifier: MIT
// What an operator would do, done by the image itself, and told on the console for scripts.
#pragma once

#include <array>
#include <optional>

#include "tegami/mail_app.h"
#include "vexpress_a9/demo/store_load.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/semihosting/host_file_source.h"

namespace tegami::vexpress_a9 {

// Scans when the operator presses Scan. With auto=on it also signs in (the code's own page is somebody else's
// business), applies, scans once, and ends the run: 0 delivered, 1 anything else.
//
// Console, one fact a line:
//   demo: code USER_CODE uri URI expires_in SECONDS
//   demo: sign-in applied as ADDRESS | failed CAUSE
//   demo: job ID STATE PERMILLE [CAUSE CODE]
//   measured NAME OCTETS        at the end of the run
class Demo {
 public:
  void Begin(MailApp& app);
  ImageStep Step(MailApp& app, Instant now);

 private:
  bool FollowSignIn(MailApp& app, Instant now);
  void TellSignIn(const SignInFacts& facts, const AccountFacts& account, Instant now);
  bool Scan(MailApp& app);
  std::optional<int> FollowJob(const Snapshot& snapshot);

  bool auto_ = false;
  bool scanned_ = false;
  bool asked_ = false;
  std::string_view to_;
  std::string_view scan_path_;
  HostFileSource source_;
  StoreLoad load_;
  JobId job_ = 0;
  SignInFacts::Phase told_phase_ = SignInFacts::Phase::kNone;
  JobState told_state_ = JobState::kWaiting;
  unsigned told_tenths_ = 0;
};

}  // namespace tegami::vexpress_a9
