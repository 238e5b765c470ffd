// SPDX-License-Identifier: MIT
// The fields of the settings' records.
#include "account/account_record.h"

#include "store/fields.h"

namespace tegami {
namespace {

// On flash: never reuse a number.
enum AccountTag : uint8_t {
  kAuth = 1,
  kService = 2,
  kSecurity = 3,
  kBinary = 4,
  kVerify = 5,
  kPasswordWithoutTls = 6,
  kSmtpPort = 7,
  kSmtpHost = 8,
  kUser = 9,
  kSender = 10,
  kSenderName = 11,
  kClientId = 12,
  kTenant = 13,
  kScope = 14,
  kAuthority = 15,
  kDiscovery = 16,
  kDeviceEndpoint = 17,
  kTokenEndpoint = 18,
  kOwner = 19,
  kPopHost = 20,
  kPopPort = 21,
  kMessageMax = 22,
};

enum DeviceTag : uint8_t {
  kLanguage = 1,
  kUtcOffset = 2,
  kDeviceName = 3,
  kDhcp = 4,
  kAddress = 5,
  kPrefixBits = 6,
  kGateway = 7,
  kDns1 = 8,
  kDns2 = 9,
  kIpv6 = 10,
  kTimeServer = 11,
  kHostName = 12,
};

void PutAddress(FieldWriter& fields, uint8_t tag, const IpAddress& address) {
  fields.Put(tag, ConstBytes(address.octets).first(address.family == IpAddress::Family::kIpv4 ? 4 : 16));
}

void TakeAddress(const FieldReader& fields, IpAddress& address) {
  address = {};
  address.family = fields.value().size() == 4 ? IpAddress::Family::kIpv4 : IpAddress::Family::kIpv6;
  CopyBytes(address.octets, fields.value());
}

}  // namespace

Result<size_t> WriteAccountSettings(const AccountSettings& settings, Bytes into) {
  FieldWriter fields(into);
  fields.PutEnum(kAuth, settings.auth);
  fields.PutEnum(kService, settings.service);
  fields.PutEnum(kSecurity, settings.security);
  fields.PutEnum(kBinary, settings.binary);
  fields.PutNumber(kVerify, settings.verify_certificate ? 1 : 0);
  fields.PutNumber(kPasswordWithoutTls, settings.allow_password_without_tls ? 1 : 0);
  fields.PutNumber(kSmtpPort, settings.smtp_port);
  fields.PutText(kSmtpHost, settings.smtp_host);
  fields.PutText(kUser, settings.user);
  fields.PutText(kSender, settings.sender);
  fields.PutText(kSenderName, settings.sender_name);
  fields.PutText(kClientId, settings.client_id);
  fields.PutText(kTenant, settings.tenant);
  fields.PutText(kScope, settings.scope);
  fields.PutText(kAuthority, settings.authority);
  fields.PutText(kDiscovery, settings.discovery);
  fields.PutText(kDeviceEndpoint, settings.device_endpoint);
  fields.PutText(kTokenEndpoint, settings.token_endpoint);
  fields.PutText(kOwner, settings.owner);
  fields.PutText(kPopHost, settings.pop_host);
  fields.PutNumber(kPopPort, settings.pop_port);
  fields.PutNumber(kMessageMax, settings.message_max_kib);
  if (!fields.status()) return Fail(fields.status().error());
  return fields.size();
}

Status ReadAccountSettings(ConstBytes value, AccountSettings& settings) {
  settings = {};
  FieldReader fields(value);
  while (fields.Next()) {
    switch (fields.tag()) {
      case kAuth: fields.TakeEnum(settings.auth, AuthMethod::kOauth2); break;
      case kService: fields.TakeEnum(settings.service, MailService::kCustom); break;
      case kSecurity: fields.TakeEnum(settings.security, SecureConnection::kStartTls); break;
      case kBinary: fields.TakeEnum(settings.binary, BinaryTransfer::kOn); break;
      case kVerify: fields.TakeBool(settings.verify_certificate); break;
      case kPasswordWithoutTls: fields.TakeBool(settings.allow_password_without_tls); break;
      case kSmtpPort: settings.smtp_port = static_cast<uint16_t>(fields.Number()); break;
      case kSmtpHost: fields.TakeText(settings.smtp_host); break;
      case kUser: fields.TakeText(settings.user); break;
      case kSender: fields.TakeText(settings.sender); break;
      case kSenderName: fields.TakeText(settings.sender_name); break;
      case kClientId: fields.TakeText(settings.client_id); break;
      case kTenant: fields.TakeText(settings.tenant); break;
      case kScope: fields.TakeText(settings.scope); break;
      case kAuthority: fields.TakeText(settings.authority); break;
      case kDiscovery: fields.TakeText(settings.discovery); break;
      case kDeviceEndpoint: fields.TakeText(settings.device_endpoint); break;
      case kTokenEndpoint: fields.TakeText(settings.token_endpoint); break;
      case kOwner: fields.TakeText(settings.owner); break;
      case kPopHost: fields.TakeText(settings.pop_host); break;
      case kPopPort: settings.pop_port = static_cast<uint16_t>(fields.Number()); break;
      case kMessageMax: settings.message_max_kib = static_cast<uint32_t>(fields.Number()); break;
      default: break;  // written by a newer firmware
    }
  }
  return fields.status();
}

Result<size_t> WriteDeviceSettings(const DeviceSettings& settings, Bytes into) {
  FieldWriter fields(into);
  fields.PutEnum(kLanguage, settings.language);
  fields.PutNumber(kUtcOffset, settings.utc_offset_minutes);
  fields.PutText(kDeviceName, settings.device_name);
  fields.PutNumber(kDhcp, settings.network.dhcp ? 1 : 0);
  PutAddress(fields, kAddress, settings.network.address);
  fields.PutNumber(kPrefixBits, settings.network.prefix_bits);
  PutAddress(fields, kGateway, settings.network.gateway);
  PutAddress(fields, kDns1, settings.network.dns[0]);
  PutAddress(fields, kDns2, settings.network.dns[1]);
  fields.PutNumber(kIpv6, settings.network.ipv6 ? 1 : 0);
  fields.PutText(kTimeServer, settings.network.time_server);
  fields.PutText(kHostName, settings.network.host_name);
  if (!fields.status()) return Fail(fields.status().error());
  return fields.size();
}

Status ReadDeviceSettings(ConstBytes value, DeviceSettings& settings) {
  settings = {};
  FieldReader fields(value);
  while (fields.Next()) {
    switch (fields.tag()) {
      case kLanguage: fields.TakeEnum(settings.language, Language::kEnglish); break;
      case kUtcOffset: settings.utc_offset_minutes = static_cast<int16_t>(fields.Number()); break;
      case kDeviceName: fields.TakeText(settings.device_name); break;
      case kDhcp: fields.TakeBool(settings.network.dhcp); break;
      case kAddress: TakeAddress(fields, settings.network.address); break;
      case kPrefixBits: settings.network.prefix_bits = static_cast<uint8_t>(fields.Number()); break;
      case kGateway: TakeAddress(fields, settings.network.gateway); break;
      case kDns1: TakeAddress(fields, settings.network.dns[0]); break;
      case kDns2: TakeAddress(fields, settings.network.dns[1]); break;
      case kIpv6: fields.TakeBool(settings.network.ipv6); break;
      case kTimeServer: fields.TakeText(settings.network.time_server); break;
      case kHostName: fields.TakeText(settings.network.host_name); break;
      default: break;  // written by a newer firmware
    }
  }
  return fields.status();
}

}  // namespace tegami
