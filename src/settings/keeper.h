// SPDX-License-Identifier: MIT
// The parts of a device's settings, and where they are kept.
#pragma once

#include <variant>

#include "settings/schema.h"
#include "tegami/mail_job.h"

namespace tegami {

// What stands before the dot in "mail.smtp_host", and is an object of the exported file.
struct SettingsSection {
  std::string_view name;
  SettingsGroup group;
  AccountId account;  // of kAccount
};

// In the order of the exported file. The position is on flash for moments (StagedSettings): append, never reorder.
inline constexpr SettingsSection kSettingsSections[] = {
    {"mail", SettingsGroup::kAccount, kMailAccount},
    {"device", SettingsGroup::kDevice, 0},
    {"proxy", SettingsGroup::kProxy, 0},
    {"notify", SettingsGroup::kNotify, 0},
    {"log_server", SettingsGroup::kLogServer, 0},
    {"fax", SettingsGroup::kFax, 0},
    {"fax_server", SettingsGroup::kAccount, kFaxAccount},
};

// Room for any one of the structs. AccountSettings is the largest: 5 KiB.
class SettingsDraft {
 public:
  // The struct of `group`, with its defaults.
  SettingsRef Reset(SettingsGroup group);

  SettingsRef ref();
  SettingsView view() const;
  template <typename Group>
  Group& Get() {
    return *std::get_if<Group>(&settings_);
  }

 private:
  std::variant<AccountSettings, DeviceSettings, ProxySettings, NotifySettings, LogServerSettings, FaxSettings>
      settings_;
};

class SettingsKeeper {
 public:
  // Fills `draft` with the section's settings: defaults where nothing is stored.
  [[nodiscard]] virtual Status Load(const SettingsSection& section, SettingsDraft& draft) = 0;

  // Saves what Load() filled and somebody changed. Secrets that were bound to an older value go (account/binding.h).
  [[nodiscard]] virtual Status Save(const SettingsSection& section, SettingsDraft& draft) = 0;

  // Several sections in one instant, a power cut notwithstanding: Stage() each, then SaveStaged(). What is staged
  // counts nowhere before. A Stage() that fails forgets all of them.
  //   kInvalidArgument  a number is out of its range
  //   kIo, kNoSpace     the store refused
  [[nodiscard]] virtual Status Stage(const SettingsSection& section, const SettingsDraft& draft) = 0;

  // `draft` is its working memory.
  //   kNoSpace  none of them is saved
  //   kIo       the flash refused: none is saved, or all will be as soon as it works again
  [[nodiscard]] virtual Status SaveStaged(SettingsDraft& draft) = 0;

 protected:
  ~SettingsKeeper() = default;
};

// Null where there is no such section.
const SettingsSection* SectionNamed(std::string_view name);

// "mail.smtp_host", taken apart. Null where there is no such section; `name` is what follows the dot.
const SettingsSection* FindSection(std::string_view full_name, std::string_view& name);

}  // namespace tegami
