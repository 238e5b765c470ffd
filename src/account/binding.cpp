// SPDX-License-Identifier: MIT
// The pass-back rule, by the schema's traits.
#include "account/binding.h"

#include <algorithm>

#include "crypto/sha256.h"
#include "store/fields.h"

namespace tegami {
namespace {

constexpr uint8_t kEncrypted = 1;
constexpr uint8_t kServerVerified = 2;
constexpr uint8_t kNeverInClear = 4;

uint8_t ProtectionOf(SecureConnection security, bool verify_certificate, bool allow_clear) {
  return static_cast<uint8_t>((security != SecureConnection::kNone ? kEncrypted : 0) |
                              (verify_certificate ? kServerVerified : 0) | (allow_clear ? 0 : kNeverInClear));
}

uint8_t ProtectionOf(const AccountSettings& s) {
  return ProtectionOf(s.security, s.verify_certificate, s.allow_password_without_tls);
}

bool Lowered(uint8_t before, uint8_t after) { return (before & ~after) != 0; }

// The value of a field of the record; empty where it is missing.
ConstBytes ValueOf(ConstBytes record, uint8_t tag) {
  FieldReader fields(record);
  while (fields.Next()) {
    if (fields.tag() == tag) return fields.value();
  }
  return {};
}

int64_t NumberOf(ConstBytes record, std::string_view name, int64_t otherwise) {
  const uint8_t tag = FindSetting(SettingsGroup::kAccount, name)->tag;
  FieldReader fields(record);
  while (fields.Next()) {
    if (fields.tag() == tag) return fields.Number();
  }
  return otherwise;
}

}  // namespace

BoundSecrets SecretsBoundToChange(const AccountSettings& before, const AccountSettings& after) {
  uint8_t changed = Lowered(ProtectionOf(before), ProtectionOf(after)) ? kBindsMail : 0;
  for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) {
    if (!SameSetting(field, before, after)) changed |= field.traits;
  }
  return {(changed & kBindsSignIn) != 0, (changed & kBindsPassword) != 0, (changed & kBindsClientSecret) != 0};
}

void BindingMark::Write(std::span<uint8_t, kBytes> into) const {
  into[0] = protection;
  CopyBytes(into.subspan<1>(), digest);
}

BindingMark BindingMark::Read(ConstBytes from) {
  BindingMark mark;
  if (from.size() != kBytes) return mark;
  mark.protection = from[0];
  CopyBytes(mark.digest, from.subspan(1));
  mark.set = true;
  return mark;
}

// A chain: each field's tag and value are hashed behind the digest so far. Fields that are empty or zero are left out,
// so that a record that was never stored, or by a firmware that had fewer fields, has the mark of the defaults.
Status MarkOf(SettingsGroup group, ConstBytes settings_record, SettingTrait trait, MarkedFields fields,
              BindingMark& mark) {
  constexpr size_t kValueMaxBytes = std::max(kUrlMaxBytes, kScopeMaxBytes);
  std::array<uint8_t, kSha256Bytes + 1 + kValueMaxBytes> link{};
  const auto digest = std::span(link).first<kSha256Bytes>();
  for (const SettingField& field : SettingsOf(group)) {
    if (!field.Is(trait) || (fields == MarkedFields::kShared && field.Is(kOwn))) continue;
    const ConstBytes value = ValueOf(settings_record, field.tag);
    if (std::all_of(value.begin(), value.end(), [](uint8_t octet) { return octet == 0; })) continue;
    link[kSha256Bytes] = field.tag;
    const size_t copied = CopyBytes(Bytes(link).subspan(kSha256Bytes + 1), value);
    std::array<uint8_t, kSha256Bytes> next;
    TEGAMI_TRY(Sha256(ConstBytes(link).first(kSha256Bytes + 1 + copied), next));
    CopyBytes(digest, next);
  }
  CopyBytes(mark.digest, ConstBytes(digest).first(mark.digest.size()));
  mark.protection = 0;
  mark.set = true;
  if (group != SettingsGroup::kAccount || (trait & kBindsMail) == 0) return {};
  mark.protection = ProtectionOf(static_cast<SecureConnection>(NumberOf(
                                     settings_record, "security", static_cast<int64_t>(SecureConnection::kStartTls))),
                                 NumberOf(settings_record, "verify_certificate", 1) != 0,
                                 NumberOf(settings_record, "allow_password_without_tls", 0) != 0);
  return {};
}

bool StillBinds(const BindingMark& entered, const BindingMark& now) {
  return entered.set && now.set && entered.digest == now.digest && !Lowered(entered.protection, now.protection);
}

}  // namespace tegami
