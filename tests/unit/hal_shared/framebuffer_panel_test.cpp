// SPDX-License-Identifier: MIT
#include "shared/framebuffer_panel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tegami {
namespace {

constexpr int kWidth = 800;
constexpr int kHeight = 480;

class FramebufferPanelTest : public ::testing::Test {
 protected:
  std::vector<Rgb565> pixels_ = std::vector<Rgb565>(size_t{kWidth} * kHeight, 0x1234);
  FramebufferPanel panel_{Surface{.pixels = pixels_.data(), .width = kWidth, .height = kHeight, .stride = kWidth}};
  PanelPage page_;
};

TEST_F(FramebufferPanelTest, DrawsAPageOnceARevision) {
  page_.revision = 7;
  panel_.Show(page_);
  EXPECT_EQ(std::count(pixels_.begin(), pixels_.end(), 0x1234), 0) << "the whole page is drawn";
  std::fill(pixels_.begin(), pixels_.end(), Rgb565{0x1234});
  panel_.Show(page_);
  EXPECT_EQ(std::count(pixels_.begin(), pixels_.end(), 0x1234), kWidth * kHeight);
  page_.revision = 8;
  panel_.Show(page_);
  EXPECT_EQ(std::count(pixels_.begin(), pixels_.end(), 0x1234), 0);
}

TEST_F(FramebufferPanelTest, GivesKeysInTheirOrder) {
  EXPECT_FALSE(panel_.TakeInput());
  panel_.OnKey({.key = PanelKey::kUp});
  panel_.OnKey({.key = PanelKey::kCharacter, .value = 'x'});
  EXPECT_EQ(panel_.TakeInput()->key, PanelKey::kUp);
  EXPECT_EQ(panel_.TakeInput()->value, 'x');
  EXPECT_FALSE(panel_.TakeInput());
}

TEST_F(FramebufferPanelTest, DropsTheOldestOfManyKeys) {
  for (uint8_t i = 0; i < 100; ++i) panel_.OnKey({.key = PanelKey::kCharacter, .value = i});
  uint8_t first = 0;
  if (const auto input = panel_.TakeInput()) first = input->value;
  EXPECT_EQ(first, 84);
}

TEST_F(FramebufferPanelTest, TakesATouchOfNothingForNothing) {
  page_.revision = 1;
  panel_.Show(page_);
  panel_.OnTouch(kWidth / 2, kHeight / 2);
  panel_.OnTouch(-1, -1);
  panel_.OnTouch(kWidth, kHeight);
  EXPECT_FALSE(panel_.TakeInput());
}

}  // namespace
}  // namespace tegami
