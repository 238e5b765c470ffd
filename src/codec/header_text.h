// SPDX-License-Identifier: MIT
// Text in header fields: encoded-words (RFC 2047) and parameters with file names (RFC 2231).
#pragma once

#include <string_view>

#include "tegami/base/text.h"

namespace tegami {

// Appends unstructured text to a field whose current line has `column` characters: as it is where it is ASCII, in
// UTF-8 encoded-words otherwise, each of whole characters and at most 75 long; folded to 76 columns.
//   kInvalidCharacter  CR, LF, NUL or another control character, or not UTF-8
//   kTooLong           does not fit
[[nodiscard]] Status AppendHeaderText(std::string_view text, size_t column, AnyText& into);

// Appends a display name before an address: a phrase (atoms or a quoted-string), or encoded-words.
[[nodiscard]] Status AppendPhrase(std::string_view text, size_t column, AnyText& into);

// Appends ";\r\n <name>=..." with a file name: a quoted-string where it is ASCII. Otherwise `name` in encoded-words,
// which RFC 2047 §5 forbids in a parameter and Outlook reads; the right form is AppendExtendedParameter().
[[nodiscard]] Status AppendParameter(std::string_view name, std::string_view value, AnyText& into);

// Appends ";\r\n <name>*=UTF-8''..." or its continuations (RFC 2231 §3, §4).
[[nodiscard]] Status AppendExtendedParameter(std::string_view name, std::string_view value, AnyText& into);

// Printable ASCII without anything that needs an encoding.
bool IsPlainAscii(std::string_view text);

}  // namespace tegami
