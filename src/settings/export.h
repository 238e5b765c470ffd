// SPDX-License-Identifier: MIT
// The settings as a JSON file, for another device of the fleet: pulled in pieces, without any secret.
//
//   {
//     "format": "tegami-settings",
//     "version": 1,
//     "mail": {
//       "auth": "oauth2",
//       "smtp_port": null,
//       ...
//
// A line a setting, in the schema's order: two files can be compared. null: the service's own value.
#pragma once

#include "settings/keeper.h"
#include "tegami/base/bytes.h"

namespace tegami {

inline constexpr std::string_view kSettingsFormat = "tegami-settings";
inline constexpr int64_t kSettingsFormatVersion = 1;

class SettingsExport {
 public:
  enum class DeviceOwn : uint8_t { kLeaveOut, kInclude };  // addresses and names that another device has otherwise

  SettingsExport(SettingsKeeper& keeper, DeviceOwn device_own) : keeper_(keeper), device_own_(device_own) {}

  // The next octets of the file; 0 at its end. `into` may be as small as one octet. Settings that change while the file
  // is read may be in it half old, half new.
  //   kIo, kCorrupt  a section could not be loaded
  [[nodiscard]] Result<size_t> Read(Bytes into);

 private:
  // A name, and a text whose every octet is escaped by a backslash.
  static constexpr size_t kLineMaxBytes = 2 * kSettingTextMaxBytes + 96;

  Status WriteNextLine();
  void WriteField(const SettingField& field);
  const SettingField* NextField(size_t from);

  SettingsKeeper& keeper_;
  DeviceOwn device_own_;
  SettingsDraft draft_;
  size_t section_ = 0;
  size_t field_ = 0;  // of the section; 0 too before its head was written
  enum class Step : uint8_t { kHead, kSection, kField, kEnd, kDone } step_ = Step::kHead;
  size_t line_size_ = 0;
  size_t line_taken_ = 0;
  std::array<uint8_t, kLineMaxBytes> line_;
};

}  // namespace tegami
