// SPDX-License-Identifier: MIT
// docs/security.md lists the events as they are.
#include "text/event_text.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace tegami {
namespace {

TEST(AuditTable, HasARowForEveryEvent) {
  std::ifstream file(std::string(TEGAMI_TESTS_DIR) + "/../docs/security.md");
  std::ostringstream page;
  page << file.rdbuf();
  const auto expect_row = [&](EventKind kind) {
    const std::string row = std::string("| `") + EventIdentifier(kind) + "` | " +
                            SeverityIdentifier(EventSeverityOf(kind)) + " | " +
                            std::string(EventText(kind, Language::kEnglish)) + " |";
    EXPECT_NE(page.str().find(row), std::string::npos) << row;
  };
#define TEGAMI_EVENT(name, number, identifier, severity) expect_row(EventKind::name);
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
}

TEST(EventText, IsThereInBothLanguages) {
#define TEGAMI_EVENT(name, number, identifier, severity)                \
  EXPECT_FALSE(EventText(EventKind::name, Language::kEnglish).empty()); \
  EXPECT_FALSE(EventText(EventKind::name, Language::kJapanese).empty());
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
}

}  // namespace
}  // namespace tegami
