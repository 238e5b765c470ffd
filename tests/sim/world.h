// SPDX-License-Identifier: MIT
// One printer, its accounts, its provider, and what befalls them in years: drawn from a seed, so that a life that fails
// can be lived again.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "unit/app/token_device.h"

namespace tegami {

class World {
 public:
  explicit World(uint64_t seed) : random_(seed), device_(static_cast<uint8_t>(1 + seed % 250)) {
    accounts_ = {kMailAccount, kFaxAccount};
    for (const AccountId account : accounts_) Repair(account);
    for (int i = 0; i < 2; ++i) {
      accounts_.push_back(device_.AddUser("user" + std::to_string(i)));
      Repair(accounts_.back());
    }
  }

  void Live(int64_t days) {
    const Instant end = After(device_.Now(), days * kMsPerDay);
    while (device_.Now() < end && !testing::Test::HasFailure()) {
      Happen();
      device_.RunFor(Draw(3 * kMsPerDay));
      Check();
    }
    Heal();
  }

  // --- What happened
  struct Counts {
    int reboots = 0, outages = 0, cuts = 0, sign_ins = 0, password_changes = 0, policies = 0, clock_jumps = 0,
        sign_outs = 0, full_queues = 0, checks = 0;
  };
  const Counts& counts() const { return counts_; }
  size_t refreshes() const { return device_.provider.Count("refresh"); }

 private:
  int64_t Draw(int64_t below) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(below)); }
  AccountId AnyAccount() { return accounts_[static_cast<size_t>(Draw(static_cast<int64_t>(accounts_.size())))]; }
  static std::string NameOf(AccountId account) { return "person" + std::to_string(account) + "@contoso.example"; }

  void Happen() {
    switch (Draw(14)) {
      case 0: return Reboot();
      case 1: return BeginOutage();
      case 2:
      case 3:
      case 12: device_.provider.always.reset(); return;
      case 4: return CutThePowerInARefresh();
      case 5: return SetClock();
      case 6: return Draw(6) == 0 ? FillTheQueue() : Visit();
      case 7: return EndGrant(50173, counts_.password_changes);
      case 8: return Draw(10) == 0 ? SwitchPolicyOn() : Visit();
      case 9: return SignOut();
      case 10: return LeavePending();
      case 11: static_cast<void>(device_.app->Do(RefreshCommand{AnyAccount()})); return;
      default: return Visit();
    }
  }

  void Reboot() {
    ++counts_.reboots;
    // The power goes while an answer is under way: what it brings is lost.
    if (!device_.provider.idle()) NoteCut();
    device_.Boot();
  }
  void NoteCut() {
    if (!device_.provider.requests.empty()) cut_.insert(device_.provider.requests.back().user);
  }

  void BeginOutage() {
    using Line = ProviderLine;
    const Line::Planned outages[] = {Line::Outage(Cause::kUnreachable),
                                     Line::Outage(Cause::kCertificateUntrusted),
                                     Line::Outage(Cause::kProxyAuthentication),
                                     Line::Answer(200, HttpContent::kHtml, "<html>hotel</html>"),
                                     Line::Answer(429, HttpContent::kNone, "", Draw(7200) * kMsPerSecond),
                                     Line::Answer(503, HttpContent::kNone, "")};
    ++counts_.outages;
    device_.provider.always = outages[Draw(std::size(outages))];
  }

  // Between the answer and the flash: at one of the next operations of the flash.
  void CutThePowerInARefresh() {
    const AccountId account = AnyAccount();
    const size_t before = device_.provider.Count("refresh");
    static_cast<void>(device_.app->Do(RefreshCommand{account}));
    device_.RunUntil([&] { return device_.provider.Count("refresh") > before; }, kMsPerMinute);
    FakeFlash& flash = device_.board.flash;
    flash.SetPowerCut({.operation = 1 + static_cast<uint64_t>(Draw(6))});
    device_.RunUntil([&] { return flash.PowerIsOff(); }, kMsPerMinute);
    ++counts_.cuts;
    if (flash.PowerIsOff() || !device_.provider.idle()) NoteCut();
    flash.Reboot();
    device_.Boot();
  }

  void SetClock() {
    ++counts_.clock_jumps;
    const int64_t jumps[] = {3600, -3600, 400 * kSecondsPerDay, 3652 * kSecondsPerDay};
    const int64_t jump = jumps[Draw(4)];
    device_.board.clock.JumpWallClock(jump);
    device_.RunFor(Draw(kMsPerDay));
    if (Draw(3) == 0) Reboot();
    device_.board.clock.JumpWallClock(-jump);
  }

  void FillTheQueue() {
    const std::string_view to[] = {"ito@contoso.example"};
    for (int i = 0; i < 200; ++i) {
      MailJob job;
      job.account = AnyAccount();
      job.to = to;
      job.subject = "Scan";
      const Result<JobId> submitted = device_.app->Submit(job);
      if (submitted) continue;
      EXPECT_EQ(submitted.error(), Error::kBusy);
      ++counts_.full_queues;
      return;
    }
  }

  void EndGrant(int number, int& counter) {
    ProviderLine::Grant* grant = device_.provider.FindGrant(NameOf(AnyAccount()));
    if (grant == nullptr) return;
    grant->error = number;
    ++counter;
  }
  void SwitchPolicyOn() {
    ++counts_.policies;
    for (ProviderLine::Grant& grant : device_.provider.grants) grant.error = 530036;
  }

  void SignOut() {
    if (Draw(4) != 0) return;
    const AccountId account = AnyAccount();
    ++counts_.sign_outs;
    EXPECT_TRUE(device_.app->Do(SignOutCommand{account}));
    EXPECT_EQ(device_.State(account), AccountState::kSignedOut);
  }

  // A sign-in that nobody applies for a while, or ever.
  void LeavePending() {
    if (device_.provider.always) return;
    const AccountId account = accounts_[static_cast<size_t>(Draw(2))];
    device_.SignIn(account, NameOf(account));
    ++counts_.sign_ins;
  }

  // The administrator comes by.
  void Visit() {
    if (device_.provider.always) return;
    for (const AccountId account : accounts_) Repair(account);
  }
  void Repair(AccountId account) {
    switch (device_.State(account)) {
      case AccountState::kSignedIn:
      case AccountState::kAboutToLapse:
      case AccountState::kNoSignInNeeded: return;
      case AccountState::kSignedInNotApplied:
        if (Draw(2) == 0) {
          EXPECT_TRUE(device_.app->Do(ApplySignInCommand{account}));
        } else {
          EXPECT_TRUE(device_.app->Do(DiscardSignInCommand{account}));
        }
        return;
      case AccountState::kSignedOut:
      case AccountState::kWaitingForUser:
      case AccountState::kLinkExpired:
      case AccountState::kSignInAgain: break;
    }
    if (account >= kFirstUserAccount && !device_.app->book().HasSignIn(kMailAccount, AccountBook::Slot::kApplied))
      return;
    cut_.erase(NameOf(account));
    ++counts_.sign_ins;
    device_.SignIn(account, NameOf(account));
    EXPECT_TRUE(device_.app->Do(ApplySignInCommand{account}));
  }

  // --- What must always hold
  void Check() {
    ++counts_.checks;
    device_.RunUntil([&] { return device_.provider.idle(); }, kMsPerMinute);
    for (const AccountId account : accounts_) {
      SCOPED_TRACE("account " + std::to_string(account));
      CheckAccount(account);
    }
    const Snapshot& snapshot = device_.app->snapshot();
    const std::string_view shown(reinterpret_cast<const char*>(&snapshot), sizeof snapshot);
    EXPECT_EQ(shown.find("SECRET-"), std::string_view::npos);
    EXPECT_EQ(device_.recorder.text.find("SECRET-"), std::string::npos);
    device_.recorder.text.clear();
    EXPECT_LE(device_.board.network.acquired(), kTcpStreamsMax);
  }

  void CheckAccount(AccountId account) {
    static RefreshToken token;
    static SignIn sign_in;
    if (!device_.app->book().LoadSignIn(account, AccountBook::Slot::kApplied, sign_in, &token)) return;
    const std::string user(View(sign_in.account_name));
    const std::string stored(token.RevealText());
    const ProviderLine::Grant* grant = device_.provider.FindByToken(stored);
    token.Clear();
    ASSERT_NE(grant, nullptr) << "a token that the provider never gave";
    const bool excused = cut_.contains(user);
    if (sign_in.cause == Cause::kNone) {
      EXPECT_TRUE(grant->refresh_token == stored || excused) << "the rotated token of " << user << " was lost";
      return;
    }
    // Marked: then the provider has said so of this very sign-in.
    EXPECT_TRUE(grant->error != 0 || grant->revoked || excused) << CauseIdentifier(sign_in.cause);
  }

  // In the end everything can be put right without taking the device apart.
  void Heal() {
    device_.provider.always.reset();
    device_.RunFor(2 * kMsPerHour);
    for (int round = 0; round < 2; ++round) {
      for (const AccountId account : accounts_) Repair(account);
    }
    for (const AccountId account : accounts_) {
      TokenDevice::Answer answer = device_.Token(account, true);
      if (!cut_.contains(NameOf(account)) && answer.token.empty()) {
        Repair(account);  // refused since the last look
        answer = device_.Token(account, true);
        EXPECT_EQ(answer.token, device_.Known(NameOf(account))) << CauseIdentifier(answer.cause);
      }
    }
  }

  std::mt19937_64 random_;
  TokenDevice device_;
  std::vector<AccountId> accounts_;
  std::set<std::string> cut_;  // users whose rotated token the power took, since their last sign-in
  Counts counts_;
};

}  // namespace tegami
