// SPDX-License-Identifier: MIT
// Words of mail servers made fit to leave the task that heard them: a server that echoes what it got, or knows too
// much, must not bring a secret into a list or a log.
#pragma once

#include <string_view>

#include "oauth/server_words.h"
#include "smtp/envelope.h"

namespace tegami {

// What a session logs in by; any may be empty.
struct LogInSecrets {
  std::string_view user;
  std::string_view password;
  std::string_view token;
};

// Replaces `into` by `words`; by kWithheldWords where they hold a secret: password or token in clear (in any case), or
// a piece of what AUTH PLAIN or AUTH LOGIN make of the password. Runs that could be a token become kMaskedRun: of
// kTokenLookMinBytes characters of base64 or more, a digit among them.
void AssignReplyWords(AnyText& into, std::string_view words, const LogInSecrets& secrets);

// The same with the words of a recipient, in their place in `text_room`; a masked run keeps its length.
void MaskRecipientWords(SmtpRecipient& recipient, Bytes text_room, const LogInSecrets& secrets);

// Whether there is anything in `words` that the functions above would take out.
bool MustBeWithheld(std::string_view words, const LogInSecrets& secrets);

}  // namespace tegami
