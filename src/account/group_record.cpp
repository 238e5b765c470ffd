// SPDX-License-Identifier: MIT
// Fields by the schema.
#include "account/group_record.h"

#include "store/fields.h"

namespace tegami {
namespace {

bool IsStored(const SettingField& field, GroupFields which) {
  return field.type != SettingType::kSecret && (which == GroupFields::kAll || field.Is(kOwn));
}

void PutAddress(FieldWriter& fields, uint8_t tag, const IpAddress& address) {
  fields.Put(tag, ConstBytes(address.octets).first(address.family == IpAddress::Family::kIpv4 ? 4 : 16));
}

void TakeAddress(const FieldReader& fields, IpAddress& address) {
  address = {};
  address.family = fields.value().size() == 4 ? IpAddress::Family::kIpv4 : IpAddress::Family::kIpv6;
  CopyBytes(address.octets, fields.value());
}

void Take(FieldReader& fields, const SettingField& field, SettingsRef settings) {
  switch (field.type) {
    case SettingType::kText: fields.TakeText(SettingTextOf(field, settings)); break;
    case SettingType::kAddress: TakeAddress(fields, SettingAddressOf(field, settings)); break;
    case SettingType::kFlag:
    case SettingType::kChoice:
    case SettingType::kNumber:
    case SettingType::kEvents: static_cast<void>(SetSettingNumber(field, settings, fields.Number())); break;
    case SettingType::kSecret: break;
  }
}

}  // namespace

RecordKind GroupRecordKind(SettingsView settings) {
  switch (settings.group()) {
    case SettingsGroup::kAccount: return RecordKind::kAccountSettings;
    case SettingsGroup::kDevice: return RecordKind::kDeviceSettings;
    case SettingsGroup::kProxy: return RecordKind::kProxySettings;
    case SettingsGroup::kNotify: return RecordKind::kNotifySettings;
    case SettingsGroup::kLogServer: return RecordKind::kLogServerSettings;
    case SettingsGroup::kFax: return RecordKind::kFaxSettings;
  }
  return RecordKind::kAccountSettings;
}

Result<size_t> WriteGroup(SettingsView settings, Bytes into, GroupFields which) {
  FieldWriter fields(into);
  for (const SettingField& field : SettingsOf(settings.group())) {
    if (!IsStored(field, which)) continue;
    if (field.type == SettingType::kText) {
      fields.PutText(field.tag, SettingTextOf(field, settings));
    } else if (field.type == SettingType::kAddress) {
      PutAddress(fields, field.tag, SettingAddressOf(field, settings));
    } else {
      // ReadGroup() would leave it out, and the default count in its place.
      if (!SettingNumberInRange(field, settings)) return Fail(Error::kInvalidArgument);
      fields.PutNumber(field.tag, GetSettingNumber(field, settings));
    }
  }
  if (!fields.status()) return Fail(fields.status().error());
  return fields.size();
}

Status ReadGroup(ConstBytes value, SettingsRef settings, GroupFields which) {
  FieldReader fields(value);
  while (fields.Next()) {
    for (const SettingField& field : SettingsOf(settings.group())) {
      if (IsStored(field, which) && field.tag == fields.tag()) Take(fields, field, settings);
    }
  }
  return fields.status();
}

}  // namespace tegami
