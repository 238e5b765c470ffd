// SPDX-License-Identifier: MIT
// Reads a whole JSON document (RFC 8259). One at a time in a process: its nodes are borrowed (json_arena.h).
#pragma once

#include <optional>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

struct cJSON;

namespace tegami {

// A value inside a document, or none. Valid until the JsonReader goes.
class JsonValue {
 public:
  JsonValue() = default;
  explicit JsonValue(const cJSON* node) : node_(node) {}

  bool exists() const { return node_ != nullptr; }
  bool IsObject() const;
  bool IsArray() const;
  bool IsNull() const;
  bool IsNumber() const;

  // Of a member of an object; empty for anything else.
  std::string_view Name() const;

  // A member of an object; none where it is missing. Of duplicate names the first counts. Case counts.
  JsonValue Member(std::string_view name) const;

  // Elements of an array, or members of an object, in their order.
  JsonValue First() const;
  JsonValue Next() const;

  // A string's text without its quotes, UTF-8.
  std::optional<std::string_view> Text() const;

  // A number up to 2^53, its fraction cut off; also a whole one that a server sent as a string of digits ("3599").
  std::optional<int64_t> Number() const;

  // As Number(), but only where there is no fraction to cut off.
  std::optional<int64_t> WholeNumber() const;

  std::optional<bool> Bool() const;

 private:
  const cJSON* node_ = nullptr;
};

class JsonReader {
 public:
  JsonReader() = default;
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  // Parses all of `document`; white space alone may follow. Copies what it keeps: `document` may go afterwards.
  //   kCorrupt   not JSON, deeper than kJsonDepthMax, or a string with NUL in it
  //   kNoMemory  there is too little memory for it
  [[nodiscard]] Status Parse(ConstBytes document);

  // None before Parse() succeeded.
  JsonValue root() const { return JsonValue(root_); }

 private:
  void Release();

  cJSON* root_ = nullptr;
};

// Nesting that is read; deeper documents are refused before they cost stack.
inline constexpr unsigned kJsonDepthMax = 16;

}  // namespace tegami
