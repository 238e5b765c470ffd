// SPDX-License-Identifier: MIT
// Keeps sign-ins alive: looks through all accounts now and then, refreshes what was not used for long, one at a time.
#include "app/token_schedule.h"
#include "app/token_service.h"
#include "crypto/random.h"
#include "tegami/plausible_time.h"

namespace tegami {
namespace {

uint64_t DrawNumber() {
  std::array<uint8_t, 8> octets{};
  uint64_t number = 0;
  if (!FillRandom(octets)) return 0;
  for (const uint8_t octet : octets) number = number << 8U | octet;
  return number;
}

}  // namespace

void TokenService::Start(Instant now) {
  DeviceNotes notes;
  static_cast<void>(book_.LoadDeviceNotes(notes));
  if (notes.spread == 0) {
    notes.spread = DrawNumber();
    static_cast<void>(book_.SaveDeviceNotes(notes));  // not stored: drawn again at the next start
  }
  keeper_ = {};
  keeper_.device = notes.spread;
  keeper_.wake = After(now, PowerOnPauseMs(DrawNumber()));
  holds_revision_ = book_.revision();
  ShowPending(kMailAccount);
}

void TokenService::PollKeeper(Instant now) {
  if (now < keeper_.wake) return;
  // Without the time no age is known, and no certificate can be judged.
  const std::optional<UtcTime> utc = clock_.WallClock();
  if (!IsPlausible(utc)) {
    keeper_.wake = After(now, kMsPerMinute);
    return;
  }
  if (!keeper_.walking) {
    keeper_.walking = true;
    keeper_.slot = Slot::kApplied;
    keeper_.cursor = 0;
    keeper_.counts_day = keeper_.next_day <= now;
    if (keeper_.counts_day) keeper_.next_day = After(now, kMsPerDay);
  }
  for (int looks = 0; looks < kKeepAliveLooks; ++looks) {
    const std::optional<AccountId> account = book_.NextSignIn(keeper_.slot, keeper_.cursor);
    if (!account && keeper_.slot == Slot::kPending) {
      keeper_.walking = false;
      keeper_.wake = After(now, kKeepAliveWalkMs);
      ++changes_;  // the days left are fewer
      return;
    }
    keeper_.cursor = account ? *account + 1U : 0;
    if (!account) {
      keeper_.slot = Slot::kPending;
    } else if (LookAfter(*account, keeper_.slot, *utc, now)) {
      return;  // OnKeptAlive() goes on
    }
  }
}

// Null where the account does not use OAuth. The settings are large: they leave the stack before anything else is
// called.
const Provider* TokenService::OauthProviderOf(AccountId account) {
  AccountSettings settings;
  const bool used = book_.LoadSettings(account, settings) && settings.auth == AuthMethod::kOauth2;
  return used ? &ProviderOf(settings.service) : nullptr;
}

// Whether a refresh began.
bool TokenService::LookAfter(AccountId account, Slot slot, UtcTime utc, Instant now) {
  if (!book_.LoadSignIn(account, slot, work_, nullptr) || work_.cause != Cause::kNone) return false;
  const Provider* provider = OauthProviderOf(account);
  if (provider == nullptr) return false;
  if (slot == Slot::kPending && keeper_.counts_day && CountPendingDay(account, utc)) return false;
  const bool due = KeepAliveDue(keeper_.device, account, provider->keep_alive_days, work_.refreshed, utc);
  if (std::exchange(holds_revision_, book_.revision()) != book_.revision()) holds_.OnSettingsChanged();
  if (due && !holds_.KeepAliveWaits(account, now)) return BeginRefresh(account, slot, Asker::kKeeper, now).has_value();
  // A token that a refresh can still save is no reason to alarm anybody: here it was tried, or is not wanted.
  const bool warning = LapseWarning(LapseDaysLeft(provider->refresh_idle_days, work_.refreshed, utc)) != 0;
  if (slot == Slot::kApplied && warning) WarnOfLapse(account);
  return false;
}

// Whether the pending sign-in in work_ has lapsed. A day counts once, however far the clock went.
bool TokenService::CountPendingDay(AccountId account, UtcTime utc) {
  const int64_t since = utc.seconds - work_.waited_until.seconds;
  if (since >= 0 && since < kSecondsPerDay) return false;
  if (since >= kSecondsPerDay) ++work_.waited_days;
  if (work_.waited_days >= kPendingSignInDays) {
    LapsePending(account, Cause::kPendingSignInLapsed);
    return true;
  }
  work_.waited_until = utc;
  const uint8_t waited = work_.waited_days;
  if (!book_.LoadSignIn(account, Slot::kPending, work_, &tokens_.refresh)) return false;
  work_.waited_days = waited;
  work_.waited_until = utc;
  static_cast<void>(book_.SaveSignIn(account, Slot::kPending, work_, tokens_.refresh.Reveal()));
  tokens_.refresh.Clear();
  return false;
}

void TokenService::LapsePending(AccountId account, Cause cause) {
  const bool shown = facts_.account == account && facts_.phase == SignInFacts::Phase::kConfirm;
  static_cast<void>(DropPending(account));
  NotePendingLapsed(account, true);
  if (shown) EndSignIn(cause);
  Tell({.kind = TokenEvent::Kind::kPendingLapsed, .account = account, .cause = cause});
}

void TokenService::WarnOfLapse(AccountId account) {
  const Provider* provider = OauthProviderOf(account);
  if (provider == nullptr || !book_.LoadSignIn(account, Slot::kApplied, work_, nullptr)) return;
  if (work_.cause != Cause::kNone) return;  // told already, and worse
  const std::optional<int32_t> left = LapseDaysLeft(provider->refresh_idle_days, work_.refreshed, clock_.WallClock());
  const uint8_t warning = LapseWarning(left);
  if (warning == 0 || (work_.warned_days != 0 && work_.warned_days <= warning)) return;
  if (!book_.LoadSignIn(account, Slot::kApplied, work_, &tokens_.refresh)) return;
  work_.warned_days = warning;
  const Status saved = book_.SaveSignIn(account, Slot::kApplied, work_, tokens_.refresh.Reveal());
  tokens_.refresh.Clear();
  if (!saved) return;  // told when it can be remembered: once, not every hour
  Tell({.kind = TokenEvent::Kind::kAboutToLapse, .account = account, .days_left = static_cast<uint8_t>(*left)});
}

void TokenService::OnKeptAlive(bool alive, Instant now) {
  keeper_.failures = alive ? 0 : static_cast<uint8_t>(std::min(keeper_.failures + 1, 255));
  keeper_.wake = After(now, alive ? kKeepAliveGapMs : KeepAliveBackoffMs(keeper_.failures, DrawNumber()));
  if (!alive && refresh_slot_ == Slot::kApplied) WarnOfLapse(refresh_account_);
}

void TokenService::Tell(const TokenEvent& event) {
  ++changes_;
  if (told_.full()) told_.erase(told_.begin());
  told_.push_back(event);
}

std::optional<TokenEvent> TokenService::TakeEvent() {
  if (told_.empty()) return std::nullopt;
  const TokenEvent event = told_.front();
  told_.erase(told_.begin());
  return event;
}

}  // namespace tegami
