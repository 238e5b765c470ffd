// SPDX-License-Identifier: MIT
// The operator panel's look: a title bar, rows, a QR code at the right, four soft keys.
#include "draw/panel_page.h"

#include <algorithm>

#include "draw/qr_code.h"
#include "draw/text_layout.h"

namespace tegami {
namespace {

constexpr Rgb565 kPaper = ColourOf(0xF8, 0xF8, 0xF6);
constexpr Rgb565 kInk = ColourOf(0x1C, 0x23, 0x30);
constexpr Rgb565 kMuted = ColourOf(0x5F, 0x6B, 0x7C);
constexpr Rgb565 kTitleBar = ColourOf(0x1F, 0x3A, 0x5F);
constexpr Rgb565 kOnDark = ColourOf(0xFF, 0xFF, 0xFF);
constexpr Rgb565 kKeyBar = ColourOf(0xE4, 0xE7, 0xEC);
constexpr Rgb565 kKey = ColourOf(0xFF, 0xFF, 0xFF);
constexpr Rgb565 kKeyEdge = ColourOf(0xB8, 0xC0, 0xCC);
constexpr Rgb565 kGood = ColourOf(0x17, 0x7A, 0x48);
constexpr Rgb565 kAlarm = ColourOf(0xB3, 0x3A, 0x12);
constexpr Rgb565 kAccent = ColourOf(0x22, 0x66, 0xB0);
constexpr Rgb565 kTrack = ColourOf(0xD6, 0xDB, 0xE2);

constexpr int kMargin = 28;
constexpr int kTitleHeight = 52;
constexpr int kKeyBarHeight = 64;
constexpr int kGap = 6;        // between rows
constexpr int kMarkWidth = 6;  // of the bar beside a notice or a warning
constexpr int kCodeHeight = 78;
constexpr int kCodeSpacing = 6;
constexpr int kQrSide = 232;

// Where rows go; `surface` null: only measured.
struct Column {
  const Surface* surface;
  int x;
  int width;
};

int FactColumn(const Column& at) { return std::min(230, at.width * 2 / 5); }

int DrawFact(const Column& at, int y, const PanelRow& row, Rgb565 value_colour) {
  const Font& font = BodyFont();
  const int label_width = FactColumn(at);
  const int label = DrawWrapped(at.surface, font, at.x, y, label_width - 12, View(row.label), kMuted);
  const int value =
      DrawWrapped(at.surface, font, at.x + label_width, y, at.width - label_width, View(row.value), value_colour);
  return std::max(label, value);
}

// A bar at the left, then the label and, below it, the value.
int DrawMarked(const Column& at, int y, const PanelRow& row, Rgb565 colour) {
  const int inset = kMarkWidth + 12;
  const Font& font = BodyFont();
  int height = DrawWrapped(at.surface, font, at.x + inset, y, at.width - inset, View(row.label), colour);
  height += DrawWrapped(at.surface, font, at.x + inset, y + height, at.width - inset, View(row.value), kInk);
  if (at.surface != nullptr) FillRect(*at.surface, at.x, y + 3, kMarkWidth, height - 4, colour);
  return height;
}

// A label that is short names a fact; a sentence speaks for itself.
bool IsFact(const Column& at, const PanelRow& row) {
  return !row.value.empty() && TextWidth(BodyFont(), View(row.label)) < FactColumn(at) - 12 &&
         TextWidth(BodyFont(), View(row.value)) < at.width - FactColumn(at);
}

int DrawCode(const Column& at, int y, const PanelRow& row) {
  if (at.surface == nullptr) return kCodeHeight;
  const Font& font = CodeFont();
  int spacing = kCodeSpacing;
  const Font* shown = &font;
  if (TextWidth(font, View(row.label), spacing) > at.width - 32) {
    shown = &HeadingFont();
    spacing = 1;
  }
  FillRect(*at.surface, at.x, y, at.width, kCodeHeight, kKeyEdge);
  FillRect(*at.surface, at.x + 2, y + 2, at.width - 4, kCodeHeight - 4, kKey);
  const int width = TextWidth(*shown, View(row.label), spacing) - spacing;
  const int base = y + kCodeHeight / 2 + shown->pixels * 37 / 100;
  DrawText(*at.surface, *shown, at.x + (at.width - width) / 2, base, View(row.label), kInk, spacing);
  return kCodeHeight;
}

int DrawProgress(const Column& at, int y, const PanelRow& row) {
  constexpr int kBarHeight = 14;
  if (at.surface != nullptr) {
    FillRect(*at.surface, at.x, y + 4, at.width, kBarHeight, kTrack);
    FillRect(*at.surface, at.x, y + 4, at.width * std::min<int>(row.number, 1000) / 1000, kBarHeight, kAccent);
  }
  return kBarHeight + 8;
}

int DrawItem(const Column& at, int y, const PanelRow& row, bool selected) {
  const Font& font = BodyFont();
  const int height = font.line_height + 8;
  if (at.surface != nullptr) {
    if (selected) FillRect(*at.surface, at.x - 8, y, at.width + 16, height, kAccent);
    const Rgb565 colour = selected ? kOnDark : kInk;
    DrawText(*at.surface, font, at.x, y + 4 + font.ascender, View(row.label), colour);
    const int width = TextWidth(font, View(row.value));
    DrawText(*at.surface, font, at.x + at.width - width, y + 4 + font.ascender, View(row.value), colour);
  }
  return height;
}

int DrawRow(const Column& at, int y, const PanelRow& row, bool selected) {
  switch (row.kind) {
    case PanelRowKind::kText: {
      const int label = DrawWrapped(at.surface, BodyFont(), at.x, y, at.width, View(row.label), kInk);
      return label + DrawWrapped(at.surface, BodyFont(), at.x, y + label, at.width, View(row.value), kInk);
    }
    case PanelRowKind::kHeading: {
      // An address of any script may stand here; the heading's font has the labels' glyphs.
      return DrawWrapped(at.surface, HeadingFont(), at.x, y, at.width, View(row.label), kInk);
    }
    case PanelRowKind::kItem: return DrawItem(at, y, row, selected);
    case PanelRowKind::kFact: return DrawFact(at, y, row, kInk);
    case PanelRowKind::kCode: return DrawCode(at, y, row);
    case PanelRowKind::kQr: return 0;
    case PanelRowKind::kProgress: return DrawProgress(at, y, row);
    case PanelRowKind::kNotice: return IsFact(at, row) ? DrawFact(at, y, row, kGood) : DrawMarked(at, y, row, kGood);
    case PanelRowKind::kWarning: return IsFact(at, row) ? DrawFact(at, y, row, kAlarm) : DrawMarked(at, y, row, kAlarm);
  }
  return 0;
}

void DrawTitle(const PanelPage& page, const Surface& surface) {
  FillRect(surface, 0, 0, surface.width, kTitleHeight, kTitleBar);
  const Font& font = HeadingFont();
  const int base = kTitleHeight / 2 + font.pixels * 37 / 100;
  DrawText(surface, font, kMargin, base, View(page.title), kOnDark);
  const int width = TextWidth(BodyFont(), View(page.status));
  DrawText(surface, BodyFont(), surface.width - kMargin - width, base, View(page.status), kOnDark);
}

void DrawSoftKeys(const PanelPage& page, const Surface& surface, HitMap& hits) {
  const int top = surface.height - kKeyBarHeight;
  FillRect(surface, 0, top, surface.width, kKeyBarHeight, kKeyBar);
  constexpr int kSpace = 12;
  const int width = (surface.width - 2 * kMargin - 3 * kSpace) / 4;
  const Font& font = BodyFont();
  for (size_t i = 0; i < page.soft_keys.size(); ++i) {
    if (page.soft_keys[i].empty()) continue;
    const int x = kMargin + static_cast<int>(i) * (width + kSpace);
    FillRect(surface, x, top + 10, width, kKeyBarHeight - 20, kKeyEdge);
    FillRect(surface, x + 1, top + 11, width - 2, kKeyBarHeight - 22, kKey);
    std::string_view label = View(page.soft_keys[i]);
    label = {label.data(), LineLength(font, label, width - 8)};
    const int label_width = TextWidth(font, label);
    DrawText(surface, font, x + (width - label_width) / 2, top + kKeyBarHeight / 2 + font.pixels * 37 / 100, label,
             kAccent);
    hits.soft_keys[i] = {static_cast<int16_t>(x), static_cast<int16_t>(top), static_cast<int16_t>(width),
                         static_cast<int16_t>(kKeyBarHeight)};
  }
}

}  // namespace

void DrawPanelPage(const PanelPage& page, const Surface& surface, HitMap& hits) {
  hits = {};
  FillRect(surface, 0, 0, surface.width, surface.height, kPaper);
  DrawTitle(page, surface);
  DrawSoftKeys(page, surface, hits);

  const int top = kTitleHeight + 18;
  const int bottom = surface.height - kKeyBarHeight - 10;
  Column column{&surface, kMargin, surface.width - 2 * kMargin};
  const auto rows = std::span(page.rows).first(page.row_count);
  for (const PanelRow& row : rows) {
    if (row.kind != PanelRowKind::kQr || row.value.empty()) continue;
    if (!DrawQrCode(surface, surface.width - kMargin - kQrSide, top, kQrSide, row.value.c_str())) continue;
    column.width -= kQrSide + 24;
  }
  int y = top;
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool selected = page.selected_row == static_cast<int>(i);
    const Column measured{nullptr, column.x, column.width};
    const int height = DrawRow(measured, y, rows[i], selected);
    if (y + height > bottom) {
      DrawText(surface, BodyFont(), column.x, std::min(y + BodyFont().ascender, bottom), "\xE2\x80\xA6", kMuted);
      return;
    }
    DrawRow(column, y, rows[i], selected);
    if (rows[i].kind == PanelRowKind::kItem) {
      hits.rows[i] = {static_cast<int16_t>(column.x), static_cast<int16_t>(y), static_cast<int16_t>(column.width),
                      static_cast<int16_t>(height)};
    }
    if (height > 0) y += height + kGap;
  }
}

}  // namespace tegami
