// SPDX-License-Identifier: MIT
// The firmware: the board, the app, and the loop that runs it.
#include "vexpress_a9/board.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/image.h"

namespace tegami::vexpress_a9 {
namespace {

// A little more than MailApp::StorageBytes(): a constant, so that the linker sees what the app takes.
constexpr size_t kAppStorageBytes = 132 * 1024;
alignas(MailApp::kStorageAlign) std::byte app_storage[kAppStorageBytes];

MailApp& BuildApp(Platform& platform) {
  if (MailApp::StorageBytes() > sizeof app_storage) {
    PrintLine("fault: the app needs %u octets of storage", static_cast<unsigned>(MailApp::StorageBytes()));
    EndRun(kFaultStatus);
  }
  return MailApp::Build(app_storage, platform, ImageOptions());
}

}  // namespace

int RunImage() {
  Platform& platform = ImagePlatform(StartedBoard());
  MailApp& app = BuildApp(platform);
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
