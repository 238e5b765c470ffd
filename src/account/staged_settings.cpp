// SPDX-License-Identifier: MIT
#include "account/staged_settings.h"

#include <algorithm>

#include "account/group_record.h"
#include "store/fields.h"

namespace tegami {
namespace {

constexpr RecordId kCommitted{RecordKind::kSettingsCommitted, 0};

RecordId StagedRecord(size_t position) { return {RecordKind::kStagedSettings, static_cast<uint32_t>(position)}; }

size_t PositionOf(const SettingsSection& section) {
  const SettingsSection* named = SectionNamed(section.name);
  return static_cast<size_t>(named - std::begin(kSettingsSections));
}

// Of a user's settings only their own are theirs to save.
GroupFields FieldsOf(const SettingsSection& section) {
  const bool user = section.group == SettingsGroup::kAccount && section.account >= kFirstUserAccount;
  return user ? GroupFields::kOwn : GroupFields::kAll;
}

}  // namespace

Status StagedSettings::Stage(const SettingsSection& section, SettingsView settings) {
  const size_t position = PositionOf(section);
  const Result<Bytes> draft = store_.Draft(StagedRecord(position), sizeof(AccountSettings) + kGroupFramingBytes);
  if (!draft) return Fail(draft.error());
  const Result<size_t> size = WriteGroup(settings, *draft, FieldsOf(section));
  if (!size) {
    store_.Close();
    return Fail(size.error());
  }
  TEGAMI_TRY(store_.Commit(*size));
  staged_[position] = section.account;
  largest_bytes_ = std::max(largest_bytes_, *size);
  return {};
}

// As much room is asked for as Finish() needs at a time: a store that is too full says so now.
Status StagedSettings::Commit() {
  constexpr size_t kValueMaxBytes = 16 * kSections;
  const Result<Bytes> draft = store_.Draft(kCommitted, std::max(largest_bytes_, kValueMaxBytes));
  if (!draft) return Fail(draft.error());
  FieldWriter fields(*draft);
  for (size_t i = 0; i < kSections; ++i) {
    if (staged_[i] != kNotStaged) fields.PutNumber(static_cast<uint8_t>(i + 1), staged_[i]);
  }
  if (!fields.status()) {
    store_.Close();
    return fields.status();
  }
  return store_.Commit(fields.size());
}

void StagedSettings::Drop() {
  staged_ = Nothing();
  largest_bytes_ = 0;
  if (store_.Contains(kCommitted)) return;
  for (size_t i = 0; i < kSections; ++i) {
    if (store_.Contains(StagedRecord(i))) static_cast<void>(store_.Remove(StagedRecord(i)));
  }
}

Result<StagedSettings::Accounts> StagedSettings::Committed() {
  const Result<ConstBytes> value = store_.Open(kCommitted);
  if (!value) return Fail(value.error());
  Accounts accounts = Nothing();
  FieldReader fields(*value);
  while (fields.Next()) {
    const size_t position = size_t{fields.tag()} - 1;
    if (position < kSections) accounts[position] = static_cast<AccountId>(fields.Number());
  }
  store_.Close();
  return accounts;
}

Status StagedSettings::Finish(SettingsKeeper& keeper, SettingsDraft& draft) {
  if (!store_.Contains(kCommitted)) {
    Drop();
    return {};
  }
  const Result<Accounts> accounts = Committed();
  if (!accounts && accounts.error() != Error::kCorrupt) return Fail(accounts.error());
  for (size_t i = 0; accounts && i < kSections; ++i) {
    if ((*accounts)[i] == kNotStaged || !store_.Contains(StagedRecord(i))) continue;
    SettingsSection section = kSettingsSections[i];
    section.account = (*accounts)[i];
    TEGAMI_TRY(FinishSection(section, i, keeper, draft));
  }
  TEGAMI_TRY(store_.Remove(kCommitted));
  Drop();
  return {};
}

Status StagedSettings::FinishSection(const SettingsSection& section, size_t position, SettingsKeeper& keeper,
                                     SettingsDraft& draft) {
  TEGAMI_TRY(keeper.Load(section, draft));
  const Result<ConstBytes> value = store_.Open(StagedRecord(position));
  if (!value && value.error() != Error::kCorrupt) return Fail(value.error());
  // One that no longer opens is lost: the section stays as it is.
  const bool whole = value && ReadGroup(*value, draft.ref(), FieldsOf(section));
  store_.Close();
  if (whole) TEGAMI_TRY(keeper.Save(section, draft));
  return store_.Remove(StagedRecord(position));
}

}  // namespace tegami
