// SPDX-License-Identifier: MIT
// Members of a JSON object as OAuth servers write them: numbers also as text.
#pragma once

#include <optional>
#include <string_view>

#include "codec/json_reader.h"

namespace tegami {

// The text of a member; empty where there is none or it is no string. Lives as long as the document.
std::string_view TextMember(const JsonValue& object, const char* name);

// A whole number, also one written as a string ("3599"); nothing where it is missing or something else.
std::optional<int64_t> NumberMember(const JsonValue& object, const char* name);

// The first number of an array.
std::optional<int64_t> FirstNumber(const JsonValue& object, const char* name);

// Whether an array of strings has `text`.
bool ListsText(const JsonValue& object, const char* name, std::string_view text);

}  // namespace tegami
