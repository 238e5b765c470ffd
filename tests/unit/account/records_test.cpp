// SPDX-License-Identifier: MIT
// What the account book keeps comes back whole, across a restart: every member, and none in another's place.
#include <gtest/gtest.h>

#include <memory>

#include "account/account_book.h"
#include "fakes/crypto_setup.h"
#include "fakes/fake_device_key.h"
#include "fakes/fake_flash.h"
#include "fakes/lent_heap.h"

namespace tegami {
namespace {

using Slot = AccountBook::Slot;

class AccountRecords : public testing::Test {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    Boot();
  }
  void Boot() {
    flash_.Reboot();
    book_.reset();
    store_ = std::make_unique<Store>(flash_, key_, CryptoSetup::Get().entropy);
    book_ = std::make_unique<AccountBook>(*store_);
    ASSERT_TRUE(store_->Mount());
  }

  static SignIn FullSignIn() {
    SignIn sign_in;
    AssignCut(sign_in.account_name, "scanner@contoso.example");
    AssignCut(sign_in.display_name, "Scanner of the 2nd floor");
    AssignCut(sign_in.object_id, "object");
    AssignCut(sign_in.tenant_id, "tenant");
    AssignCut(sign_in.scope, "SMTP.Send offline_access");
    AssignCut(sign_in.token_endpoint, "https://login.example/token");
    AssignCut(sign_in.revocation_endpoint, "https://login.example/revoke");
    sign_in.secret_in_form = true;
    sign_in.signed_in = {1800000001};
    sign_in.refreshed = {1800000002};
    sign_in.cause = Cause::kSignInAgain;
    AssignCut(sign_in.detail, "what the provider said");
    sign_in.waited_days = 3;
    sign_in.waited_until = {1800000003};
    sign_in.warned_days = 7;
    return sign_in;
  }

  static void ExpectSame(const SignIn& read, const SignIn& written) {
    EXPECT_EQ(View(read.account_name), View(written.account_name));
    EXPECT_EQ(View(read.display_name), View(written.display_name));
    EXPECT_EQ(View(read.object_id), View(written.object_id));
    EXPECT_EQ(View(read.tenant_id), View(written.tenant_id));
    EXPECT_EQ(View(read.scope), View(written.scope));
    EXPECT_EQ(View(read.token_endpoint), View(written.token_endpoint));
    EXPECT_EQ(View(read.revocation_endpoint), View(written.revocation_endpoint));
    EXPECT_EQ(read.secret_in_form, written.secret_in_form);
    EXPECT_EQ(read.signed_in, written.signed_in);
    EXPECT_EQ(read.refreshed, written.refreshed);
    EXPECT_EQ(read.cause, written.cause);
    EXPECT_EQ(View(read.detail), View(written.detail));
    EXPECT_EQ(read.waited_days, written.waited_days);
    EXPECT_EQ(read.waited_until, written.waited_until);
    EXPECT_EQ(read.warned_days, written.warned_days);
  }

  FakeFlash flash_;
  FakeDeviceKey key_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<AccountBook> book_;
};

TEST_F(AccountRecords, OfASignInComeBackWhole) {
  const SignIn written = FullSignIn();
  ASSERT_TRUE(book_->SaveSignIn(kMailAccount, Slot::kPending, written, AsBytes("refresh token")));
  Boot();
  SignIn read;
  RefreshToken token;
  ASSERT_TRUE(book_->LoadSignIn(kMailAccount, Slot::kPending, read, &token));
  EXPECT_EQ(token.RevealText(), "refresh token");
  ExpectSame(read, written);
}

// What was counted while it waited is no matter of the sign-in that works.
TEST_F(AccountRecords, OfASignInThatIsAppliedCountNoDaysOfWaiting) {
  SignIn expected = FullSignIn();
  ASSERT_TRUE(book_->SaveSignIn(kMailAccount, Slot::kPending, expected, AsBytes("refresh token")));
  const uint32_t before = book_->revision();
  ASSERT_TRUE(book_->Apply(kMailAccount));
  EXPECT_NE(book_->revision(), before) << "a connection of the older sign-in would go on";
  expected.waited_days = 0;
  expected.waited_until = {};
  SignIn read;
  ASSERT_TRUE(book_->LoadSignIn(kMailAccount, Slot::kApplied, read, nullptr));
  ExpectSame(read, expected);
}

TEST_F(AccountRecords, OfAnAccessTokenComeBackWithItsLife) {
  ASSERT_TRUE(book_->SaveSignIn(kMailAccount, Slot::kApplied, FullSignIn(), AsBytes("refresh token")));
  ASSERT_TRUE(book_->SaveAccessToken(kMailAccount, AsBytes("access token"), {{1800000000}, {1800003600}}));
  Boot();
  AccessToken token;
  AccountBook::AccessTokenLife life;
  ASSERT_TRUE(book_->LoadAccessToken(kMailAccount, token, life));
  EXPECT_EQ(token.RevealText(), "access token");
  EXPECT_EQ(life.obtained.seconds, 1800000000);
  EXPECT_EQ(life.expires.seconds, 1800003600);
}

TEST_F(AccountRecords, OfAnAccountsNotesComeBackWhole) {
  AccountNotes written;
  written.last_mail = UtcTime{1800000001};
  written.chunking_refused = true;
  written.pending_lapsed = true;
  written.size_limit = uint64_t{5} << 30;
  written.size_asked = UtcTime{1800000002};
  written.recipients_max = 30;
  written.recipients_told = UtcTime{1800000003};
  ASSERT_TRUE(book_->SaveNotes(kMailAccount, written));
  AccountNotes other;
  other.binary_refused = true;
  ASSERT_TRUE(book_->SaveNotes(kFaxAccount, other));
  Boot();
  AccountNotes read;
  ASSERT_TRUE(book_->LoadNotes(kMailAccount, read));
  EXPECT_EQ(read.last_mail, written.last_mail);
  EXPECT_TRUE(read.chunking_refused);
  EXPECT_FALSE(read.binary_refused);
  EXPECT_TRUE(read.pending_lapsed);
  EXPECT_EQ(read.size_limit, written.size_limit);
  EXPECT_EQ(read.size_asked, written.size_asked);
  EXPECT_EQ(read.recipients_max, 30);
  EXPECT_EQ(read.recipients_told, written.recipients_told);
  ASSERT_TRUE(book_->LoadNotes(kFaxAccount, read));
  EXPECT_TRUE(read.binary_refused);
  EXPECT_FALSE(read.chunking_refused);
  EXPECT_FALSE(read.last_mail);
  EXPECT_EQ(read.recipients_max, 0);
}

TEST_F(AccountRecords, OfTheDevicesNotesComeBackWhole) {
  ASSERT_TRUE(book_->SaveDeviceNotes({.clock_offset_seconds = -86400, .spread = UINT64_MAX - 1}));
  Boot();
  DeviceNotes read;
  ASSERT_TRUE(book_->LoadDeviceNotes(read));
  EXPECT_EQ(read.clock_offset_seconds, -86400);
  EXPECT_EQ(read.spread, UINT64_MAX - 1);
}

TEST_F(AccountRecords, OfNothingAreDefaults) {
  AccountNotes notes;
  notes.recipients_max = 9;
  ASSERT_TRUE(book_->LoadNotes(kMailAccount, notes));
  EXPECT_EQ(notes.recipients_max, 0);
  DeviceNotes device{.clock_offset_seconds = 5, .spread = 6};
  ASSERT_TRUE(book_->LoadDeviceNotes(device));
  EXPECT_EQ(device.clock_offset_seconds, 0);
  EXPECT_EQ(device.spread, 0U);
}

TEST_F(AccountRecords, OfJobNumbersGiveNoneTwice) {
  EXPECT_EQ(book_->ReserveJobIds(16, 0).value_or(0), 1U);
  EXPECT_EQ(book_->ReserveJobIds(16, 0).value_or(0), 17U);
  Boot();
  EXPECT_EQ(book_->ReserveJobIds(1, 40).value_or(0), 41U) << "40 is remembered by a job";
  EXPECT_EQ(book_->ReserveJobIds(1, 0).value_or(0), 42U);
}

// The value of a secret does not stay in the store's buffer once it has been taken.
TEST_F(AccountRecords, AreClosedAfterReading) {
  ASSERT_TRUE(book_->SavePassword(kMailAccount, AsBytes("password")));
  ASSERT_TRUE(book_->SaveSignIn(kMailAccount, Slot::kApplied, FullSignIn(), AsBytes("refresh token")));
  Password password;
  ASSERT_TRUE(book_->LoadPassword(kMailAccount, password));
  EXPECT_EQ(password.RevealText(), "password");
  const std::string_view memory(reinterpret_cast<const char*>(store_.get()), sizeof(Store));
  EXPECT_EQ(memory.find("password"), std::string_view::npos);
  SignIn sign_in;
  RefreshToken token;
  ASSERT_TRUE(book_->LoadSignIn(kMailAccount, Slot::kApplied, sign_in, &token));
  EXPECT_EQ(memory.find("refresh token"), std::string_view::npos);
}

}  // namespace
}  // namespace tegami
