// SPDX-License-Identifier: MIT
// The draft's struct by group.
#include "settings/keeper.h"

namespace tegami {

SettingsRef SettingsDraft::Reset(SettingsGroup group) {
  switch (group) {
    case SettingsGroup::kAccount: settings_.emplace<AccountSettings>(); break;
    case SettingsGroup::kDevice: settings_.emplace<DeviceSettings>(); break;
    case SettingsGroup::kProxy: settings_.emplace<ProxySettings>(); break;
    case SettingsGroup::kNotify: settings_.emplace<NotifySettings>(); break;
    case SettingsGroup::kLogServer: settings_.emplace<LogServerSettings>(); break;
    case SettingsGroup::kFax: settings_.emplace<FaxSettings>(); break;
  }
  return ref();
}

SettingsRef SettingsDraft::ref() {
  return std::visit([](auto& settings) { return SettingsRef(settings); }, settings_);
}

SettingsView SettingsDraft::view() const {
  return std::visit([](const auto& settings) { return SettingsView(settings); }, settings_);
}

const SettingsSection* SectionNamed(std::string_view name) {
  for (const SettingsSection& section : kSettingsSections) {
    if (section.name == name) return &section;
  }
  return nullptr;
}

const SettingsSection* FindSection(std::string_view full_name, std::string_view& name) {
  const size_t dot = full_name.find('.');
  if (dot == std::string_view::npos) return nullptr;
  name = full_name;
  name.remove_prefix(dot + 1);
  return SectionNamed({full_name.data(), dot});
}

}  // namespace tegami
