// SPDX-License-Identifier: MIT
// Sign-ins, tokens and passwords: each bound to the settings that it was saved for.
#include <algorithm>

#include "account/account_book.h"
#include "account/binding.h"
#include "store/fields.h"

namespace tegami {
namespace {

// Tags and lengths of a sign-in's fields.
constexpr size_t kSignInFramingBytes = 256;

// On flash: never reuse a number.
enum TokenTag : uint8_t { kExpires = 1, kToken = 2, kObtained = 3, kTokenBinding = 4 };

RecordId SignInRecord(AccountId account, AccountBook::Slot slot) {
  return {slot == AccountBook::Slot::kPending ? RecordKind::kPendingSignIn : RecordKind::kSignIn, account};
}

}  // namespace

// The mark of the settings that bind `secret`, as they are now.
Status AccountBook::MarkNow(RecordId secret, SettingTrait trait, BindingMark& mark) {
  const bool proxy = secret.kind == RecordKind::kProxyPassword;
  const bool user = !proxy && secret.index >= kFirstUserAccount;
  const RecordId settings{proxy ? RecordKind::kProxySettings : RecordKind::kAccountSettings,
                          user ? uint32_t{kMailAccount} : secret.index};
  const Result<ConstBytes> record = store_.Open(settings);
  if (!record && record.error() != Error::kNotFound) return Fail(record.error());
  const Status marked = MarkOf(proxy ? SettingsGroup::kProxy : SettingsGroup::kAccount, record ? *record : ConstBytes{},
                               trait, user ? MarkedFields::kShared : MarkedFields::kAll, mark);
  store_.Close();
  return marked;
}

// Removes `secret`, and says kNotFound, where it was entered for other settings than there are now.
Status AccountBook::DropUnbound(RecordId secret, SettingTrait trait, const BindingMark& entered) {
  BindingMark now;
  TEGAMI_TRY(MarkNow(secret, trait, now));
  if (StillBinds(entered, now)) return {};
  TEGAMI_TRY(store_.Remove(secret));
  return Fail(Error::kNotFound);
}

Status AccountBook::LoadSignIn(AccountId account, Slot slot, SignIn& sign_in, RefreshToken* refresh_token) {
  const Result<ConstBytes> value = store_.Open(SignInRecord(account, slot));
  if (!value) return Fail(value.error());
  Status read = ReadSignIn(*value, sign_in, refresh_token);
  store_.Close();
  if (read) read = DropUnbound(SignInRecord(account, slot), kBindsSignIn, sign_in.binding);
  if (!read && refresh_token != nullptr) refresh_token->Clear();
  return read;
}

Status AccountBook::SaveSignIn(AccountId account, Slot slot, const SignIn& sign_in, ConstBytes refresh_token) {
  return WriteSignInRecord(account, slot, sign_in, refresh_token, {});
}

Status AccountBook::WriteSignInRecord(AccountId account, Slot slot, const SignIn& sign_in, ConstBytes refresh_token,
                                      GoingKinds going) {
  BindingMark binding = sign_in.binding;
  if (!binding.set) TEGAMI_TRY(MarkNow(SignInRecord(account, slot), kBindsSignIn, binding));
  const size_t size_max = std::min(sizeof(SignIn) + kSignInFramingBytes + refresh_token.size(), kRecordValueMaxBytes);
  const Result<Bytes> draft = store_.Draft(SignInRecord(account, slot), size_max);
  if (!draft) return Fail(draft.error());
  const Result<size_t> size = WriteSignIn(sign_in, binding, refresh_token, *draft);
  if (!size) {
    store_.Close();
    return Fail(size.error());
  }
  return store_.Commit(*size, going);
}

bool AccountBook::HasSignIn(AccountId account, Slot slot) const { return store_.Contains(SignInRecord(account, slot)); }

std::optional<AccountId> AccountBook::NextSignIn(Slot slot, uint32_t from) const {
  const std::optional<uint32_t> index = store_.NextIndex(SignInRecord(0, slot).kind, from);
  return index ? std::optional<AccountId>(static_cast<AccountId>(*index)) : std::nullopt;
}

Status AccountBook::Apply(AccountId account) {
  ++revision_;
  SignIn sign_in;
  RefreshToken refresh_token;
  TEGAMI_TRY(LoadSignIn(account, Slot::kPending, sign_in, &refresh_token));
  sign_in.waited_days = 0;
  sign_in.waited_until = {};
  // One record, so that a power cut leaves the old sign-in with the new one pending, or the new one alone.
  // The access token at hand was the old sign-in's: it goes too, or a mail would leave in another name.
  return WriteSignInRecord(account, Slot::kApplied, sign_in, refresh_token.Reveal(),
                           {RecordKind::kPendingSignIn, RecordKind::kAccessToken});
}

Status AccountBook::DiscardPending(AccountId account) { return store_.Remove(SignInRecord(account, Slot::kPending)); }

Status AccountBook::SignOut(AccountId account) {
  ++revision_;
  return store_.Remove(SignInRecord(account, Slot::kApplied), kSignInKinds);
}

Status AccountBook::SaveAccessToken(AccountId account, ConstBytes token, const AccessTokenLife& life) {
  const Result<ConstBytes> sign_in = store_.Open(SignInRecord(account, Slot::kApplied));
  if (!sign_in) return Fail(sign_in.error());
  std::array<uint8_t, BindingMark::kBytes> binding;
  BindingOf(*sign_in).Write(binding);
  store_.Close();
  const Result<Bytes> draft = store_.Draft({RecordKind::kAccessToken, account}, token.size() + 64);
  if (!draft) return Fail(draft.error());
  FieldWriter fields(*draft);
  fields.PutNumber(kExpires, life.expires.seconds);
  fields.PutNumber(kObtained, life.obtained.seconds);
  fields.Put(kTokenBinding, binding);
  fields.Put(kToken, token);
  if (!fields.status()) {
    store_.Close();
    return fields.status();
  }
  return store_.Commit(fields.size());
}

Status AccountBook::LoadAccessToken(AccountId account, AccessToken& token, AccessTokenLife& life) {
  constexpr RecordKind kKind = RecordKind::kAccessToken;
  token.Clear();
  life = {};
  const Result<ConstBytes> value = store_.Open({kKind, account});
  if (!value) return Fail(value.error());
  BindingMark binding;
  FieldReader fields(*value);
  Status read;
  while (read && fields.Next()) {
    if (fields.tag() == kExpires) life.expires.seconds = fields.Number();
    if (fields.tag() == kObtained) life.obtained.seconds = fields.Number();
    if (fields.tag() == kTokenBinding) binding = BindingMark::Read(fields.value());
    if (fields.tag() == kToken) read = token.Assign(fields.value());
  }
  if (read) read = fields.status();
  store_.Close();
  if (read) read = DropUnbound({kKind, account}, kBindsSignIn, binding);
  if (!read) token.Clear();
  return read;
}

Status AccountBook::DropAccessToken(AccountId account) { return store_.Remove({RecordKind::kAccessToken, account}); }

// A secret stands behind the mark of what it was entered for.
template <size_t N>
Status AccountBook::LoadSecret(RecordId id, SettingTrait trait, Secret<N>& value) {
  value.Clear();
  const Result<ConstBytes> stored = store_.Open(id);
  if (!stored) return Fail(stored.error());
  const size_t mark_bytes = std::min(stored->size(), BindingMark::kBytes);
  const BindingMark entered = BindingMark::Read(stored->first(mark_bytes));
  Status read = value.Assign(stored->subspan(mark_bytes));
  store_.Close();
  if (read) read = DropUnbound(id, trait, entered);
  if (!read) value.Clear();
  return read;
}

Status AccountBook::SaveSecret(RecordId id, SettingTrait trait, ConstBytes value) {
  ++revision_;
  if (value.empty()) return store_.Remove(id);
  BindingMark mark;
  TEGAMI_TRY(MarkNow(id, trait, mark));
  const Result<Bytes> draft = store_.Draft(id, BindingMark::kBytes + value.size());
  if (!draft) return Fail(draft.error());
  mark.Write(draft->first<BindingMark::kBytes>());
  CopyBytes(draft->subspan(BindingMark::kBytes), value);
  return store_.Commit(BindingMark::kBytes + value.size());
}

Status AccountBook::SavePassword(AccountId account, ConstBytes value) {
  if (value.size() > kPasswordMaxBytes) return Fail(Error::kTooLong);
  return SaveSecret({RecordKind::kPassword, account}, kBindsPassword, value);
}

Status AccountBook::LoadPassword(AccountId account, Password& value) {
  return LoadSecret({RecordKind::kPassword, account}, kBindsPassword, value);
}

Status AccountBook::SaveClientSecret(AccountId account, ConstBytes value) {
  if (account >= kFirstUserAccount) return Fail(Error::kInvalidArgument);  // users have the mail account's
  if (value.size() > kClientSecretMaxBytes) return Fail(Error::kTooLong);
  return SaveSecret({RecordKind::kClientSecret, account}, kBindsClientSecret, value);
}

Status AccountBook::LoadClientSecret(AccountId account, ClientSecret& value) {
  const AccountId whose = account < kFirstUserAccount ? account : kMailAccount;
  return LoadSecret({RecordKind::kClientSecret, whose}, kBindsClientSecret, value);
}

Status AccountBook::SaveProxyPassword(ConstBytes value) {
  if (value.size() > kProxyPasswordMaxBytes) return Fail(Error::kTooLong);
  return SaveSecret({RecordKind::kProxyPassword, 0}, kBindsPassword, value);
}

Status AccountBook::LoadProxyPassword(ProxyPassword& value) {
  return LoadSecret({RecordKind::kProxyPassword, 0}, kBindsPassword, value);
}

}  // namespace tegami
