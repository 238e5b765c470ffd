// SPDX-License-Identifier: MIT
// What the images of this board differ in. release/ and demo/ have the sources; the contract suite's image has its own
// RunImage() and no app.
#pragma once

#include <optional>

#include "tegami/mail_app.h"
#include "vexpress_a9/print_engine.h"

namespace tegami::vexpress_a9 {

// What the image is for; called once, after the constructors. Its value goes to EndRun().
int RunImage();

// The end: of a run under test (QEMU ends with this status), or by a fault. A release image restarts the board.
[[noreturn]] void EndRun(int status);

// Where the print engine's pages go.
PageChannel& ImagePageChannel();

// --- For main.cpp: what is around the app ---

struct Board;

// The board's platform, or one that stands before it.
Platform& ImagePlatform(Board& board);

MailAppOptions ImageOptions();

// Once, after MailApp::Start().
void BeginImage(MailApp& app);

struct ImageStep {
  bool busy = false;          // something was handed to the app: poll it again before sleeping
  std::optional<int> status;  // the run is over
};

// After each MailApp::Poll(). Scans are made here: the app says when one is wanted.
ImageStep StepImage(MailApp& app, Instant now);

// Status of a run that an exception ended.
inline constexpr int kFaultStatus = 99;

}  // namespace tegami::vexpress_a9
