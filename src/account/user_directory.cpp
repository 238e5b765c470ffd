// SPDX-License-Identifier: MIT
// The store's index is the hash table.
#include "account/user_directory.h"

#include "settings/schema.h"
#include "store/fields.h"

namespace tegami {

AccountId UserDirectory::NumberOf(std::string_view owner, uint32_t probe) const {
  constexpr uint32_t kNumbers = 0x10000 - kFirstUserAccount;
  return static_cast<AccountId>(kFirstUserAccount + (Crc32(0, AsBytes(owner)) % kNumbers + probe) % kNumbers);
}

Result<AccountId> UserDirectory::Find(std::string_view owner) const {
  Text<kDisplayNameMaxBytes> found;
  for (uint32_t probe = 0; probe < kProbes; ++probe) {
    const AccountId account = NumberOf(owner, probe);
    if (!store_.Contains({RecordKind::kAccountSettings, account})) continue;
    TEGAMI_TRY(OwnerOf(account, found));
    if (View(found) == owner) return account;
  }
  return Fail(Error::kNotFound);
}

Result<AccountId> UserDirectory::Choose(std::string_view owner) const {
  if (owner.empty()) return Fail(Error::kInvalidArgument);
  size_t users = 0;
  for (auto account = Next(kFirstUserAccount); account; account = Next(*account + 1U)) ++users;
  if (users >= kUsersMax) return Fail(Error::kNoSpace);
  for (uint32_t probe = 0; probe < kProbes; ++probe) {
    const AccountId account = NumberOf(owner, probe);
    if (!store_.Contains({RecordKind::kAccountSettings, account})) return account;
  }
  return Fail(Error::kNoSpace);
}

std::optional<AccountId> UserDirectory::Next(uint32_t from) const {
  const uint32_t first = from < kFirstUserAccount ? kFirstUserAccount : from;
  const std::optional<uint32_t> index = store_.NextIndex(RecordKind::kAccountSettings, first);
  return index ? std::optional<AccountId>(static_cast<AccountId>(*index)) : std::nullopt;
}

Status UserDirectory::OwnerOf(AccountId account, AnyText& owner) const {
  owner.clear();
  const Result<ConstBytes> value = store_.Open({RecordKind::kAccountSettings, account});
  if (!value) return Fail(value.error());
  const uint8_t tag = FindSetting(SettingsGroup::kAccount, "owner")->tag;
  FieldReader fields(*value);
  while (fields.Next()) {
    if (fields.tag() == tag) fields.TakeText(owner);
  }
  store_.Close();
  return fields.status();
}

}  // namespace tegami
