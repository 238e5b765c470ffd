// SPDX-License-Identifier: MIT
// Accounts in the store.
#include "account/account_book.h"

#include <algorithm>

#include "account/binding.h"
#include "account/group_record.h"
#include "account/user_directory.h"
#include "store/fields.h"

namespace tegami {
namespace {

// What a settings record needs at most: every text full.
constexpr size_t kSettingsRecordBytes = sizeof(AccountSettings) + 64;
static_assert(kSettingsRecordBytes <= kRecordValueMaxBytes);
// Tags and lengths of a sign-in's fields.
constexpr size_t kSignInFramingBytes = 256;

RecordId SignInRecord(AccountId account, AccountBook::Slot slot) {
  return {slot == AccountBook::Slot::kPending ? RecordKind::kPendingSignIn : RecordKind::kSignIn, account};
}

// All that a sign-in consists of.
constexpr GoingKinds kSignInKinds{RecordKind::kSignIn, RecordKind::kPendingSignIn, RecordKind::kAccessToken};

enum TokenTag : uint8_t { kExpires = 1, kToken = 2, kObtained = 3 };
enum NotesTag : uint8_t {
  kLastMail = 1,
  kChunkingRefused = 2,
  kBinaryRefused = 3,
  kPendingLapsed = 4,
  kSizeLimit = 5,
  kSizeAsked = 6,
  kRecipientsLimit = 7,
  kRecipientsTold = 8,
};
enum DeviceNotesTag : uint8_t { kSpread = 1, kClockOffset = 2 };

}  // namespace

Status AccountBook::LoadDevice(DeviceSettings& settings) {
  settings = {};
  const Result<ConstBytes> value = store_.Open({RecordKind::kDeviceSettings, 0});
  if (!value) return value.error() == Error::kNotFound ? Status{} : Fail(value.error());
  return ReadGroup(*value, settings);
}

Status AccountBook::SaveDevice(const DeviceSettings& settings) {
  const Result<Bytes> draft = store_.Draft({RecordKind::kDeviceSettings, 0}, sizeof(DeviceSettings) + 64);
  if (!draft) return Fail(draft.error());
  const Result<size_t> size = WriteGroup(settings, *draft);
  if (!size) return Fail(size.error());
  return store_.Commit(*size);
}

Status AccountBook::LoadSettings(AccountId account, AccountSettings& settings) {
  settings = {};
  if (account >= kFirstUserAccount) return LoadUser(account, settings);
  const Result<ConstBytes> value = store_.Open({RecordKind::kAccountSettings, account});
  if (!value) return value.error() == Error::kNotFound ? Status{} : Fail(value.error());
  return ReadGroup(*value, settings);
}

// The mail account's settings with the user's own in them.
Status AccountBook::LoadUser(AccountId account, AccountSettings& settings) {
  TEGAMI_TRY(LoadSettings(kMailAccount, settings));
  for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) {
    if (field.Is(kOwn) && field.type == SettingType::kText) SettingTextOf(field, SettingsRef(settings)).clear();
  }
  const Result<ConstBytes> value = store_.Open({RecordKind::kAccountSettings, account});
  if (!value) return value.error() == Error::kNotFound ? Status{} : Fail(value.error());
  return ReadGroup(*value, settings, GroupFields::kOwn);
}

Status AccountBook::SaveSettings(AccountId account, const AccountSettings& settings) {
  ++revision_;
  const bool user = account >= kFirstUserAccount;
  GoingKinds going;
  AccountSettings before;
  if (LoadSettings(account, before)) {
    BoundSecrets bound = SecretsBoundToChange(before, settings);
    if (user) bound = {false, before.user != settings.user, false};  // the rest is not the user's own
    if (bound.sign_in) going = kSignInKinds;
    if (bound.password) going.Add(RecordKind::kPassword);
    if (bound.client_secret) going.Add(RecordKind::kClientSecret);
    if (bound.sign_in || bound.password) going.Add(RecordKind::kAccountNotes);
  }
  const Result<Bytes> draft = store_.Draft({RecordKind::kAccountSettings, account}, kSettingsRecordBytes);
  if (!draft) return Fail(draft.error());
  const Result<size_t> size = WriteGroup(settings, *draft, user ? GroupFields::kOwn : GroupFields::kAll);
  if (!size) {
    store_.Close();
    return Fail(size.error());
  }
  return store_.Commit(*size, going);
}

template <typename Group>
Status AccountBook::LoadGroup(Group& settings) {
  settings = {};
  const Result<ConstBytes> value = store_.Open({GroupRecordKind(settings), 0});
  if (!value) return value.error() == Error::kNotFound ? Status{} : Fail(value.error());
  return ReadGroup(*value, settings);
}

template <typename Group>
Status AccountBook::SaveGroup(const Group& settings, GoingKinds going) {
  const Result<Bytes> draft = store_.Draft({GroupRecordKind(settings), 0}, sizeof(Group) + kGroupFramingBytes);
  if (!draft) return Fail(draft.error());
  const Result<size_t> size = WriteGroup(settings, *draft);
  if (!size) {
    store_.Close();
    return Fail(size.error());
  }
  return store_.Commit(*size, going);
}

template Status AccountBook::LoadGroup(ProxySettings&);
template Status AccountBook::LoadGroup(NotifySettings&);
template Status AccountBook::LoadGroup(LogServerSettings&);
template Status AccountBook::LoadGroup(FaxSettings&);
template Status AccountBook::SaveGroup(const ProxySettings&, GoingKinds);
template Status AccountBook::SaveGroup(const NotifySettings&, GoingKinds);
template Status AccountBook::SaveGroup(const LogServerSettings&, GoingKinds);
template Status AccountBook::SaveGroup(const FaxSettings&, GoingKinds);

Status AccountBook::SaveProxy(const ProxySettings& settings) {
  ++revision_;
  ProxySettings before;
  TEGAMI_TRY(LoadGroup(before));
  const bool bound = before.host != settings.host || before.port != settings.port || before.user != settings.user;
  return SaveGroup(settings, bound ? GoingKinds{RecordKind::kProxyPassword} : GoingKinds{});
}

Result<AccountId> AccountBook::FindUser(std::string_view owner, bool create) {
  const UserDirectory users(store_);
  const Result<AccountId> found = users.Find(owner);
  if (found || !create || found.error() != Error::kNotFound) return found;
  const Result<AccountId> account = users.Choose(owner);
  if (!account) return account;
  AccountSettings settings;
  TEGAMI_TRY(Assign(settings.owner, owner));
  TEGAMI_TRY(SaveSettings(*account, settings));
  return account;
}

Status AccountBook::DeleteUser(AccountId account) {
  if (account < kFirstUserAccount) return Fail(Error::kInvalidArgument);
  ++revision_;
  GoingKinds going = kSignInKinds;
  going.Add(RecordKind::kPassword);
  going.Add(RecordKind::kAccountNotes);
  return store_.Remove({RecordKind::kAccountSettings, account}, going);
}

Status AccountBook::MailMark(SettingTrait trait, BindingMark& mark) {
  const Result<ConstBytes> record = store_.Open({RecordKind::kAccountSettings, kMailAccount});
  if (!record && record.error() != Error::kNotFound) return Fail(record.error());
  const Status marked = MarkOf(record ? *record : ConstBytes{}, trait, mark);
  store_.Close();
  return marked;
}

Status AccountBook::LoadSignIn(AccountId account, Slot slot, SignIn& sign_in, RefreshToken* refresh_token) {
  const Result<ConstBytes> value = store_.Open(SignInRecord(account, slot));
  if (!value) return Fail(value.error());
  const Status read = ReadSignIn(*value, sign_in, refresh_token);
  store_.Close();
  if (!read || account < kFirstUserAccount) return read;
  BindingMark now;
  TEGAMI_TRY(MailMark(kBindsSignIn, now));
  if (StillBinds(sign_in.binding, now)) return {};
  if (refresh_token != nullptr) refresh_token->Clear();
  TEGAMI_TRY(store_.Remove(SignInRecord(account, slot)));
  return Fail(Error::kNotFound);
}

Status AccountBook::SaveSignIn(AccountId account, Slot slot, const SignIn& sign_in, ConstBytes refresh_token) {
  return WriteSignInRecord(account, slot, sign_in, refresh_token, {});
}

Status AccountBook::WriteSignInRecord(AccountId account, Slot slot, const SignIn& sign_in, ConstBytes refresh_token,
                                      GoingKinds going) {
  BindingMark binding = sign_in.binding;
  if (account >= kFirstUserAccount && !binding.set) TEGAMI_TRY(MailMark(kBindsSignIn, binding));
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
  const Result<Bytes> draft = store_.Draft({RecordKind::kAccessToken, account}, token.size() + 32);
  if (!draft) return Fail(draft.error());
  FieldWriter fields(*draft);
  fields.PutNumber(kExpires, life.expires.seconds);
  fields.PutNumber(kObtained, life.obtained.seconds);
  fields.Put(kToken, token);
  TEGAMI_TRY(fields.status());
  return store_.Commit(fields.size());
}

Status AccountBook::LoadAccessToken(AccountId account, AccessToken& token, AccessTokenLife& life) {
  token.Clear();
  life = {};
  const Result<ConstBytes> value = store_.Open({RecordKind::kAccessToken, account});
  if (!value) return Fail(value.error());
  FieldReader fields(*value);
  while (fields.Next()) {
    if (fields.tag() == kExpires) life.expires.seconds = fields.Number();
    if (fields.tag() == kObtained) life.obtained.seconds = fields.Number();
    if (fields.tag() == kToken) TEGAMI_TRY(token.Assign(fields.value()));
  }
  store_.Close();
  return fields.status();
}

Status AccountBook::DropAccessToken(AccountId account) { return store_.Remove({RecordKind::kAccessToken, account}); }

template <size_t N>
Status AccountBook::LoadSecret(RecordId id, Secret<N>& value) {
  value.Clear();
  const Result<ConstBytes> stored = store_.Open(id);
  if (!stored) return Fail(stored.error());
  const Status assigned = value.Assign(*stored);
  store_.Close();
  return assigned;
}

Status AccountBook::SaveSecret(RecordId id, ConstBytes value) {
  return value.empty() ? store_.Remove(id) : store_.Put(id, value);
}

Status AccountBook::SavePassword(AccountId account, ConstBytes value) {
  if (value.size() > kPasswordMaxBytes) return Fail(Error::kTooLong);
  ++revision_;
  if (account < kFirstUserAccount || value.empty()) return SaveSecret({RecordKind::kPassword, account}, value);
  // A user's password stands behind the mark of what it was entered for.
  BindingMark mark;
  TEGAMI_TRY(MailMark(kBindsPassword, mark));
  const Result<Bytes> draft = store_.Draft({RecordKind::kPassword, account}, BindingMark::kBytes + value.size());
  if (!draft) return Fail(draft.error());
  mark.Write(draft->first<BindingMark::kBytes>());
  CopyBytes(draft->subspan(BindingMark::kBytes), value);
  return store_.Commit(BindingMark::kBytes + value.size());
}

Status AccountBook::LoadPassword(AccountId account, Password& value) {
  if (account < kFirstUserAccount) return LoadSecret({RecordKind::kPassword, account}, value);
  value.Clear();
  BindingMark now;
  TEGAMI_TRY(MailMark(kBindsPassword, now));
  const Result<ConstBytes> stored = store_.Open({RecordKind::kPassword, account});
  if (!stored) return Fail(stored.error());
  const size_t mark_size = std::min(stored->size(), BindingMark::kBytes);
  const bool binds = StillBinds(BindingMark::Read(stored->first(mark_size)), now);
  const Status assigned = binds ? value.Assign(stored->subspan(mark_size)) : Fail(Error::kNotFound);
  store_.Close();
  if (!binds) TEGAMI_TRY(store_.Remove({RecordKind::kPassword, account}));
  return assigned;
}

Status AccountBook::SaveClientSecret(AccountId account, ConstBytes value) {
  if (account >= kFirstUserAccount) return Fail(Error::kInvalidArgument);  // users have the mail account's
  if (value.size() > kClientSecretMaxBytes) return Fail(Error::kTooLong);
  ++revision_;
  return SaveSecret({RecordKind::kClientSecret, account}, value);
}

Status AccountBook::LoadClientSecret(AccountId account, ClientSecret& value) {
  return LoadSecret({RecordKind::kClientSecret, account < kFirstUserAccount ? account : kMailAccount}, value);
}

Status AccountBook::SaveProxyPassword(ConstBytes value) {
  if (value.size() > kProxyPasswordMaxBytes) return Fail(Error::kTooLong);
  ++revision_;
  return SaveSecret({RecordKind::kProxyPassword, 0}, value);
}

Status AccountBook::LoadProxyPassword(ProxyPassword& value) {
  return LoadSecret({RecordKind::kProxyPassword, 0}, value);
}

Result<JobId> AccountBook::ReserveJobIds(uint32_t count) {
  constexpr RecordId kCounter{RecordKind::kJobCounter, 0};
  JobId first = 1;
  const Result<ConstBytes> value = store_.Open(kCounter);
  if (value) {
    FieldReader fields(*value);
    if (fields.Next()) first = static_cast<JobId>(fields.Number());
  } else if (value.error() == Error::kIo) {
    return Fail(Error::kIo);
  }
  const Result<Bytes> draft = store_.Draft(kCounter, 32);
  if (!draft) return Fail(draft.error());
  FieldWriter fields(*draft);
  fields.PutNumber(1, int64_t{first} + count);
  TEGAMI_TRY(store_.Commit(fields.size()));
  return first;
}

Status AccountBook::LoadNotes(AccountId account, AccountNotes& notes) {
  notes = {};
  const Result<ConstBytes> value = store_.Open({RecordKind::kAccountNotes, account});
  if (!value) return value.error() == Error::kNotFound ? Status{} : Fail(value.error());
  FieldReader fields(*value);
  while (fields.Next()) {
    if (fields.tag() == kLastMail) notes.last_mail = UtcTime{fields.Number()};
    if (fields.tag() == kChunkingRefused) fields.TakeBool(notes.chunking_refused);
    if (fields.tag() == kBinaryRefused) fields.TakeBool(notes.binary_refused);
    if (fields.tag() == kPendingLapsed) fields.TakeBool(notes.pending_lapsed);
    if (fields.tag() == kSizeLimit) notes.size_limit = static_cast<uint64_t>(fields.Number());
    if (fields.tag() == kSizeAsked) notes.size_asked = UtcTime{fields.Number()};
    if (fields.tag() == kRecipientsTold) notes.recipients_told = UtcTime{fields.Number()};
    if (fields.tag() == kRecipientsLimit) {
      notes.recipients_max = static_cast<uint8_t>(std::clamp<int64_t>(fields.Number(), 0, kRecipientsMax));
    }
  }
  return fields.status();
}

Status AccountBook::SaveNotes(AccountId account, const AccountNotes& notes) {
  const Result<Bytes> draft = store_.Draft({RecordKind::kAccountNotes, account}, 128);
  if (!draft) return Fail(draft.error());
  FieldWriter fields(*draft);
  if (notes.last_mail) fields.PutNumber(kLastMail, notes.last_mail->seconds);
  fields.PutNumber(kChunkingRefused, notes.chunking_refused ? 1 : 0);
  fields.PutNumber(kBinaryRefused, notes.binary_refused ? 1 : 0);
  fields.PutNumber(kPendingLapsed, notes.pending_lapsed ? 1 : 0);
  if (notes.size_limit != 0) fields.PutNumber(kSizeLimit, static_cast<int64_t>(notes.size_limit));
  if (notes.size_asked) fields.PutNumber(kSizeAsked, notes.size_asked->seconds);
  if (notes.recipients_max != 0) fields.PutNumber(kRecipientsLimit, notes.recipients_max);
  if (notes.recipients_told) fields.PutNumber(kRecipientsTold, notes.recipients_told->seconds);
  TEGAMI_TRY(fields.status());
  return store_.Commit(fields.size());
}

Status AccountBook::LoadDeviceNotes(DeviceNotes& notes) {
  notes = {};
  const Result<ConstBytes> value = store_.Open({RecordKind::kDeviceNotes, 0});
  if (!value) return value.error() == Error::kNotFound ? Status{} : Fail(value.error());
  FieldReader fields(*value);
  while (fields.Next()) {
    if (fields.tag() == kSpread) notes.spread = static_cast<uint64_t>(fields.Number());
    if (fields.tag() == kClockOffset) notes.clock_offset_seconds = fields.Number();
  }
  return fields.status();
}

Status AccountBook::SaveDeviceNotes(const DeviceNotes& notes) {
  const Result<Bytes> draft = store_.Draft({RecordKind::kDeviceNotes, 0}, 32);
  if (!draft) return Fail(draft.error());
  FieldWriter fields(*draft);
  fields.PutNumber(kSpread, static_cast<int64_t>(notes.spread));
  if (notes.clock_offset_seconds != 0) fields.PutNumber(kClockOffset, notes.clock_offset_seconds);
  TEGAMI_TRY(fields.status());
  return store_.Commit(fields.size());
}

}  // namespace tegami
