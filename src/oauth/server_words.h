// SPDX-License-Identifier: MIT
// Words of a server made fit to be kept and shown: one line, no control characters, nothing that could be a token.
#pragma once

#include <span>
#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/base/text.h"

namespace tegami {

// A run of token characters this long is masked: a GUID has 36, a JWT's parts, a device code and a refresh token more.
inline constexpr size_t kTokenLookMinBytes = 40;

// In place of words that held a secret.
inline constexpr std::string_view kWithheldWords = "(withheld: it held a secret)";
// In place of a run that could be a token.
inline constexpr std::string_view kMaskedRun = "(...)";

// Replaces `into` by `words`, cut where they do not fit. Control characters become spaces. Masked are runs of
// kTokenLookMinBytes token characters or more, and all words where one of `secrets` (of 4 octets or more) occurs.
void AssignServerWords(AnyText& into, std::string_view words, std::span<const ConstBytes> secrets);

// The same without masks: for names. Control characters become spaces.
void AssignOneLine(AnyText& into, std::string_view words);

}  // namespace tegami
