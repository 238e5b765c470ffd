// SPDX-License-Identifier: MIT
// What an administrator sets, as plain data. Secrets (passwords, client secrets) are not here: see Command.
#pragma once

#include <array>
#include <cstdint>

#include "tegami/base/text.h"
#include "tegami/config.h"
#include "tegami/hal/network_types.h"

namespace tegami {

enum class Language : uint8_t { kJapanese, kEnglish };

// A row of the provider table.
enum class MailService : uint8_t {
  kExchangeOnline,
  kExchangeGccHigh,
  kExchangeDod,
  kExchangeChina,
  kOutlook,
  kCustom,
};

enum class AuthMethod : uint8_t { kOff, kSmtpAuth, kPopBeforeSmtp, kOauth2 };
enum class SecureConnection : uint8_t { kNone, kTls, kStartTls };

// Attachments as they are (BINARYMIME), without base64.
enum class BinaryTransfer : uint8_t {
  kAuto,  // on for services where it was proved
  kOff,
  kOn,  // where the server offers CHUNKING and BINARYMIME
};

// One account's mail server and sign-in. Empty texts and port 0 mean the service's own value.
struct AccountSettings {
  AuthMethod auth = AuthMethod::kOauth2;
  MailService service = MailService::kExchangeOnline;
  SecureConnection security = SecureConnection::kStartTls;
  BinaryTransfer binary = BinaryTransfer::kAuto;
  bool verify_certificate = true;           // of the mail server; the OAuth endpoints' are always verified
  bool allow_password_without_tls = false;  // chosen by an administrator in so many words
  uint16_t smtp_port = 0;
  Text<kHostNameMaxBytes> smtp_host;
  Text<kMailAddressMaxBytes> user;    // the account's name at the server
  Text<kMailAddressMaxBytes> sender;  // From; empty: the account's name
  Text<kDisplayNameMaxBytes> sender_name;
  Text<kClientIdMaxBytes> client_id;  // empty: the build's
  Text<kTenantMaxBytes> tenant;
  Text<kScopeMaxBytes> scope;
  Text<kUrlMaxBytes> authority;        // "https://login.example": endpoints as Microsoft lays them out
  Text<kUrlMaxBytes> discovery;        // or an issuer, asked for its metadata
  Text<kUrlMaxBytes> device_endpoint;  // or the endpoints one by one
  Text<kUrlMaxBytes> token_endpoint;
  Text<kDisplayNameMaxBytes> owner;  // a user account's user; empty for mail and fax
  Text<kHostNameMaxBytes> pop_host;  // POP before SMTP
  uint16_t pop_port = 0;             // 0: 110, or 995 with SSL/TLS
  uint32_t message_max_kib = 0;      // larger mails are refused before dialling; 0: the server's word counts
  bool operator==(const AccountSettings&) const = default;
};

struct DeviceSettings {
  Language language = Language::kEnglish;
  int16_t utc_offset_minutes = 0;
  Text<kDisplayNameMaxBytes> device_name;  // in subjects and notifications
  NetworkConfig network;
};

// The proxy for the OAuth endpoints (HTTP CONNECT). Its password is a secret of its own.
struct ProxySettings {
  bool enabled = false;
  Text<kHostNameMaxBytes> host;
  uint16_t port = 8080;
  Text<kProxyUserMaxBytes> user;  // empty: no authentication
  bool operator==(const ProxySettings&) const = default;
};

// What people may be told of. The numbers are bits of NotifyRule::events, on flash: never reuse one.
enum class DeviceEvent : uint8_t {
  kPaperOut = 0,
  kPaperJam = 1,
  kTonerLow = 2,
  kTonerOut = 3,
  kCoverOpen = 4,
  kServiceCall = 5,
  kJobDone = 6,
  kJobFailed = 7,
  kSignInTrouble = 8,  // about to lapse, expired, sign in again
};
inline constexpr uint8_t kDeviceEventCount = 9;

struct NotifyRule {
  Text<kMailAddressMaxBytes> address;  // empty: unused
  uint16_t events = 0;                 // bit n: DeviceEvent n
  bool operator==(const NotifyRule&) const = default;
};

struct NotifySettings {
  std::array<NotifyRule, kNotifyAddressesMax> rules;
  uint16_t fold_minutes = 5;  // events within this time of one another go in one mail
  bool operator==(const NotifySettings&) const = default;
};

// A collector of the event log: syslog over TLS (RFC 5425).
struct LogServerSettings {
  bool enabled = false;
  Text<kHostNameMaxBytes> host;
  uint16_t port = 6514;
  bool operator==(const LogServerSettings&) const = default;
};

enum class FaxFormat : uint8_t { kTiff, kPdf };

// How a fax number becomes a mail to the fax provider. In the templates {prefix}, {number}, {domain} and {device} stand
// for their values.
struct FaxSettings {
  Text<kFaxNumberMaxBytes> prefix;
  Text<kHostNameMaxBytes> domain;
  Text<kFaxTemplateMaxBytes> address_template;  // empty: "{prefix}{number}@{domain}"
  Text<kFaxTemplateMaxBytes> subject_template;  // empty: "Fax to {number}"
  Text<kFaxTemplateMaxBytes> text_template;     // empty: none
  FaxFormat format = FaxFormat::kTiff;
  bool operator==(const FaxSettings&) const = default;
};

}  // namespace tegami
