// SPDX-License-Identifier: MIT
// The one user of cJSON.
#include "codec/json_reader.h"

#include <cJSON.h>

#include <charconv>
#include <cmath>

#include "codec/json_arena.h"

namespace tegami {
namespace {

// Looks only at brackets and strings: is it within the depth, and without an escaped NUL (cJSON would cut there)?
bool IsTame(std::string_view text) {
  constexpr std::string_view kNul = "\\u0000";
  unsigned depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\0') return false;
    if (in_string) {
      if (c == '\\') {
        if (text.size() - i >= kNul.size() && std::string_view(text.data() + i, kNul.size()) == kNul) return false;
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    if (c == '"') in_string = true;
    if ((c == '{' || c == '[') && ++depth > kJsonDepthMax) return false;
    if ((c == '}' || c == ']') && depth-- == 0) return false;
  }
  return true;
}

bool OnlyWhiteSpace(const char* from, const char* end) {
  for (; from != end; ++from) {
    if (*from != ' ' && *from != '\t' && *from != '\r' && *from != '\n') return false;
  }
  return true;
}

}  // namespace

bool JsonValue::IsObject() const { return cJSON_IsObject(node_) != 0; }
bool JsonValue::IsArray() const { return cJSON_IsArray(node_) != 0; }
bool JsonValue::IsNull() const { return cJSON_IsNull(node_) != 0; }

bool JsonValue::IsNumber() const { return cJSON_IsNumber(node_) != 0; }

std::string_view JsonValue::Name() const {
  return node_ != nullptr && node_->string != nullptr ? std::string_view(node_->string) : std::string_view{};
}

JsonValue JsonValue::Member(std::string_view name) const {
  if (!IsObject()) return {};
  for (const cJSON* member = node_->child; member != nullptr; member = member->next) {
    if (member->string != nullptr && name == member->string) return JsonValue(member);
  }
  return {};
}

JsonValue JsonValue::First() const { return node_ == nullptr ? JsonValue() : JsonValue(node_->child); }
JsonValue JsonValue::Next() const { return node_ == nullptr ? JsonValue() : JsonValue(node_->next); }

std::optional<std::string_view> JsonValue::Text() const {
  if (cJSON_IsString(node_) == 0 || node_->valuestring == nullptr) return std::nullopt;
  return std::string_view(node_->valuestring);
}

std::optional<int64_t> JsonValue::Number() const {
  constexpr double kExactMax = 9007199254740992.0;  // 2^53: whole numbers are exact up to here
  if (IsNumber()) {
    const double number = node_->valuedouble;
    if (!(number >= -kExactMax && number <= kExactMax)) return std::nullopt;
    return static_cast<int64_t>(number);
  }
  const std::optional<std::string_view> text = Text();
  if (!text || text->empty()) return std::nullopt;
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

std::optional<int64_t> JsonValue::WholeNumber() const {
  const std::optional<int64_t> number = Number();
  const bool has_fraction = number && IsNumber() && static_cast<double>(*number) != node_->valuedouble;
  return has_fraction ? std::nullopt : number;
}

std::optional<bool> JsonValue::Bool() const {
  if (cJSON_IsBool(node_) == 0) return std::nullopt;
  return cJSON_IsTrue(node_) != 0;
}

JsonReader::~JsonReader() { Release(); }

void JsonReader::Release() {
  if (root_ == nullptr) return;
  cJSON_Delete(root_);
  root_ = nullptr;
}

Status JsonReader::Parse(ConstBytes document) {
  Release();
  const std::string_view text = AsText(document);
  if (text.empty() || !IsTame(text)) return Fail(Error::kCorrupt);
  const uint32_t refused_before = JsonArena::Refusals();
  const char* end = nullptr;
  root_ = cJSON_ParseWithLengthOpts(text.data(), text.size(), &end, 0);
  if (root_ == nullptr) return Fail(JsonArena::Refusals() != refused_before ? Error::kNoMemory : Error::kCorrupt);
  if (!OnlyWhiteSpace(end, text.data() + text.size())) {
    Release();
    return Fail(Error::kCorrupt);
  }
  return {};
}

}  // namespace tegami
