// SPDX-License-Identifier: MIT
#include "app/reply_words.h"

#include <algorithm>
#include <array>

#include "smtp/sasl.h"
#include "tegami/base/secret.h"

namespace tegami {
namespace {

// So many characters of base64 in a row are no coincidence: nine octets of what was sent.
constexpr size_t kPieceBytes = 12;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ContainsInAnyCase(std::string_view words, std::string_view secret) {
  const auto* found = std::search(words.begin(), words.end(), secret.begin(), secret.end(),
                                  [](char a, char b) { return Lower(a) == Lower(b); });
  return !secret.empty() && found != words.end();
}

// `digits`: of base64, without padding. A server may have cut what it echoes.
bool ContainsPieceOf(SaslBlob& blob, size_t digits, std::string_view words) {
  const size_t piece = std::min(kPieceBytes, digits);
  std::array<uint8_t, 64> window;
  size_t kept = 0;
  bool found = false;
  while (!found && !blob.Done()) {
    const size_t size = kept + blob.Pull(Bytes(window).subspan(kept));
    for (size_t i = 0; i + piece <= size && !found; ++i) {
      found = words.find(AsText(ConstBytes(window).subspan(i, piece))) != std::string_view::npos;
    }
    kept = std::min(size, piece - 1);
    std::copy(window.begin() + (size - kept), window.begin() + size, window.begin());
  }
  blob.Clear();
  Wipe(window);
  return found;
}

constexpr size_t DigitsOf(size_t octets) { return (octets * 8 + 5) / 6; }

bool HoldsSecret(std::string_view words, const LogInSecrets& secrets) {
  if (ContainsInAnyCase(words, secrets.password) || ContainsInAnyCase(words, secrets.token)) return true;
  if (secrets.password.empty()) return false;
  SaslBlob blob;
  blob.SetLogin(secrets.password);
  if (ContainsPieceOf(blob, DigitsOf(secrets.password.size()), words)) return true;
  blob.SetPlain(secrets.user, secrets.password);
  return ContainsPieceOf(blob, DigitsOf(secrets.user.size() + secrets.password.size() + 2), words);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Both alphabets of base64. A dot ends a run, so that names of hosts stay readable; the parts of a JWT are long enough.
bool IsRunCharacter(char c) {
  constexpr std::string_view kOthers = "+/=-_~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || kOthers.find(c) != std::string_view::npos;
}

// The run at the front of `words`.
std::string_view RunOf(std::string_view words) {
  const auto* end = std::find_if_not(words.begin(), words.end(), IsRunCharacter);
  return {words.data(), static_cast<size_t>(end - words.begin())};
}

// Forty characters of base64 have a digit but once in a thousand; the path of a help page mostly has none.
bool LooksLikeToken(std::string_view run) {
  return run.size() >= kTokenLookMinBytes && std::any_of(run.begin(), run.end(), IsDigit);
}

// The next run that could be a token; empty: none.
std::string_view FindToken(std::string_view words) {
  while (!words.empty()) {
    const std::string_view run = RunOf(words);
    if (LooksLikeToken(run)) return run;
    words.remove_prefix(std::max<size_t>(run.size(), 1));
  }
  return {};
}

}  // namespace

bool MustBeWithheld(std::string_view words, const LogInSecrets& secrets) {
  return HoldsSecret(words, secrets) || !FindToken(words).empty();
}

void AssignReplyWords(AnyText& into, std::string_view words, const LogInSecrets& secrets) {
  if (HoldsSecret(words, secrets)) {
    AssignCut(into, kWithheldWords);
    return;
  }
  into.clear();
  for (std::string_view token = FindToken(words); !token.empty(); token = FindToken(words)) {
    const auto before = static_cast<size_t>(token.data() - words.data());
    if (!Append(into, {words.data(), before}) || !Append(into, kMaskedRun)) return;
    words.remove_prefix(before + token.size());
  }
  into.append(words.data(), std::min(words.size(), into.available()));
}

void MaskRecipientWords(SmtpRecipient& recipient, Bytes text_room, const LogInSecrets& secrets) {
  if (HoldsSecret(recipient.text, secrets)) {
    recipient.text = kWithheldWords;
    return;
  }
  for (std::string_view token = FindToken(recipient.text); !token.empty(); token = FindToken(recipient.text)) {
    const auto at = static_cast<size_t>(AsBytes(token).data() - text_room.data());
    std::fill_n(text_room.begin() + static_cast<ptrdiff_t>(at), token.size(), uint8_t{'*'});
  }
}

}  // namespace tegami
