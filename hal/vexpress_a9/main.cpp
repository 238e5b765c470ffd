// SPDX-License-Identifier: MIT
// The firmware: the board, the app, and the loop that runs it.
#include "vexpress_a9/board.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/restart.h"

namespace tegami::vexpress_a9 {

int RunImage() {
  Platform& platform = ImagePlatform(StartedBoard());
  MailAppOptions options = ImageOptions();
  options.firmware_version = TEGAMI_FIRMWARE_VERSION;
  options.start_reason = TakeStartReason();
  Print("board: version " TEGAMI_FIRMWARE_VERSION ", started by ");
  Print(options.start_reason);
  Print("\n");
  MailApp& app = MailApp::Build(MailApp::StaticStorage(), platform, options);
  if (const Status started = app.Start(); !started) PrintLine("app: %s", ErrorName(started.error()));
  BeginImage(app);
  for (;;) {
    const Instant wake = app.Poll();
    const ImageStep step = StepImage(app, platform.clock.Now());
    if (step.status) return *step.status;
    if (!step.busy) platform.network.WaitForEvent(wake);
  }
}

}  // namespace tegami::vexpress_a9
