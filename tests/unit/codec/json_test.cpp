// SPDX-License-Identifier: MIT
// Documents within bounds, and the arena after the bad ones.
#include <cJSON.h>
#include <gtest/gtest.h>

#include <string>

#include "codec/json_arena.h"
#include "codec/json_reader.h"

namespace tegami {
namespace {

class Json : public testing::Test {
 protected:
  void SetUp() override {
    JsonArena::Use({std::malloc, std::free}, kMaxBytes);
    cJSON_Hooks hooks{JsonArena::Allocate, JsonArena::Free};
    cJSON_InitHooks(&hooks);
  }
  void TearDown() override {
    EXPECT_EQ(JsonArena::UsedBytes(), 0U) << "a document stayed in the arena";
    cJSON_InitHooks(nullptr);
  }

  // Nothing: it was parsed.
  static std::optional<Error> ErrorOf(std::string_view document) {
    JsonReader reader;
    const Status parsed = reader.Parse(AsBytes(document));
    if (parsed) return std::nullopt;
    return parsed.error();
  }

 private:
  static constexpr size_t kMaxBytes = 4096;
};

TEST_F(Json, GivesMembersAsTheyAreMeant) {
  JsonReader reader;
  ASSERT_TRUE(
      reader.Parse(AsBytes(R"({"a":"x\u00e9","n":3599,"s":"3600","t":true,"f":1.5,"l":[1,{"b":2}],"a":"second"} )")));
  const JsonValue root = reader.root();
  EXPECT_TRUE(root.IsObject());
  EXPECT_EQ(root.Member("a").Text(), "xé");
  EXPECT_EQ(root.Member("n").Number(), 3599);
  EXPECT_EQ(root.Member("s").Number(), 3600);
  EXPECT_EQ(root.Member("t").Bool(), true);
  EXPECT_EQ(root.Member("f").Number(), 1);
  EXPECT_EQ(root.Member("f").WholeNumber(), std::nullopt);
  EXPECT_EQ(root.Member("n").WholeNumber(), 3599);
  EXPECT_EQ(root.Member("s").WholeNumber(), 3600);
  EXPECT_FALSE(root.Member("n").Text());
  EXPECT_FALSE(root.Member("N").exists());
  EXPECT_EQ(root.Member("l").First().Next().Member("b").Number(), 2);
}

TEST_F(Json, IsRefusedWhereItIsNone) {
  for (const char* bad : {"", "{", "{\"a\":}", "<html>", "{\"a\":1} x", "{\"a\":\"\\u0000\"}", "nul", "[1,]"})
    EXPECT_EQ(ErrorOf(bad), Error::kCorrupt) << bad;
}

TEST_F(Json, IsRefusedBeforeItCostsStack) {
  const std::string deep = std::string(500, '[') + std::string(500, ']');
  EXPECT_EQ(ErrorOf(deep), Error::kCorrupt);
  const std::string allowed = std::string(kJsonDepthMax, '[') + std::string(kJsonDepthMax, ']');
  EXPECT_EQ(ErrorOf(allowed), std::nullopt);
}

TEST_F(Json, LeavesTheArenaEmptyWhenItDoesNotFit) {
  std::string large = "[";
  for (int i = 0; i < 400; ++i) large += "\"element\",";
  large += "1]";
  EXPECT_EQ(ErrorOf(large), Error::kNoMemory);
  EXPECT_EQ(JsonArena::UsedBytes(), 0U);
  EXPECT_GT(JsonArena::Refusals(), 0U);
  EXPECT_EQ(ErrorOf("{\"a\":\"b\"}"), std::nullopt) << "the next document is not harmed";
}

}  // namespace
}  // namespace tegami
