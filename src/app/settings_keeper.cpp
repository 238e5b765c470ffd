// SPDX-License-Identifier: MIT
// Sections to commands and records.
#include "app/settings_keeper.h"

namespace tegami {

Status AppSettingsKeeper::Load(const SettingsSection& section, SettingsDraft& draft) {
  draft.Reset(section.group);
  AccountBook& book = app_.book();
  switch (section.group) {
    case SettingsGroup::kAccount: return book.LoadSettings(section.account, draft.Get<AccountSettings>());
    case SettingsGroup::kDevice: return book.LoadDevice(draft.Get<DeviceSettings>());
    case SettingsGroup::kProxy: return book.LoadGroup(draft.Get<ProxySettings>());
    case SettingsGroup::kNotify: return book.LoadGroup(draft.Get<NotifySettings>());
    case SettingsGroup::kLogServer: return book.LoadGroup(draft.Get<LogServerSettings>());
    case SettingsGroup::kFax: return book.LoadGroup(draft.Get<FaxSettings>());
  }
  return Fail(Error::kInvalidArgument);
}

Status AppSettingsKeeper::Save(const SettingsSection& section, SettingsDraft& draft) {
  switch (section.group) {
    case SettingsGroup::kAccount: return app_.Do(SetAccountCommand{section.account, &draft.Get<AccountSettings>()});
    case SettingsGroup::kDevice: return app_.Do(SetDeviceCommand{&draft.Get<DeviceSettings>()});
    case SettingsGroup::kProxy: return app_.Do(SetProxyCommand{&draft.Get<ProxySettings>()});
    case SettingsGroup::kNotify: return app_.Do(SetNotifyCommand{&draft.Get<NotifySettings>()});
    case SettingsGroup::kLogServer: return app_.Do(SetLogServerCommand{&draft.Get<LogServerSettings>()});
    case SettingsGroup::kFax: return app_.Do(SetFaxCommand{&draft.Get<FaxSettings>()});
  }
  return Fail(Error::kInvalidArgument);
}

Status AppSettingsKeeper::Stage(const SettingsSection& section, const SettingsDraft& draft) {
  const Status staged = staged_.Stage(section, draft.view());
  if (!staged) staged_.Drop();
  return staged;
}

Status AppSettingsKeeper::SaveStaged(SettingsDraft& draft) {
  if (const Status committed = staged_.Commit(); !committed) {
    staged_.Drop();
    return committed;
  }
  return app_.FinishStaged(draft);
}

Status MailAppCore::FinishStaged(SettingsDraft& draft) {
  AppSettingsKeeper keeper(*this);
  staged_left_ = false;  // saving is a command, too
  const Status finished = StagedSettings(store_).Finish(keeper, draft);
  staged_left_ = !finished;
  return finished;
}

Status MailAppCore::FinishStaged() {
  SettingsDraft draft;
  return FinishStaged(draft);
}

}  // namespace tegami
