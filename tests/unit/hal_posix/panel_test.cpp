// SPDX-License-Identifier: MIT
#include "posix/panel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "posix/panel_text.h"

namespace tegami {
namespace {

class PosixPanelTest : public ::testing::Test {
 protected:
  PosixPanelTest() {
    EXPECT_EQ(pipe(keys_), 0);
    EXPECT_EQ(pipe(screen_), 0);
  }
  ~PosixPanelTest() override {
    for (const int end : {keys_[0], keys_[1], screen_[0], screen_[1]}) close(end);
  }

  void Type(std::string_view keys) {
    ASSERT_EQ(write(keys_[1], keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }

  std::string Screen() {
    fcntl(screen_[0], F_SETFL, O_NONBLOCK);
    std::string text(16 * 1024, ' ');
    const ssize_t count = read(screen_[0], text.data(), text.size());
    text.resize(count > 0 ? static_cast<size_t>(count) : 0);
    return text;
  }

  int keys_[2] = {-1, -1};
  int screen_[2] = {-1, -1};
};

TEST_F(PosixPanelTest, ReadsKeysInTheirOrder) {
  PosixPanel panel(keys_[0], screen_[1]);
  EXPECT_FALSE(panel.TakeInput());
  Type("\033[A\033OB\ra\177");
  for (const PanelKey key : {PanelKey::kUp, PanelKey::kDown, PanelKey::kOk, PanelKey::kCharacter, PanelKey::kBack}) {
    const auto input = panel.TakeInput();
    ASSERT_TRUE(input);
    EXPECT_EQ(input->key, key);
    EXPECT_EQ(input->value, key == PanelKey::kCharacter ? 'a' : 0);
  }
  EXPECT_FALSE(panel.TakeInput());
}

TEST_F(PosixPanelTest, KnowsTheSoftKeysOfSeveralTerminals) {
  PosixPanel panel(keys_[0], screen_[1]);
  Type("\033OP\033[12~\033[[C\033OS");
  for (const PanelKey key : {PanelKey::kSoft1, PanelKey::kSoft2, PanelKey::kSoft3, PanelKey::kSoft4}) {
    const auto input = panel.TakeInput();
    ASSERT_TRUE(input);
    EXPECT_EQ(input->key, key);
  }
}

TEST_F(PosixPanelTest, TakesALoneEscapeForBackAndPassesOverUnknownSequences) {
  PosixPanel panel(keys_[0], screen_[1]);
  Type("\033[15~x");
  ASSERT_EQ(panel.TakeInput()->value, 'x');
  Type("\033");
  ASSERT_EQ(panel.TakeInput()->key, PanelKey::kBack);
  EXPECT_FALSE(panel.TakeInput());
}

TEST_F(PosixPanelTest, NoticesTheEndOfTheKeyboard) {
  PosixPanel panel(keys_[0], screen_[1]);
  close(keys_[1]);
  keys_[1] = -1;
  EXPECT_FALSE(panel.KeyboardEnded());
  EXPECT_FALSE(panel.TakeInput());
  EXPECT_TRUE(panel.KeyboardEnded());
  panel.Press({.key = PanelKey::kOk});
  EXPECT_TRUE(panel.TakeInput());
}

TEST_F(PosixPanelTest, DrawsAPageOnce) {
  PosixPanel panel(keys_[0], screen_[1]);
  PanelPage page;
  page.title = "Sign in";
  page.revision = 7;
  panel.Show(page);
  EXPECT_EQ(Screen(), "== Sign in\n");
  panel.Show(page);
  EXPECT_EQ(Screen(), "");
  page.revision = 8;
  panel.Show(page);
  EXPECT_EQ(Screen(), "== Sign in\n");
}

TEST(PanelText, DrawsEveryKindOfRow) {
  PanelPage page;
  page.title = "Scan to Mail";
  page.status = "10:42";
  const auto add = [&page](PanelRowKind kind, const char* label, const char* value, uint16_t number = 0) {
    page.rows[page.row_count++] = {.kind = kind, .label = label, .value = value, .number = number};
  };
  add(PanelRowKind::kHeading, "Sign in to your mail", "");
  add(PanelRowKind::kItem, "Send", "");
  add(PanelRowKind::kItem, "Settings", "");
  add(PanelRowKind::kFact, "Account", "me@example.com");
  add(PanelRowKind::kCode, "Code", "AB-12");
  add(PanelRowKind::kQr, "", "https://microsoft.com/devicelogin");
  add(PanelRowKind::kProgress, "Sending", "", 500);
  add(PanelRowKind::kNotice, "Sent", "");
  add(PanelRowKind::kWarning, "Not linked", "360");
  page.selected_row = 1;
  page.soft_keys[0] = "New code";
  page.soft_keys[2] = "Cancel";
  PanelText text;
  DrawPanelText(page, PanelStyle::kPlain, text);
  EXPECT_EQ(View(text),
            "== Scan to Mail  --  10:42\n"
            "  Sign in to your mail\n"
            "> Send\n"
            "  Settings\n"
            "  Account: me@example.com\n"
            "  Code\n"
            "\n"
            "      A B - 1 2 \n"
            "\n"
            "  https://microsoft.com/devicelogin\n"
            "  Sending [####################....................] 50 %\n"
            "* Sent\n"
            "! Not linked 360\n"
            "  [F1] New code   [F3] Cancel\n");
}

TEST(PanelText, KeepsControlCharactersFromTheTerminal) {
  PanelPage page;
  page.rows[0].value = "550 \033[2J\r\n\177";
  page.row_count = 1;
  PanelText text;
  DrawPanelText(page, PanelStyle::kPlain, text);
  EXPECT_EQ(View(text), "== \n  550 ?[2J???\n");
  DrawPanelText(page, PanelStyle::kTerminal, text);
  EXPECT_NE(View(text).find("550 ?[2J???"), std::string_view::npos);
}

}  // namespace
}  // namespace tegami
