// SPDX-License-Identifier: MIT
// The operator panel: a page of rows out, keys in. A two-line LCD shows what it can; a framebuffer board uses the
// shared renderer (hal/shared).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "tegami/base/text.h"
#include "tegami/config.h"

namespace tegami {

enum class PanelRowKind : uint8_t {
  kText,      // a paragraph; the renderer wraps it
  kHeading,   // larger
  kItem,      // can be chosen: highlighted where selected
  kFact,      // label and value
  kCode,      // the user code: as large as fits
  kQr,        // `value` as a QR code, where the panel can draw one
  kProgress,  // per mille in `number`
  kNotice,    // something good or neutral to be noticed
  kWarning,   // something wrong to be noticed
};

struct PanelRow {
  PanelRowKind kind = PanelRowKind::kText;
  Text<kPanelTextMaxBytes> label;
  Text<kPanelTextMaxBytes> value;
  uint16_t number = 0;
};

// What a key does on this page; an empty label hides it.
struct PanelPage {
  Text<kPanelTextMaxBytes> title;
  Text<kPanelTextMaxBytes> status;  // the right of the title bar: clock, link
  std::array<PanelRow, kPanelRowsMax> rows{};
  uint8_t row_count = 0;
  int8_t selected_row = -1;  // -1: nothing to choose
  std::array<Text<kPanelKeyLabelMaxBytes>, 4> soft_keys{};
  uint32_t revision = 0;  // changes when anything above changes: the renderer redraws only then
};

enum class PanelKey : uint8_t { kUp, kDown, kOk, kBack, kSoft1, kSoft2, kSoft3, kSoft4, kCharacter, kRowTouched };

struct PanelInput {
  PanelKey key = PanelKey::kOk;
  uint8_t value = 0;  // kCharacter: ASCII; kRowTouched: the row's index
};

class Panel {
 public:
  // Shows the page, which may go when the call returns. Cheap where `page.revision` is the one shown. May draw for kPanelDrawMaxMs at most.
  virtual void Show(const PanelPage& page) = 0;

  // The oldest key press not yet taken.
  virtual std::optional<PanelInput> TakeInput() = 0;

 protected:
  ~Panel() = default;
};

}  // namespace tegami
