// SPDX-License-Identifier: MIT
// The records of the settings: a field a row of the schema, by its tag.
#pragma once

#include "settings/schema.h"
#include "store/record.h"
#include "tegami/base/status.h"

namespace tegami {

// Tags and lengths of a group's fields.
inline constexpr size_t kGroupFramingBytes = 96;

RecordKind GroupRecordKind(SettingsView settings);

// Which fields of a group go into the record.
enum class GroupFields : uint8_t { kAll, kOwn };  // kOwn: what each user has of their own

//   kNoSpace          `into` is too small
//   kInvalidArgument  a number is out of its range
[[nodiscard]] Result<size_t> WriteGroup(SettingsView settings, Bytes into, GroupFields which = GroupFields::kAll);

// Sets the fields that the record has; the others keep what they hold. What is out of its range is left alone: another
// firmware wrote it.
//   kCorrupt  not such a record
[[nodiscard]] Status ReadGroup(ConstBytes value, SettingsRef settings, GroupFields which = GroupFields::kAll);

}  // namespace tegami
