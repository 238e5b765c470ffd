// SPDX-License-Identifier: MIT
// A printer of fakes whose line leads to a ProviderLine: years of token life in seconds.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "account/account_state.h"
#include "app/account_facts.h"
#include "app/mail_app_core.h"
#include "app/token_limits.h"
#include "fakes/fake_board.h"
#include "unit/app/provider_line.h"

namespace tegami {

// Every step of the account that the app notes must be in the table.
class AccountRecorder final : public Tracer {
 public:
  void OnTransition(const char* machine, const char* from, const char* to, Instant) override {
    text += std::string(machine) + " " + from + " " + to + "\n";
    if (std::string(machine) != "account") return;
    seen.insert(std::string(from) + " " + to);
    bool legal = false;
#define TEGAMI_ACCOUNT_STEP(a, b, why) legal = legal || (std::string(from) == #a && std::string(to) == #b);
#include "account/account_states.def"
#undef TEGAMI_ACCOUNT_STEP
    EXPECT_TRUE(legal) << from << " -> " << to;
  }
  void OnCount(const char* machine, const char* what, uint64_t count, Instant) override {
    text += std::string(machine) + " " + what + " " + std::to_string(count) + "\n";
  }
  std::set<std::string> seen;
  std::string text;
};

class TokenDevice {
 public:
  explicit TokenDevice(uint8_t serial = 1) : board(serial) {
    options.tracer = &recorder;
    options.retry_jobs = true;
    Boot();
    AccountSettings settings;
    AssignCut(settings.client_id, "client");
    for (const AccountId account : {kMailAccount, kFaxAccount}) {
      EXPECT_TRUE(app->Do(SetAccountCommand{account, &settings}));
    }
  }

  void Boot() {
    app.reset();
    provider.Drop({});
    app = std::make_unique<MailAppCore>(board.platform, options, &provider);
    EXPECT_TRUE(app->Start());
  }

  Instant Now() { return board.clock.Now(); }

  template <typename Done>
  bool RunUntil(Done done, int64_t ms = kMsPerHour) {
    const Instant end = After(Now(), ms);
    for (int idle = 0; !done(); ++idle) {
      if (end <= Now()) return false;
      if (idle > 20000) {
        ADD_FAILURE() << "time stands still";
        return false;
      }
      app->Poll();
      if (done()) return true;  // somebody who waits is served before time goes on
      // The app wakes every second to renew the clock on show: nothing that matters here.
      Instant wake = Earlier(app->tokens().wake_by(), app->jobs().wake_by());
      wake = Earlier(Earlier(wake, board.network.WakeBy()), end);
      if (Now() < wake) idle = 0;
      board.clock.AdvanceTo(wake);
    }
    return true;
  }
  void RunFor(int64_t ms) {
    RunUntil([] { return false; }, ms);
    app->Poll();
  }

  const SignInFacts& facts() { return app->tokens().facts(); }

  // Until it waits to be applied.
  void SignIn(AccountId account, const std::string& user) {
    ASSERT_TRUE(app->Do(SignInCommand{account}));
    ASSERT_TRUE(RunUntil([&] { return facts().phase == SignInFacts::Phase::kCodeShown; }));
    app->Poll();
    provider.Approve(user);
    ASSERT_TRUE(RunUntil([&] { return facts().phase == SignInFacts::Phase::kConfirm; }));
    app->Poll();
  }
  void SignInAndApply(AccountId account, const std::string& user) {
    SignIn(account, user);
    ASSERT_TRUE(app->Do(ApplySignInCommand{}));
    app->Poll();
  }
  AccountId AddUser(const std::string& owner) { return *app->book().FindUser(owner, true); }

  AccountFacts Account(AccountId account = kMailAccount) {
    AccountFacts facts_of_it;
    FillAccountFacts(app->book(), account, board.clock.WallClock(), facts(), facts_of_it);
    return facts_of_it;
  }
  AccountState State(AccountId account = kMailAccount) { return Account(account).state; }

  struct Answer {
    std::string token;
    Cause cause = Cause::kNone;
    Instant retry_at;
  };
  Answer Token(AccountId account = kMailAccount, bool refused_before = false) {
    static AccessToken token;
    token.Clear();
    Answer answer;
    const bool answered = RunUntil([&] {
      const TokenService::TokenAnswer got = app->tokens().RequestToken(account, refused_before, &token, Now());
      answer.cause = got.cause;
      answer.retry_at = got.retry_at;
      return got.ready || got.cause != Cause::kNone;
    });
    EXPECT_TRUE(answered);
    answer.token = std::string(token.RevealText());
    return answer;
  }
  // The access token that the provider knows for this user.
  std::string Known(const std::string& user) {
    const ProviderLine::Grant* grant = provider.FindGrant(user);
    return grant == nullptr ? "none" : grant->access_token;
  }
  // The account's token is the one that the provider takes from this user now.
  testing::AssertionResult HandsOut(const std::string& user, AccountId account = kMailAccount,
                                    bool refused_before = false) {
    const std::string token = Token(account, refused_before).token;  // first: it may bring the provider a refresh
    const std::string known = Known(user);
    if (token == known) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "the token is \"" << token << "\", the provider knows " << known;
  }
  // The next trouble of a sign-in that the event log tells of.
  std::optional<TokenEvent> Event() {
    while (const Result<tegami::Event> event = app->log().ReadOnFrom(next_event_)) {
      next_event_ = event->number + 1;
      if (event->kind != EventKind::kSignInTrouble) continue;
      constexpr std::string_view kDays = "about to lapse, days left: ";
      const std::string words(View(event->detail));
      TokenEvent trouble{.account = event->account, .cause = event->cause};
      if (words.starts_with(kDays)) {
        trouble.days_left = static_cast<uint8_t>(std::stoi(words.substr(kDays.size())));
      } else {
        trouble.kind = words == "ended" ? TokenEvent::Kind::kSignInEnded : TokenEvent::Kind::kPendingLapsed;
      }
      return trouble;
    }
    return std::nullopt;
  }

  ProviderLine provider;
  AccountRecorder recorder;
  MailAppOptions options;
  FakeBoard board;
  std::unique_ptr<MailAppCore> app;

 private:
  uint32_t next_event_ = 1;
};

}  // namespace tegami
