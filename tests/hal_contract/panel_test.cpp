// SPDX-License-Identifier: MIT
// Panel: shows any page, and has no key pressed where nobody presses one.
#include <gtest/gtest.h>

#include "fixture.h"
#include "tegami/config.h"

namespace tegami::contract {
namespace {

Panel& ThePanel() { return ContractPlatform().panel; }

void DropInput() {
  while (ThePanel().TakeInput()) {
  }
}

PanelPage EveryKindOfRow(uint32_t revision) {
  PanelPage page;
  page.title = "Sign in";
  page.status = "10:42";
  page.revision = revision;
  for (const PanelRowKind kind :
       {PanelRowKind::kHeading, PanelRowKind::kText, PanelRowKind::kItem, PanelRowKind::kFact, PanelRowKind::kCode,
        PanelRowKind::kQr, PanelRowKind::kProgress, PanelRowKind::kNotice, PanelRowKind::kWarning}) {
    PanelRow& row = page.rows[page.row_count++];
    row.kind = kind;
    row.label = "\xE3\x82\xB3\xE3\x83\xBC\xE3\x83\x89";  // "code" in katakana
    row.value = kind == PanelRowKind::kQr ? "https://microsoft.com/devicelogin" : "GX4M-7KQ2";
    row.number = 430;
  }
  page.selected_row = 2;
  page.soft_keys[0] = "New code";
  page.soft_keys[3] = "Cancel";
  return page;
}

// The longest texts, more than any screen holds.
PanelPage Overflowing(uint32_t revision) {
  PanelPage page;
  page.revision = revision;
  page.title.append(kPanelTextMaxBytes, 'T');
  page.status.append(kPanelTextMaxBytes, 'S');
  for (PanelRow& row : page.rows) {
    row.kind = page.row_count % 2 == 0 ? PanelRowKind::kText : PanelRowKind::kCode;
    row.label.append(kPanelTextMaxBytes, 'L');
    row.value.append(kPanelTextMaxBytes, 'V');
    row.number = UINT16_MAX;
    ++page.row_count;
  }
  page.selected_row = INT8_MAX;
  for (auto& key : page.soft_keys) key.append(kPanelKeyLabelMaxBytes, 'K');
  return page;
}

TEST(Panel, ShowsEveryKindOfRowInTime) {
  const PanelPage page = EveryKindOfRow(1001);
  const Instant before = ContractPlatform().clock.Now();
  ThePanel().Show(page);
  EXPECT_LE(MsBetween(before, ContractPlatform().clock.Now()), kPanelDrawMaxMs);
}

TEST(Panel, ShowsEmptyAndOverflowingPages) {
  PanelPage empty;
  empty.revision = 1002;
  ThePanel().Show(empty);
  ThePanel().Show(Overflowing(1003));
  ThePanel().Show(EveryKindOfRow(1004));
}

TEST(Panel, IsCheapForThePageThatItShows) {
  const PanelPage page = EveryKindOfRow(1005);
  ThePanel().Show(page);
  const Instant before = ContractPlatform().clock.Now();
  for (int i = 0; i < 1000; ++i) ThePanel().Show(page);
  EXPECT_LE(MsBetween(before, ContractPlatform().clock.Now()), kPanelDrawMaxMs);
}

TEST(Panel, HasNoInputWhereNobodyPresses) {
  DropInput();
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(ThePanel().TakeInput());
}

}  // namespace
}  // namespace tegami::contract
