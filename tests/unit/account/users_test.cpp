// SPDX-License-Identifier: MIT
// Users of To My Email: 500 of them, each with what is their own, and secrets that end where the mail account's
// settings change.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "account/account_book.h"
#include "account/group_record.h"
#include "account/user_directory.h"
#include "unit/store/store_fixture.h"

namespace tegami {
namespace {

constexpr FlashGeometry kChip = {.sector_bytes = 65536, .sector_count = 64, .program_unit_bytes = 4};

class Users : public testing::Test {
 protected:
  void SetUp() override {
    CryptoSetup::Get().Reset();
    Boot();
    AccountSettings mail;
    mail.service = MailService::kCustom;
    AssignCut(mail.smtp_host, "mail.contoso.example");
    AssignCut(mail.user, "scanner@contoso.example");
    AssignCut(mail.sender, "scanner@contoso.example");
    AssignCut(mail.authority, "https://login.contoso.example");
    AssignCut(mail.client_id, "printer");
    AssignCut(mail.scope, "mail.send");
    ASSERT_TRUE(book->SaveSettings(kMailAccount, mail));
  }

  void Boot() {
    ASSERT_TRUE(device.Boot());
    book = std::make_unique<AccountBook>(*device.store);
  }

  AccountId Make(const std::string& owner) {
    const Result<AccountId> account = book->FindUser(owner, true);
    EXPECT_TRUE(account) << owner;
    return account.value_or(0);
  }

  AccountSettings Settings(AccountId account) {
    AccountSettings settings;
    EXPECT_TRUE(book->LoadSettings(account, settings));
    return settings;
  }

  void Change(const std::function<void(AccountSettings&)>& change) {
    AccountSettings mail = Settings(kMailAccount);
    change(mail);
    EXPECT_TRUE(book->SaveSettings(kMailAccount, mail));
  }

  void GiveSecrets(AccountId account) {
    SignIn sign_in;
    AssignCut(sign_in.account_name, "ito@contoso.example");
    EXPECT_TRUE(book->SaveSignIn(account, AccountBook::Slot::kApplied, sign_in, AsBytes("refresh")));
    EXPECT_TRUE(book->SaveSignIn(account, AccountBook::Slot::kPending, sign_in, AsBytes("waiting")));
    EXPECT_TRUE(book->SavePassword(account, AsBytes("hunter2")));
  }

  bool HasSignIn(AccountId account, AccountBook::Slot slot = AccountBook::Slot::kApplied) {
    SignIn sign_in;
    RefreshToken token;
    return book->LoadSignIn(account, slot, sign_in, &token).has_value() && !token.Reveal().empty();
  }

  bool HasPassword(AccountId account) {
    Password password;
    return book->LoadPassword(account, password).has_value() && password.RevealText() == "hunter2";
  }

  Device device{kChip};
  std::unique_ptr<AccountBook> book;
};

TEST_F(Users, FollowTheMailAccountInAllThatIsNotTheirOwn) {
  const AccountId ito = Make("ito");
  AccountSettings own = Settings(ito);
  AssignCut(own.sender, "ito@contoso.example");
  ASSERT_TRUE(book->SaveSettings(ito, own));
  Change([](auto& s) {
    AssignCut(s.tenant, "contoso.example");
    s.smtp_port = 2525;
    s.verify_certificate = false;
  });
  Boot();
  const AccountSettings settings = Settings(ito);
  EXPECT_STREQ(settings.owner.c_str(), "ito");
  EXPECT_STREQ(settings.sender.c_str(), "ito@contoso.example");
  EXPECT_STREQ(settings.user.c_str(), "");
  EXPECT_STREQ(settings.tenant.c_str(), "contoso.example");
  EXPECT_STREQ(settings.authority.c_str(), "https://login.contoso.example");
  EXPECT_EQ(settings.smtp_port, 2525);
  EXPECT_FALSE(settings.verify_certificate);
}

TEST_F(Users, CannotChangeWhatIsNotTheirOwn) {
  const AccountId ito = Make("ito");
  AccountSettings own = Settings(ito);
  AssignCut(own.smtp_host, "mail.evil.example");
  own.security = SecureConnection::kNone;
  ASSERT_TRUE(book->SaveSettings(ito, own));
  EXPECT_STREQ(Settings(ito).smtp_host.c_str(), "mail.contoso.example");
  EXPECT_EQ(Settings(ito).security, SecureConnection::kStartTls);
  EXPECT_EQ(book->SaveClientSecret(ito, AsBytes("s")).error(), Error::kInvalidArgument);
}

TEST_F(Users, HaveTheMailAccountsClientSecret) {
  ASSERT_TRUE(book->SaveClientSecret(kMailAccount, AsBytes("confidential")));
  ClientSecret secret;
  ASSERT_TRUE(book->LoadClientSecret(Make("ito"), secret));
  EXPECT_EQ(secret.RevealText(), "confidential");
}

struct Row {
  const char* what;
  std::function<void(AccountSettings&)> change;
  bool sign_in_ends;
  bool password_ends;
};

const Row kRows[] = {
    {"nothing", [](auto&) {}, false, false},
    {"another service", [](auto& s) { s.service = MailService::kOutlook; }, true, true},
    {"another server", [](auto& s) { AssignCut(s.smtp_host, "mail.evil.example"); }, true, true},
    {"another port", [](auto& s) { s.smtp_port = 2525; }, true, true},
    {"another authority", [](auto& s) { AssignCut(s.authority, "https://login.evil.example"); }, true, false},
    {"an issuer", [](auto& s) { AssignCut(s.discovery, "https://login.evil.example"); }, true, false},
    {"a device endpoint", [](auto& s) { AssignCut(s.device_endpoint, "https://evil.example/d"); }, true, false},
    {"a token endpoint", [](auto& s) { AssignCut(s.token_endpoint, "https://evil.example/t"); }, true, false},
    {"another client", [](auto& s) { AssignCut(s.client_id, "other"); }, true, false},
    {"another tenant", [](auto& s) { AssignCut(s.tenant, "evil.example"); }, true, false},
    {"another scope", [](auto& s) { AssignCut(s.scope, "mail.read"); }, true, false},
    {"another POP3 server", [](auto& s) { AssignCut(s.pop_host, "pop.evil.example"); }, false, true},
    {"another POP3 port", [](auto& s) { s.pop_port = 1110; }, false, true},
    {"no TLS", [](auto& s) { s.security = SecureConnection::kNone; }, true, true},
    {"no verification", [](auto& s) { s.verify_certificate = false; }, true, true},
    {"passwords in clear", [](auto& s) { s.allow_password_without_tls = true; }, true, true},
    {"the mail account's user", [](auto& s) { AssignCut(s.user, "other@contoso.example"); }, false, false},
    {"the mail account's sender", [](auto& s) { AssignCut(s.sender, "other@contoso.example"); }, false, false},
    {"TLS from the start", [](auto& s) { s.security = SecureConnection::kTls; }, false, false},
};

TEST_F(Users, LoseWhatTheyEnteredForSomethingElse) {
  for (const Row& row : kRows) {
    SetUp();
    const AccountId ito = Make("ito");
    GiveSecrets(ito);
    Change(row.change);
    EXPECT_EQ(HasSignIn(ito), !row.sign_in_ends) << row.what;
    EXPECT_EQ(HasSignIn(ito, AccountBook::Slot::kPending), !row.sign_in_ends) << row.what;
    EXPECT_EQ(HasPassword(ito), !row.password_ends) << row.what;
    ASSERT_TRUE(book->DeleteUser(ito));
  }
}

TEST_F(Users, KeepWhatTheyHaveWhereProtectionRises) {
  Change([](auto& s) {
    s.verify_certificate = false;
    s.allow_password_without_tls = true;
    s.security = SecureConnection::kNone;
  });
  const AccountId ito = Make("ito");
  GiveSecrets(ito);
  Change([](auto& s) {
    s.verify_certificate = true;
    s.allow_password_without_tls = false;
    s.security = SecureConnection::kTls;
  });
  EXPECT_TRUE(HasSignIn(ito));
  EXPECT_TRUE(HasPassword(ito));
}

TEST_F(Users, DoNotGetASecretBackForTheServerThatItWasEnteredFor) {
  const AccountId ito = Make("ito");
  GiveSecrets(ito);
  Change([](auto& s) { AssignCut(s.smtp_host, "mail.evil.example"); });
  EXPECT_FALSE(HasSignIn(ito));  // seen once under the other settings, it is gone from the flash
  EXPECT_FALSE(HasPassword(ito));
  Change([](auto& s) { AssignCut(s.smtp_host, "mail.contoso.example"); });
  EXPECT_FALSE(HasSignIn(ito));
  EXPECT_FALSE(HasPassword(ito));
}

// A refresh that is under way when the settings change must not make the old sign-in fit the new settings.
TEST_F(Users, DoNotCarryASignInOverByARefresh) {
  const AccountId ito = Make("ito");
  GiveSecrets(ito);
  SignIn sign_in;
  RefreshToken token;
  ASSERT_TRUE(book->LoadSignIn(ito, AccountBook::Slot::kApplied, sign_in, &token));
  Change([](auto& s) { AssignCut(s.smtp_host, "mail.evil.example"); });
  ASSERT_TRUE(book->SaveSignIn(ito, AccountBook::Slot::kApplied, sign_in, AsBytes("rotated")));
  EXPECT_FALSE(HasSignIn(ito));
}

TEST_F(Users, LoseAPasswordWithTheNameItWasFor) {
  const AccountId ito = Make("ito");
  GiveSecrets(ito);
  AccountSettings own = Settings(ito);
  AssignCut(own.user, "other@contoso.example");
  ASSERT_TRUE(book->SaveSettings(ito, own));
  EXPECT_FALSE(HasPassword(ito));
  EXPECT_TRUE(HasSignIn(ito));
}

// The settings are one write: the power goes, and either they and all secrets are old, or they are new and no secret
// opens.
TEST_F(Users, NeverHaveASecretUnderOtherSettingsAcrossAPowerCut) {
  const AccountId ito = Make("ito");
  const AccountId sato = Make("sato");
  GiveSecrets(ito);
  GiveSecrets(sato);
  FakeFlash before(kChip);
  before.CopyFrom(device.flash);
  int old_states = 0;
  int new_states = 0;
  for (const uint32_t octets : {0U, 24U, 200U, 4096U}) {
    bool done = false;
    for (uint64_t cut = 1; !done; ++cut) {
      ASSERT_LT(cut, 1000U);
      device.flash.Reboot();
      device.flash.CopyFrom(before);
      Boot();
      AccountSettings mail = Settings(kMailAccount);
      AssignCut(mail.smtp_host, "mail.evil.example");
      device.flash.SetPowerCut({.operation = cut, .octets = octets});
      done = book->SaveSettings(kMailAccount, mail).has_value();
      Boot();
      const bool changed = View(Settings(kMailAccount).smtp_host) == "mail.evil.example";
      (changed ? new_states : old_states) += 1;
      for (const AccountId user : {ito, sato}) {
        EXPECT_EQ(HasSignIn(user), !changed) << cut << ", " << octets;
        EXPECT_EQ(HasPassword(user), !changed) << cut << ", " << octets;
      }
    }
  }
  EXPECT_GT(old_states, 0);
  EXPECT_GT(new_states, 0);
}

TEST_F(Users, AreFiveHundredAndFoundWithFewReads) {
  for (unsigned i = 0; i < kUsersMax; ++i) Make("user" + std::to_string(i) + "@contoso.example");
  EXPECT_EQ(book->FindUser("one-too-many", true).error(), Error::kNoSpace);
  Boot();
  const UserDirectory users(*device.store);
  const uint64_t before = device.flash.reads();
  std::set<AccountId> accounts;
  for (unsigned i = 0; i < kUsersMax; ++i) {
    const std::string name = "user" + std::to_string(i) + "@contoso.example";
    const Result<AccountId> account = book->FindUser(name, false);
    ASSERT_TRUE(account) << name;
    EXPECT_TRUE(accounts.insert(*account).second) << name;
    EXPECT_EQ(View(Settings(*account).owner), name);
  }
  const double reads = static_cast<double>(device.flash.reads() - before) / kUsersMax;
  EXPECT_LT(reads, 12) << "flash reads a look-up and a load of settings";
  RecordProperty("reads_per_user", std::to_string(reads));
  const uint64_t before_missing = device.flash.reads();
  EXPECT_EQ(book->FindUser("nobody", false).error(), Error::kNotFound);
  EXPECT_LE(device.flash.reads() - before_missing, 8U);
  size_t walked = 0;
  for (auto account = users.Next(0); account; account = users.Next(*account + 1U)) ++walked;
  EXPECT_EQ(walked, kUsersMax);
}

// These names have the same hash, so that they stand in a row.
TEST_F(Users, AreFoundBesideOthersOfTheSameHashAlsoWhereOneWasDeleted) {
  std::vector<std::string> alike;
  const uint32_t wanted = Crc32(0, AsBytes(std::string_view("a0"))) % 65534;
  for (unsigned i = 0; alike.size() < 3; ++i) {
    const std::string name = "a" + std::to_string(i);
    if (Crc32(0, AsBytes(name)) % 65534 == wanted) alike.push_back(name);
  }
  std::vector<AccountId> accounts;
  for (const std::string& name : alike) accounts.push_back(Make(name));
  ASSERT_TRUE(book->DeleteUser(accounts[1]));
  EXPECT_EQ(book->FindUser(alike[0], false), accounts[0]);
  EXPECT_EQ(book->FindUser(alike[1], false).error(), Error::kNotFound);
  EXPECT_EQ(book->FindUser(alike[2], false), accounts[2]);
  EXPECT_EQ(Make(alike[1]), accounts[1]);
}

TEST_F(Users, TakeEverythingWithThemWhenDeleted) {
  const AccountId ito = Make("ito");
  GiveSecrets(ito);
  AccountNotes notes;
  notes.chunking_refused = true;
  ASSERT_TRUE(book->SaveNotes(ito, notes));
  ASSERT_TRUE(book->DeleteUser(ito));
  for (const RecordKind kind : {RecordKind::kAccountSettings, RecordKind::kSignIn, RecordKind::kPendingSignIn,
                                RecordKind::kPassword, RecordKind::kAccountNotes}) {
    EXPECT_FALSE(device.store->Contains({kind, ito})) << static_cast<int>(kind);
  }
  EXPECT_EQ(book->DeleteUser(kMailAccount).error(), Error::kInvalidArgument);
}

}  // namespace
}  // namespace tegami
