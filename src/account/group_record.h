// SPDX-License-Identifier: MIT
// The records of the device's groups of settings.
#pragma once

#include "store/record.h"
#include "tegami/base/status.h"
#include "tegami/settings.h"

namespace tegami {

// Tags and lengths of a group's fields.
inline constexpr size_t kGroupFramingBytes = 96;

constexpr RecordKind GroupRecordKind(const ProxySettings&) { return RecordKind::kProxySettings; }
constexpr RecordKind GroupRecordKind(const NotifySettings&) { return RecordKind::kNotifySettings; }
constexpr RecordKind GroupRecordKind(const LogServerSettings&) { return RecordKind::kLogServerSettings; }
constexpr RecordKind GroupRecordKind(const FaxSettings&) { return RecordKind::kFaxSettings; }

//   kNoSpace  `into` is too small
[[nodiscard]] Result<size_t> WriteGroup(const ProxySettings& settings, Bytes into);
[[nodiscard]] Result<size_t> WriteGroup(const NotifySettings& settings, Bytes into);
[[nodiscard]] Result<size_t> WriteGroup(const LogServerSettings& settings, Bytes into);
[[nodiscard]] Result<size_t> WriteGroup(const FaxSettings& settings, Bytes into);

//   kCorrupt  not such a record
[[nodiscard]] Status ReadGroup(ConstBytes value, ProxySettings& settings);
[[nodiscard]] Status ReadGroup(ConstBytes value, NotifySettings& settings);
[[nodiscard]] Status ReadGroup(ConstBytes value, LogServerSettings& settings);
[[nodiscard]] Status ReadGroup(ConstBytes value, FaxSettings& settings);

}  // namespace tegami
