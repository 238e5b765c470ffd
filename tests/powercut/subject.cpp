// SPDX-License-Identifier: MIT
#include "powercut/subject.h"

#include <cstdlib>
#include <cstring>

#include "fakes/crypto_setup.h"

namespace tegami::powercut {

Status SpiedFlash::Program(uint32_t offset, ConstBytes data) {
  const uint32_t segment_bytes = std::max(Geometry().sector_bytes, kSegmentMinBytes);
  const uint32_t segment = offset / segment_bytes;
  SegmentHeader opened;
  RecordHeader record;
  if (offset % segment_bytes == 0 && data.size() >= SegmentHeader::kBytes &&
      opened.Read(data.first<SegmentHeader::kBytes>()) == SegmentHeader::Found::kHeader) {
    opened_[segment] = opened;
  } else if (data.size() >= RecordHeader::kBytes && record.Read(data.first<RecordHeader::kBytes>())) {
    const SegmentHeader& in = opened_[segment];
    Nonce nonce{};
    CopyBytes(nonce, in.opening);
    const uint32_t words[] = {in.sequence, offset % segment_bytes, record.nonce_random};
    std::memcpy(nonce.data() + in.opening.size(), words, sizeof words);
    Note(nonce);
  }
  const Status done = chip_.Program(offset, data);
  return done && denied_programs.IsNow() ? Fail(Error::kIo) : done;
}

void SpiedFlash::Note(const Nonce& nonce) {
  const bool known = (before_ != nullptr && before_->contains(nonce)) || !seen_.insert(nonce).second;
  if (known) ++repeated_;
}

void SpiedFlash::Continue(const SpiedFlash& other) {
  opened_ = other.opened_;
  seen_ = other.seen_;
  before_ = other.before_;
  if (before_ != nullptr) return;
  before_ = &other.seen_;
  seen_.clear();
}

Subject::Subject(const FlashGeometry& geometry, uint64_t seed) : chip(geometry), entropy(seed) {}

Subject::Subject(const Subject& from, uint64_t seed) : chip(from.chip.Geometry()), entropy(seed) {
  chip.CopyFrom(from.chip);
  spy.Continue(from.spy);
}

Status Subject::Boot() {
  chip.Reboot();
  return BootInCut();
}

Status Subject::BootInCut() {
  CryptoSetup::Get();
  book.reset();
  store = std::make_unique<Store>(spy, key, entropy);
  book = std::make_unique<AccountBook>(*store);
  TEGAMI_TRY(store->Mount());
  // As the app does at its start.
  BookKeeper keeper = Keeper();
  SettingsDraft draft;
  return StagedSettings(*store).Finish(keeper, draft);
}

Status BookKeeper::Load(const SettingsSection& section, SettingsDraft& draft) {
  draft.Reset(section.group);
  switch (section.group) {
    case SettingsGroup::kAccount: return book_.LoadSettings(section.account, draft.Get<AccountSettings>());
    case SettingsGroup::kDevice: return book_.LoadDevice(draft.Get<DeviceSettings>());
    case SettingsGroup::kProxy: return book_.LoadGroup(draft.Get<ProxySettings>());
    case SettingsGroup::kNotify: return book_.LoadGroup(draft.Get<NotifySettings>());
    case SettingsGroup::kLogServer: return book_.LoadGroup(draft.Get<LogServerSettings>());
    case SettingsGroup::kFax: return book_.LoadGroup(draft.Get<FaxSettings>());
  }
  return Fail(Error::kInvalidArgument);
}

Status BookKeeper::Save(const SettingsSection& section, SettingsDraft& draft) {
  switch (section.group) {
    case SettingsGroup::kAccount: return book_.SaveSettings(section.account, draft.Get<AccountSettings>());
    case SettingsGroup::kDevice: return book_.SaveDevice(draft.Get<DeviceSettings>());
    case SettingsGroup::kProxy: return book_.SaveProxy(draft.Get<ProxySettings>());
    case SettingsGroup::kNotify: return book_.SaveGroup(draft.Get<NotifySettings>());
    case SettingsGroup::kLogServer: return book_.SaveGroup(draft.Get<LogServerSettings>());
    case SettingsGroup::kFax: return book_.SaveGroup(draft.Get<FaxSettings>());
  }
  return Fail(Error::kInvalidArgument);
}

Status BookKeeper::Stage(const SettingsSection& section, const SettingsDraft& draft) {
  return staged_.Stage(section, draft.view());
}

Status BookKeeper::SaveStaged(SettingsDraft& draft) {
  TEGAMI_TRY(staged_.Commit());
  return staged_.Finish(*this, draft);
}

State Subject::Read() {
  State state;
  for (uint32_t kind = 0; kind < kRecordKindsMax; ++kind) {
    const auto record_kind = static_cast<RecordKind>(kind);
    for (auto index = store->NextIndex(record_kind, 0); index; index = store->NextIndex(record_kind, *index + 1)) {
      const RecordId id{record_kind, *index};
      const Result<ConstBytes> value = store->Open(id);
      state[RecordKey(id)] = value ? std::string(AsText(*value)) : std::string("does not open");
    }
  }
  return state;
}

std::string ValueOf(unsigned seed, size_t size) {
  std::string value(size, '\0');
  for (size_t i = 0; i < size; ++i) value[i] = static_cast<char>(seed * 131 + i * 7 + i / 251);
  return value;
}

bool Everything() {
  const char* mode = std::getenv("TEGAMI_TEST_MODE");
  return mode != nullptr && std::string_view(mode) == "long";
}

}  // namespace tegami::powercut
