// SPDX-License-Identifier: MIT
// Pass-back with the chip in hand: a secret never goes with other settings than those it was saved for.
#include <gtest/gtest.h>

#include <memory>

#include "account/account_book.h"
#include "fakes/crypto_setup.h"
#include "fakes/fake_device_key.h"
#include "fakes/lent_heap.h"
#include "unit/store/chip_in_hand.h"

namespace tegami {
namespace {

using Slot = AccountBook::Slot;

class BoundSecretsOf : public testing::TestWithParam<AccountId> {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    Boot();
    settings_.service = MailService::kCustom;
    AssignCut(settings_.smtp_host, "mx.contoso.example");
    AssignCut(settings_.user, "scanner");
    AssignCut(settings_.client_id, "client");
    ASSERT_TRUE(book_->SaveSettings(account(), settings_));
    ASSERT_TRUE(book_->SavePassword(account(), AsBytes("password")));
    ASSERT_TRUE(book_->SaveClientSecret(account(), AsBytes("client secret")));
    SignIn sign_in;
    AssignCut(sign_in.account_name, "scanner@contoso.example");
    ASSERT_TRUE(book_->SaveSignIn(account(), Slot::kApplied, sign_in, AsBytes("refresh token")));
    ASSERT_TRUE(book_->SaveSignIn(account(), Slot::kPending, sign_in, AsBytes("pending token")));
    ASSERT_TRUE(book_->SaveAccessToken(account(), AsBytes("access token"), {{1800000000}, {1800003600}}));
  }

  AccountId account() const { return GetParam(); }

  void Boot() {
    chip_.Reboot();
    book_.reset();
    store_ = std::make_unique<Store>(chip_, key_, CryptoSetup::Get().entropy);
    book_ = std::make_unique<AccountBook>(*store_);
    ASSERT_TRUE(store_->Mount());
  }

  // What of them can be loaded, a letter each.
  std::string Loaded() {
    std::string all;
    SignIn sign_in;
    RefreshToken refresh;
    Password password;
    ClientSecret client_secret;
    AccessToken access;
    AccountBook::AccessTokenLife life;
    if (book_->LoadPassword(account(), password)) all += 'p';
    if (book_->LoadClientSecret(account(), client_secret)) all += 'c';
    if (book_->LoadSignIn(account(), Slot::kApplied, sign_in, &refresh)) all += 's';
    if (book_->LoadSignIn(account(), Slot::kPending, sign_in, &refresh)) all += 'w';
    if (book_->LoadAccessToken(account(), access, life)) all += 'a';
    return all;
  }

  // The record that took the secrets with it, and one more that did not have to.
  void ChangeTheServer() {
    AssignCut(settings_.smtp_host, "mx.evil.example");
    AssignCut(settings_.authority, "https://login.evil.example");
    ASSERT_TRUE(book_->SaveSettings(account(), settings_));
    EXPECT_EQ(Loaded(), "");
    AssignCut(settings_.sender_name, "Scanner");
    ASSERT_TRUE(book_->SaveSettings(account(), settings_));
  }

  RecordId SettingsRecord() const { return {RecordKind::kAccountSettings, account()}; }

  FakeFlash chip_{{.sector_bytes = 65536, .sector_count = 16, .program_unit_bytes = 1}};
  FakeDeviceKey key_{1};
  std::unique_ptr<Store> store_;
  std::unique_ptr<AccountBook> book_;
  AccountSettings settings_;
};

TEST_P(BoundSecretsOf, AreThereAsLongAsTheSettingsAreTheSame) {
  EXPECT_EQ(Loaded(), "pcswa");
  AssignCut(settings_.sender_name, "Scanner");
  ASSERT_TRUE(book_->SaveSettings(account(), settings_));
  Boot();
  EXPECT_EQ(Loaded(), "pcswa");
}

TEST_P(BoundSecretsOf, StayAwayWhereTheHeaderThatRemovedThemIsForged) {
  ChangeTheServer();
  Forge(chip_, *FindOnChip(chip_, SettingsRecord(), 2), [](RecordHeader& header) { header.going = {}; });
  Boot();
  EXPECT_EQ(Loaded(), "");
  AccountSettings found;
  ASSERT_TRUE(book_->LoadSettings(account(), found));
  EXPECT_EQ(View(found.smtp_host), "mx.evil.example");
}

// The record that removed them is destroyed. The store then has them again: their marks tell.
TEST_P(BoundSecretsOf, StayAwayWhereTheRecordThatRemovedThemIsDestroyed) {
  ChangeTheServer();
  chip_.image()[*FindOnChip(chip_, SettingsRecord(), 2)] ^= 1U;
  Boot();
  EXPECT_TRUE(store_->Contains({RecordKind::kPassword, account()}));
  EXPECT_EQ(Loaded(), "");
  EXPECT_FALSE(store_->Contains({RecordKind::kPassword, account()}));
}

TEST_P(BoundSecretsOf, GoWithSettingsThatNobodyCanRead) {
  // The ciphertext rots, with CRCs that are right.
  const size_t at = *FindOnChip(chip_, SettingsRecord(), 1);
  Forge(chip_, at, [this, at](RecordHeader& header) {
    const Bytes sealed = chip_.image().subspan(at + RecordHeader::kBytes, header.plain_bytes() + 16);
    sealed[0] ^= 1U;
    header.sealed_crc = Crc32(0, sealed);
  });
  EXPECT_EQ(book_->LoadSettings(account(), settings_).error(), Error::kCorrupt);
  AssignCut(settings_.smtp_host, "mx.evil.example");
  ASSERT_TRUE(book_->SaveSettings(account(), settings_));
  for (const RecordKind kind : {RecordKind::kPassword, RecordKind::kClientSecret, RecordKind::kSignIn,
                                RecordKind::kPendingSignIn, RecordKind::kAccessToken}) {
    EXPECT_FALSE(store_->Contains({kind, account()})) << static_cast<int>(kind);
  }
}

INSTANTIATE_TEST_SUITE_P(Accounts, BoundSecretsOf, testing::Values(kMailAccount, kFaxAccount));

class BoundProxyPassword : public BoundSecretsOf {
 protected:
  void SetUp() override {
    BoundSecretsOf::SetUp();
    proxy_.enabled = true;
    AssignCut(proxy_.host, "proxy.contoso.example");
    ASSERT_TRUE(book_->SaveProxy(proxy_));
    ASSERT_TRUE(book_->SaveProxyPassword(AsBytes("password")));
  }

  ProxySettings proxy_;
  ProxyPassword password_;
};

TEST_P(BoundProxyPassword, NeverGoesToAnotherProxy) {
  ASSERT_TRUE(book_->LoadProxyPassword(password_));
  AssignCut(proxy_.host, "proxy.evil.example");
  ASSERT_TRUE(book_->SaveProxy(proxy_));
  proxy_.enabled = false;
  ASSERT_TRUE(book_->SaveProxy(proxy_));
  chip_.image()[*FindOnChip(chip_, {RecordKind::kProxySettings, 0}, 2)] ^= 1U;
  Boot();
  EXPECT_TRUE(store_->Contains({RecordKind::kProxyPassword, 0}));
  EXPECT_EQ(book_->LoadProxyPassword(password_).error(), Error::kNotFound);
}

TEST_P(BoundProxyPassword, GoesWithSettingsThatNobodyCanReadAndTheyCanBeSavedAgain) {
  chip_.image()[*FindOnChip(chip_, {RecordKind::kProxySettings, 0}, 1) + RecordHeader::kBytes] ^= 1U;
  EXPECT_EQ(book_->LoadGroup(proxy_).error(), Error::kCorrupt);
  AssignCut(proxy_.host, "proxy.evil.example");
  ASSERT_TRUE(book_->SaveProxy(proxy_));
  EXPECT_FALSE(store_->Contains({RecordKind::kProxyPassword, 0}));
}

INSTANTIATE_TEST_SUITE_P(Proxy, BoundProxyPassword, testing::Values(kMailAccount));

}  // namespace
}  // namespace tegami
