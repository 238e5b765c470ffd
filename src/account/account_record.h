// SPDX-License-Identifier: MIT
// The record of an account's settings.
#pragma once

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"
#include "tegami/settings.h"

namespace tegami {

[[nodiscard]] Result<size_t> WriteAccountSettings(const AccountSettings& settings, Bytes into);

//   kCorrupt  not a settings record
[[nodiscard]] Status ReadAccountSettings(ConstBytes value, AccountSettings& settings);

[[nodiscard]] Result<size_t> WriteDeviceSettings(const DeviceSettings& settings, Bytes into);
[[nodiscard]] Status ReadDeviceSettings(ConstBytes value, DeviceSettings& settings);

}  // namespace tegami
