// SPDX-License-Identifier: MIT
// The release image: the app and nothing else. This board has no scanner, so nothing asks for a scan; a product's
// scanner hands its pages in here, as demo/demo.cpp does.
#include "vexpress_a9/image.h"

#include "vexpress_a9/board.h"
#include "vexpress_a9/console.h"

namespace tegami::vexpress_a9 {

Platform& ImagePlatform(Board& board) { return board.platform; }

MailAppOptions ImageOptions() { return {}; }

void BeginImage(MailApp&) { Print("tegami: started\n"); }

ImageStep StepImage(MailApp&, Instant) { return {}; }

}  // namespace tegami::vexpress_a9
