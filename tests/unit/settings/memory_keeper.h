// SPDX-License-Identifier: MIT
// A device's settings in memory, and a sink that remembers what it was told.
#pragma once

#include <cJSON.h>

#include <array>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "codec/json_arena.h"
#include "settings/checks.h"
#include "settings/export.h"
#include "settings/import.h"

namespace tegami {

class MemoryKeeper final : public SettingsKeeper {
 public:
  Status Load(const SettingsSection& section, SettingsDraft& draft) override {
    const auto kept = drafts.find(std::string(section.name));
    if (kept == drafts.end()) {
      draft.Reset(section.group);
    } else {
      draft = kept->second;
    }
    return {};
  }
  Status Save(const SettingsSection& section, SettingsDraft& draft) override {
    ++saves;
    drafts[std::string(section.name)] = draft;
    return {};
  }
  Status Stage(const SettingsSection& section, const SettingsDraft& draft) override {
    staged[std::string(section.name)] = draft;
    return {};
  }
  Status SaveStaged(SettingsDraft&) override {
    saves += static_cast<int>(staged.size());
    for (const auto& [name, draft] : staged) drafts[name] = draft;
    staged.clear();
    return {};
  }
  template <typename Group>
  Group& Of(const char* section) {
    SettingsDraft& draft = drafts[section];
    if (SettingsView(draft.view()).group() != GroupOf(Group())) draft.Reset(GroupOf(Group()));
    return draft.Get<Group>();
  }

  std::map<std::string, SettingsDraft> drafts;
  std::map<std::string, SettingsDraft> staged;
  int saves = 0;
};

class RememberingSink final : public IssueSink {
 public:
  void OnIssue(const SettingIssue& issue) override {
    told.push_back(std::string(issue.name) + ": " + std::string(ProblemWord(issue.problem)));
  }
  std::vector<std::string> told;
};

inline void UseJsonArena(size_t most) {
  JsonArena::Use({std::malloc, std::free}, most);
  cJSON_Hooks hooks{JsonArena::Allocate, JsonArena::Free};
  cJSON_InitHooks(&hooks);
}

// The whole file, pulled `piece` octets at a time.
inline std::string ExportAll(SettingsKeeper& keeper, SettingsExport::DeviceOwn device_own, size_t piece) {
  SettingsExport file(keeper, device_own);
  std::string text;
  std::vector<uint8_t> octets(piece);
  for (;;) {
    const Result<size_t> size = file.Read(octets);
    if (!size || *size == 0) return text;
    text.append(AsText(ConstBytes(octets).first(*size)));
  }
}

// `most`: what the document may take.
inline Status Import(SettingsKeeper& keeper, std::string_view file, RememberingSink& sink,
                     size_t most = kJsonMaxBytes) {
  UseJsonArena(most);
  SettingsDraft draft;
  return ImportSettings(AsBytes(file), keeper, draft, sink);
}

}  // namespace tegami
