// SPDX-License-Identifier: MIT
// What an administrator sets, as plain data. Secrets (passwords, client secrets) are not here: see Command.
#pragma once

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
  bool operator==(const AccountSettings&) const = default;
};

struct DeviceSettings {
  Language language = Language::kEnglish;
  int16_t utc_offset_minutes = 0;
  Text<kDisplayNameMaxBytes> device_name;  // in subjects and notifications
  NetworkConfig network;
};

}  // namespace tegami
