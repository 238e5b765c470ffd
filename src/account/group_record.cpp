// SPDX-License-Identifier: MIT
// The fields of the groups. Tags are on flash: never reuse a number.
#include "account/group_record.h"

#include "store/fields.h"

namespace tegami {
namespace {

enum ProxyTag : uint8_t { kProxyEnabled = 1, kProxyHost = 2, kProxyPort = 3, kProxyUser = 4 };
// Rule n has the tags kNotifyRule + 2 n (address) and the one behind it (events).
enum NotifyTag : uint8_t { kFoldMinutes = 1, kNotifyRule = 16 };
enum LogServerTag : uint8_t { kLogEnabled = 1, kLogHost = 2, kLogPort = 3 };
enum FaxTag : uint8_t { kPrefix = 1, kDomain = 2, kAddress = 3, kSubject = 4, kText = 5, kFormat = 6 };

Result<size_t> SizeOf(const FieldWriter& fields) {
  if (!fields.status()) return Fail(fields.status().error());
  return fields.size();
}

}  // namespace

Result<size_t> WriteGroup(const ProxySettings& settings, Bytes into) {
  FieldWriter fields(into);
  fields.PutNumber(kProxyEnabled, settings.enabled ? 1 : 0);
  fields.PutText(kProxyHost, settings.host);
  fields.PutNumber(kProxyPort, settings.port);
  fields.PutText(kProxyUser, settings.user);
  return SizeOf(fields);
}

Status ReadGroup(ConstBytes value, ProxySettings& settings) {
  settings = {};
  FieldReader fields(value);
  while (fields.Next()) {
    if (fields.tag() == kProxyEnabled) fields.TakeBool(settings.enabled);
    if (fields.tag() == kProxyHost) fields.TakeText(settings.host);
    if (fields.tag() == kProxyPort) settings.port = static_cast<uint16_t>(fields.Number());
    if (fields.tag() == kProxyUser) fields.TakeText(settings.user);
  }
  return fields.status();
}

Result<size_t> WriteGroup(const NotifySettings& settings, Bytes into) {
  FieldWriter fields(into);
  fields.PutNumber(kFoldMinutes, settings.fold_minutes);
  for (size_t i = 0; i < settings.rules.size(); ++i) {
    fields.PutText(static_cast<uint8_t>(kNotifyRule + 2 * i), settings.rules[i].address);
    fields.PutNumber(static_cast<uint8_t>(kNotifyRule + 2 * i + 1), settings.rules[i].events);
  }
  return SizeOf(fields);
}

Status ReadGroup(ConstBytes value, NotifySettings& settings) {
  settings = {};
  FieldReader fields(value);
  while (fields.Next()) {
    if (fields.tag() == kFoldMinutes) settings.fold_minutes = static_cast<uint16_t>(fields.Number());
    const size_t rule = fields.tag() >= kNotifyRule ? (fields.tag() - kNotifyRule) / 2U : settings.rules.size();
    if (rule >= settings.rules.size()) continue;
    if (fields.tag() % 2 == kNotifyRule % 2) {
      fields.TakeText(settings.rules[rule].address);
    } else {
      settings.rules[rule].events = static_cast<uint16_t>(fields.Number());
    }
  }
  return fields.status();
}

Result<size_t> WriteGroup(const LogServerSettings& settings, Bytes into) {
  FieldWriter fields(into);
  fields.PutNumber(kLogEnabled, settings.enabled ? 1 : 0);
  fields.PutText(kLogHost, settings.host);
  fields.PutNumber(kLogPort, settings.port);
  return SizeOf(fields);
}

Status ReadGroup(ConstBytes value, LogServerSettings& settings) {
  settings = {};
  FieldReader fields(value);
  while (fields.Next()) {
    if (fields.tag() == kLogEnabled) fields.TakeBool(settings.enabled);
    if (fields.tag() == kLogHost) fields.TakeText(settings.host);
    if (fields.tag() == kLogPort) settings.port = static_cast<uint16_t>(fields.Number());
  }
  return fields.status();
}

Result<size_t> WriteGroup(const FaxSettings& settings, Bytes into) {
  FieldWriter fields(into);
  fields.PutText(kPrefix, settings.prefix);
  fields.PutText(kDomain, settings.domain);
  fields.PutText(kAddress, settings.address_template);
  fields.PutText(kSubject, settings.subject_template);
  fields.PutText(kText, settings.text_template);
  fields.PutEnum(kFormat, settings.format);
  return SizeOf(fields);
}

Status ReadGroup(ConstBytes value, FaxSettings& settings) {
  settings = {};
  FieldReader fields(value);
  while (fields.Next()) {
    if (fields.tag() == kPrefix) fields.TakeText(settings.prefix);
    if (fields.tag() == kDomain) fields.TakeText(settings.domain);
    if (fields.tag() == kAddress) fields.TakeText(settings.address_template);
    if (fields.tag() == kSubject) fields.TakeText(settings.subject_template);
    if (fields.tag() == kText) fields.TakeText(settings.text_template);
    if (fields.tag() == kFormat) fields.TakeEnum(settings.format, FaxFormat::kPdf);
  }
  return fields.status();
}

}  // namespace tegami
