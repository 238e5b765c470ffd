// SPDX-License-Identifier: MIT
// Every cause has its sentences, in both languages; docs/error-codes.md is what the tables say.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "text/cause_text.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

struct Row {
  Cause cause;
  std::string name;
  int code;
  Retry retry;
};

const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
#define TEGAMI_CAUSE(enumerator, identifier, code, retry) {Cause::enumerator, identifier, code, Retry::retry},
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  };
  return rows;
}

const char* RetryWords(Retry retry) {
  switch (retry) {
    case Retry::kLater: return "by itself, later";
    case Retry::kAfterSignIn: return "after a sign-in";
    case Retry::kNever: return "no";
  }
  return "";
}

std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? std::string("\\|") : std::string(1, c);
  return cell;
}

std::string Document() {
  std::ostringstream out;
  out << "# Error codes\n\n"
      << "Written from include/tegami/error_codes.def and src/text/causes.def by the unit tests, which fail where they "
         "differ (`TEGAMI_UPDATE_DRAWINGS=1` writes this file anew).\n\n"
      << "The number is what the job list, the panel and the host tool's `code` show; it is coarse, as users know it. "
         "The "
         "cause is the host tool's `cause`: exact, stable, for programs. \"Again\" says whether the device tries once "
         "more.\n";
  std::set<int> codes;
  for (const Row& row : Rows()) codes.insert(row.code);
  codes.erase(0);
  std::vector<int> order(codes.begin(), codes.end());
  order.push_back(0);
  for (const int code : order) {
    out << "\n## " << (code == 0 ? "Without a number" : std::to_string(code)) << "\n";
    for (const Row& row : Rows()) {
      if (row.code != code) continue;
      out << "\n### `" << row.name << "`\n\n| again | " << RetryWords(row.retry) << " |\n|---|---|\n";
      out << "| what happened | " << Cell(CauseText(row.cause, Language::kEnglish)) << " |\n";
      out << "| what to do | " << Cell(CauseRemedy(row.cause, Language::kEnglish)) << " |\n";
      out << "| 何が起きたか | " << Cell(CauseText(row.cause, Language::kJapanese)) << " |\n";
      out << "| どうするか | " << Cell(CauseRemedy(row.cause, Language::kJapanese)) << " |\n";
    }
  }
  return out.str();
}

TEST(ErrorCodes, AreWrittenDown) {
  const std::string path = std::string(TEGAMI_TESTS_DIR) + "/../docs/error-codes.md";
  const std::string document = Document();
  if (std::getenv("TEGAMI_UPDATE_DRAWINGS") != nullptr) std::ofstream(path) << document;
  std::ifstream file(path);
  std::ostringstream stored;
  stored << file.rdbuf();
  EXPECT_EQ(stored.str(), document) << "run this test with TEGAMI_UPDATE_DRAWINGS=1 and look at " << path;
}

TEST(ErrorCodes, HaveSentencesAndNumbersThatUsersKnow) {
  const std::set<int> known = {0, 311, 312, 313, 314, 315, 350, 360, 361, 370};
  std::set<std::string> names;
  for (const Row& row : Rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " twice";
    EXPECT_TRUE(known.contains(row.code)) << row.name;
    EXPECT_EQ(CauseIdentifier(row.cause), row.name);
    for (const Language language : {Language::kEnglish, Language::kJapanese}) {
      EXPECT_FALSE(CauseText(row.cause, language).empty()) << row.name;
      EXPECT_FALSE(CauseRemedy(row.cause, language).empty()) << row.name;
    }
    EXPECT_NE(CauseText(row.cause, Language::kEnglish), CauseText(row.cause, Language::kJapanese)) << row.name;
  }
}

// A panel shows one line of a state, and a whole sentence of a cause.
TEST(ErrorCodes, AreSentences) {
  for (const Row& row : Rows()) {
    for (const auto text : {CauseText(row.cause, Language::kEnglish), CauseRemedy(row.cause, Language::kEnglish)}) {
      EXPECT_TRUE(text.ends_with('.')) << row.name << ": " << text;
    }
    for (const auto text : {CauseText(row.cause, Language::kJapanese), CauseRemedy(row.cause, Language::kJapanese)}) {
      EXPECT_TRUE(text.ends_with("。")) << row.name << ": " << text;
    }
  }
}

}  // namespace
}  // namespace tegami
