// SPDX-License-Identifier: MIT
#include "vexpress_a9/demo/store_load.h"

#include <charconv>

#include "app/mail_app_core.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

using Slot = AccountBook::Slot;

constexpr uint32_t kTokenMinBytes = 1200;
constexpr uint32_t kTokenSpreadBytes = 2600;
// Every so many sign-ins one is pending first, and then applied.
constexpr uint32_t kWholeLifeEvery = 16;

// The app is always of this class: see MailApp::Build().
AccountBook& BookOf(MailApp& app) { return static_cast<MailAppCore&>(app).book(); }

// Static, for the stack's sake.
std::array<uint8_t, kRefreshTokenMaxBytes> token_octets;
SignIn sign_in;
RefreshToken stored_token;

ConstBytes TokenOf(uint32_t number) {
  const size_t size = kTokenMinBytes + number * 7 % kTokenSpreadBytes;
  for (size_t i = 0; i < size; ++i) token_octets[i] = static_cast<uint8_t>(number * 131 + i * 7 + i / 251);
  return ConstBytes(token_octets).first(size);
}

Status Save(AccountBook& book, Slot slot, uint32_t number) {
  std::array<char, 16> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  sign_in = {};
  TEGAMI_TRY(Assign(sign_in.account_name, {digits.data(), static_cast<size_t>(written.ptr - digits.data())}));
  return book.SaveSignIn(kMailAccount, slot, sign_in, TokenOf(number));
}

}  // namespace

void StoreLoad::Begin(MailApp& app) {
  on_ = StartArgument("store_load") == "on";
  if (!on_) return;
  const Status loaded = BookOf(app).LoadSignIn(kMailAccount, Slot::kApplied, sign_in, &stored_token);
  if (!loaded && loaded.error() == Error::kNotFound) return Print("demo: store holds nothing\n");
  const std::string_view name = View(sign_in.account_name);
  const bool read = loaded && std::from_chars(name.data(), name.data() + name.size(), number_).ec == std::errc();
  const ConstBytes expected = TokenOf(number_);
  const ConstBytes found = stored_token.Reveal();
  if (!read || !std::equal(found.begin(), found.end(), expected.begin(), expected.end())) {
    return Print("demo: store holds damage\n");
  }
  PrintLine("demo: store holds %u", static_cast<unsigned>(number_));
}

bool StoreLoad::Step(MailApp& app) {
  if (!on_) return false;
  if (!told_) PrintLine("demo: account in state %u", static_cast<unsigned>(app.snapshot().mail.state));
  told_ = true;
  AccountBook& book = BookOf(app);
  const uint32_t next = number_ + 1;
  const bool whole_life = next % kWholeLifeEvery == 0;
  Status saved = Save(book, whole_life ? Slot::kPending : Slot::kApplied, next);
  if (saved && whole_life) saved = book.Apply(kMailAccount);
  if (!saved) {
    PrintLine("demo: not stored (%s)", ErrorName(saved.error()));
    on_ = false;
    return false;
  }
  number_ = next;
  PrintLine("demo: stored %u", static_cast<unsigned>(number_));
  return true;
}

}  // namespace tegami::vexpress_a9
