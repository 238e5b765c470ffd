// SPDX-License-Identifier: MIT
// Several sections of settings that are saved all or none, whenever the power goes.
#pragma once

#include <array>

#include "settings/keeper.h"
#include "store/store.h"

namespace tegami {

// Stage() keeps each section's new settings aside, in a record of its own. Commit() writes one record more: from then
// on they count. Finish() saves each where it belongs and forgets it; a start that finds that record does it too.
class StagedSettings {
 public:
  explicit StagedSettings(Store& store) : store_(store) {}

  //   kNoSpace, kIo, kInvalidArgument  as AccountBook::SaveSettings(); nothing has changed
  [[nodiscard]] Status Stage(const SettingsSection& section, SettingsView settings);

  // In one instant all of the staged settings count.
  //   kNoSpace, kIo  none of them does
  [[nodiscard]] Status Commit();

  // Forgets what was staged and not committed.
  void Drop();

  // Saves by `keeper` what was committed, here or before the last power cut, and forgets what was not; `draft` is its
  // working memory.
  //   kIo, ...  as `keeper` has it: what is left is to be saved by another call, and before anything else is
  [[nodiscard]] Status Finish(SettingsKeeper& keeper, SettingsDraft& draft);

 private:
  static constexpr size_t kSections = std::size(kSettingsSections);
  static constexpr AccountId kNotStaged = 0xFFFF;
  using Accounts = std::array<AccountId, kSections>;  // whose, by section

  static constexpr Accounts Nothing() {
    Accounts none{};
    none.fill(kNotStaged);
    return none;
  }
  Result<Accounts> Committed();
  Status FinishSection(const SettingsSection& section, size_t position, SettingsKeeper& keeper, SettingsDraft& draft);

  Store& store_;
  Accounts staged_ = Nothing();
  size_t largest_bytes_ = 0;
};

}  // namespace tegami
