// SPDX-License-Identifier: MIT
#include "store/fields.h"

#include <gtest/gtest.h>

#include <vector>

namespace tegami {
namespace {

// A record that was cut anywhere: every field that is handed out lies within it.
TEST(Fields, EndWhereTheRecordEnds) {
  std::array<uint8_t, 32> whole{};
  FieldWriter writer(whole);
  writer.Put(1, AsBytes("token"));
  writer.Put(2, AsBytes(""));
  writer.PutNumber(3, 7);
  ASSERT_TRUE(writer.status());
  const std::vector<size_t> ends{0, 8, 11, 22};  // behind each field
  ASSERT_EQ(writer.size(), ends.back());
  for (size_t size = 0; size <= writer.size(); ++size) {
    SCOPED_TRACE(testing::Message() << size << " octets");
    // In memory of its own, so that a read behind its end is seen.
    const std::vector<uint8_t> record(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    FieldReader reader{ConstBytes(record)};
    size_t fields = 0;
    while (reader.Next()) {
      ++fields;
      ASSERT_LE(reader.value().size(), size);
      EXPECT_EQ(reader.value().data() + reader.value().size(), record.data() + ends[fields]);
    }
    const bool at_an_end = std::find(ends.begin(), ends.end(), size) != ends.end();
    EXPECT_EQ(reader.status().has_value(), at_an_end);
  }
}

}  // namespace
}  // namespace tegami
