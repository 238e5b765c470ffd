// SPDX-License-Identifier: MIT
// The device's settings, for those who read and write them by the schema: what a change brings about is done too.
#pragma once

#include "app/mail_app_core.h"
#include "settings/keeper.h"

namespace tegami {

class AppSettingsKeeper final : public SettingsKeeper {
 public:
  explicit AppSettingsKeeper(MailAppCore& app) : app_(app) {}

  Status Load(const SettingsSection& section, SettingsDraft& draft) override;
  Status Save(const SettingsSection& section, SettingsDraft& draft) override;

 private:
  MailAppCore& app_;
};

}  // namespace tegami
