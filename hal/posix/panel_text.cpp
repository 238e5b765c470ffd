// SPDX-License-Identifier: MIT
#include "posix/panel_text.h"

#include <algorithm>
#include <cstdio>

namespace tegami {
namespace {

constexpr size_t kProgressCells = 40;
constexpr uint16_t kPerMille = 1000;

// Appends while there is room; the text is for eyes, so what does not fit is left out.
class Painter {
 public:
  Painter(PanelStyle style, PanelText& text) : style_(style), text_(text) {}

  void Clear() { Escape("\033[H\033[2J"); }
  void Bold() { Escape("\033[1m"); }
  void Reverse() { Escape("\033[7m"); }
  void Warn() { Escape("\033[1;31m"); }
  void EndLine() {
    Escape("\033[0m");
    Literal("\n");
  }

  void Literal(std::string_view words) {
    const size_t count = std::min<size_t>(words.size(), text_.available());
    if (count != 0) text_.append(words.data(), count);
  }

  void Words(const AnyText& words) {
    for (const char character : words) {
      const bool control = static_cast<unsigned char>(character) < ' ' || character == '\177';
      if (!text_.full()) text_.push_back(control ? '?' : character);
    }
  }

  void Repeat(size_t count, char character) {
    for (size_t i = 0; i < count && !text_.full(); ++i) text_.push_back(character);
  }

 private:
  void Escape(std::string_view sequence) {
    if (style_ == PanelStyle::kTerminal) Literal(sequence);
  }

  const PanelStyle style_;
  PanelText& text_;
};

void DrawCode(Painter& painter, const PanelRow& row) {
  if (!row.label.empty()) {
    painter.Literal("  ");
    painter.Words(row.label);
    painter.EndLine();
  }
  painter.Literal("\n      ");
  painter.Bold();
  for (const char character : row.value) {
    Text<2> spaced;
    spaced.push_back(character);
    spaced.push_back(' ');
    painter.Words(spaced);
  }
  painter.EndLine();
  painter.EndLine();
}

void DrawProgress(Painter& painter, const PanelRow& row) {
  const uint16_t per_mille = std::min(row.number, kPerMille);
  const size_t done = kProgressCells * per_mille / kPerMille;
  painter.Literal("  ");
  painter.Words(row.label);
  painter.Literal(row.label.empty() ? "[" : " [");
  painter.Repeat(done, '#');
  painter.Repeat(kProgressCells - done, '.');
  char percent[16];
  std::snprintf(percent, sizeof percent, "] %u %%", per_mille / 10U);
  painter.Literal(percent);
  painter.EndLine();
}

void DrawLine(Painter& painter, std::string_view lead, const PanelRow& row, std::string_view between) {
  painter.Literal(lead);
  painter.Words(row.label);
  if (!row.label.empty() && !row.value.empty()) painter.Literal(between);
  painter.Words(row.value);
  painter.EndLine();
}

void DrawRow(Painter& painter, const PanelRow& row, bool selected) {
  switch (row.kind) {
    case PanelRowKind::kHeading: painter.Bold(); return DrawLine(painter, "  ", row, "  ");
    case PanelRowKind::kItem:
      if (selected) painter.Reverse();
      return DrawLine(painter, selected ? "> " : "  ", row, "  ");
    case PanelRowKind::kFact: return DrawLine(painter, "  ", row, ": ");
    case PanelRowKind::kCode: return DrawCode(painter, row);
    case PanelRowKind::kProgress: return DrawProgress(painter, row);
    case PanelRowKind::kNotice: painter.Bold(); return DrawLine(painter, "* ", row, " ");
    case PanelRowKind::kWarning: painter.Warn(); return DrawLine(painter, "! ", row, " ");
    case PanelRowKind::kQr:  // a terminal's cells are too coarse beside the rest: the address as text
    case PanelRowKind::kText: return DrawLine(painter, "  ", row, " ");
  }
}

void DrawSoftKeys(Painter& painter, const PanelPage& page) {
  bool any = false;
  for (size_t i = 0; i < page.soft_keys.size(); ++i) {
    if (page.soft_keys[i].empty()) continue;
    painter.Literal(any ? "   [F" : "  [F");
    painter.Repeat(1, static_cast<char>('1' + i));
    painter.Literal("] ");
    painter.Words(page.soft_keys[i]);
    any = true;
  }
  if (any) painter.EndLine();
}

}  // namespace

void DrawPanelText(const PanelPage& page, PanelStyle style, PanelText& text) {
  text.clear();
  Painter painter(style, text);
  painter.Clear();
  painter.Literal("== ");
  painter.Bold();
  painter.Words(page.title);
  if (!page.status.empty()) painter.Literal("  --  ");
  painter.Words(page.status);
  painter.EndLine();
  const size_t rows = std::min<size_t>(page.row_count, page.rows.size());
  for (size_t i = 0; i < rows; ++i) {
    DrawRow(painter, page.rows[i], page.selected_row >= 0 && static_cast<size_t>(page.selected_row) == i);
  }
  DrawSoftKeys(painter, page);
}

}  // namespace tegami
