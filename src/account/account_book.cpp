// SPDX-License-Identifier: MIT
// Accounts in the store.
#include "account/account_book.h"

#include <algorithm>

#include "account/group_record.h"
#include "account/user_directory.h"
#include "store/fields.h"

namespace tegami {
namespace {

// What a settings record needs at most: every text full.
constexpr size_t kSettingsRecordBytes = sizeof(AccountSettings) + 64;
static_assert(kSettingsRecordBytes <= kRecordValueMaxBytes);
static_assert(kFirstUserAccount == kDeviceAccounts);

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
  AccountSettings before;
  const Status loaded = LoadSettings(account, before);
  if (!loaded && loaded.error() != Error::kCorrupt) return loaded;
  // What was bound to settings that nobody can read any more is bound to nothing.
  BoundSecrets bound{true, true, true};
  if (loaded) bound = SecretsBoundToChange(before, settings);
  if (loaded && user) bound = {false, before.user != settings.user, false};  // the rest is not the user's own
  GoingKinds going;
  if (bound.sign_in) going = kSignInKinds;
  if (bound.password) going.Add(RecordKind::kPassword);
  if (bound.client_secret) going.Add(RecordKind::kClientSecret);
  if (bound.sign_in || bound.password) going.Add(RecordKind::kAccountNotes);
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
  const Status loaded = LoadGroup(before);
  if (!loaded && loaded.error() != Error::kCorrupt) return loaded;
  const bool bound =
      !loaded || before.host != settings.host || before.port != settings.port || before.user != settings.user;
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

Result<JobId> AccountBook::ReserveJobIds(uint32_t count, JobId known) {
  constexpr RecordId kCounter{RecordKind::kJobCounter, 0};
  JobId first = 1;
  const Result<ConstBytes> value = store_.Open(kCounter);
  if (value) {
    FieldReader fields(*value);
    if (fields.Next()) first = static_cast<JobId>(fields.Number());
  } else if (value.error() == Error::kIo) {
    return Fail(Error::kIo);
  }
  first = std::max(first, known + 1);
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
