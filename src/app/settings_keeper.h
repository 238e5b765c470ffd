// SPDX-License-Identifier: MIT
// The device's settings, for those who read and write them by the schema: what a change brings about is done too.
#pragma once

#include "account/staged_settings.h"
#include "app/mail_app_core.h"
#include "settings/keeper.h"

namespace tegami {

class AppSettingsKeeper final : public SettingsKeeper {
 public:
  explicit AppSettingsKeeper(MailAppCore& app) : app_(app), staged_(app.store()) {}

  Status Load(const SettingsSection& section, SettingsDraft& draft) override;
  Status Save(const SettingsSection& section, SettingsDraft& draft) override;
  Status Stage(const SettingsSection& section, const SettingsDraft& draft) override;
  Status SaveStaged(SettingsDraft& draft) override;

 private:
  MailAppCore& app_;
  StagedSettings staged_;
};

}  // namespace tegami
