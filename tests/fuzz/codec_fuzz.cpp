// SPDX-License-Identifier: MIT
// Any octets through the codecs: what is taken comes back, what is made is legal, and no buffer is overrun.
#include <cJSON.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "codec/base64.h"
#include "codec/date.h"
#include "codec/escape.h"
#include "codec/header_text.h"
#include "codec/http_date.h"
#include "codec/json_arena.h"
#include "codec/json_reader.h"
#include "fakes/mime_check.h"

namespace {

using namespace tegami;

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryBase64(std::string_view text) {
  std::vector<uint8_t> encoded(Base64Size(text.size()));
  Require(EncodeBase64(AsBytes(text), encoded) == encoded.size());
  Require(mime_check::FromBase64(AsText(encoded)) == text);
  std::vector<uint8_t> decoded(text.size());
  Require(DecodeBase64(AsText(encoded), decoded) == text.size());
  Require(AsText(decoded) == text);
  // As input: strict, so that what is taken is the only spelling of its octets.
  const Result<size_t> taken = DecodeBase64(text, decoded);
  if (taken) {
    std::vector<uint8_t> again(Base64Size(*taken));
    Require(EncodeBase64(ConstBytes(decoded).first(*taken), again) == text.size());
    Require(AsText(again) == text);
  }
  static_cast<void>(DecodeBase64Url(text, decoded));
}

void TryDates(std::string_view text) {
  if (const std::optional<UtcTime> time = ParseRfc3339(text)) {
    Require(ParseRfc3339(View(FormatRfc3339(*time))) == time);
  }
  static_cast<void>(ParseHttpDate(text));
  int64_t number = 0;
  if (text.size() >= sizeof number) std::memcpy(&number, text.data(), sizeof number);
  const UtcTime time{number % 253402300800};  // the year 9999 is the last that the forms can say
  if (time.seconds >= 0) Require(FromCivil(ToCivil(time)) == time);
}

void TryEscape(std::string_view text) {
  Text<64> shown;
  EscapeForDisplay(text, shown);
  Require(IsUtf8(View(shown)));
  for (const char c : shown) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

void TryHeaderText(std::string_view text) {
  Text<4096> field;
  if (AppendHeaderText(text, 9, field)) {
    std::string unfolded(View(field));
    for (size_t at = 0; (at = unfolded.find("\r\n", at)) != std::string::npos;) {
      unfolded.erase(at, 2);
      Require(unfolded[at] == ' ');
    }
    for (const char c : unfolded) Require(c >= 0x20 && c < 0x7F);
    Require(mime_check::Decoded(unfolded) == text);
  }
  field.clear();
  if (AppendExtendedParameter("filename", text, field)) {
    std::string line(View(field));
    for (size_t at = 0; (at = line.find("\r\n", at)) != std::string::npos;) line.erase(at, 2);
    Require(mime_check::Parameter(line, "filename") == text);
  }
}

void TryJson(std::string_view text) {
  {
    JsonReader reader;
    if (reader.Parse(AsBytes(text))) {
      for (JsonValue value = reader.root().First(); value.exists(); value = value.Next()) {
        static_cast<void>(value.Number());
        if (const std::optional<std::string_view> string = value.Text()) Require(string->find('\0') == string->npos);
      }
    }
  }
  Require(JsonArena::UsedBytes() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  JsonArena::Use({std::malloc, std::free}, 4096);
  cJSON_Hooks hooks{JsonArena::Allocate, JsonArena::Free};
  cJSON_InitHooks(&hooks);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  TryBase64(text);
  TryDates(text);
  TryEscape(text);
  TryHeaderText(text);
  TryJson(text);
  return 0;
}
