// SPDX-License-Identifier: MIT
// The settings as a table: name, type, range, who may see them, what they bind. Web Config's forms, the panel, the host
// tool, export and import, and the records on flash all read it; schema.def has the rows.
//
//   for (const SettingField& field : SettingsOf(SettingsGroup::kAccount)) {
//     if (!MaySee(field, SettingSeenBy::kAdministrator)) continue;
//     Text<kSettingTextMaxBytes> text;
//     GetSetting(field, settings, text);                       // "starttls", "587", "true", "smtp.office365.com"
//   }
//   const SettingField* field = FindSetting(SettingsGroup::kAccount, "smtp_port");
//   const SettingProblem problem = SetSetting(*field, settings, "0");   // kOutOfRange; settings are unchanged
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "tegami/base/text.h"
#include "tegami/settings.h"
#include "text/setting_text.h"

namespace tegami {

// Each is one struct of tegami/settings.h.
enum class SettingsGroup : uint8_t { kAccount, kDevice, kProxy, kNotify, kLogServer, kFax };

enum class SettingType : uint8_t {
  kText,
  kFlag,     // "true", "false"
  kChoice,   // one of ChoicesOf()
  kNumber,   // decimal; where kZeroIsAuto is set "" stands for 0: the service's own value
  kEvents,   // any of ChoicesOf(), with commas
  kAddress,  // an IP address; "" is none
  kSecret,   // never read, and not part of the struct: see SetPasswordCommand
};

// What a text must look like besides its length and UTF-8 without control characters. Empty is always allowed here.
enum class SettingRule : uint8_t {
  kAny,
  kAscii,      // 0x20 to 0x7E
  kWord,       // 0x21 to 0x7E
  kHost,       // letters, digits, '.' and '-', or an IP address
  kUrl,        // https
  kMailbox,    // local-part@domain
  kSender,     // a mailbox without : ( ) < > [ ] ; \ that does not begin with '.'
  kProxyUser,  // no colon: RFC 7617 §2
  kFaxDigits,  // letters and digits, + * # , -
  kTemplate,   // braces only around prefix, number, domain, device
  kIpv4,       // of an address: no IPv6
  kUtcOffset,  // of a number: "+09:00"
  kEvents,     // of a number: bits of DeviceEvent
};

enum class SettingSeenBy : uint8_t { kPublic, kUser, kAdministrator, kNobody };

// Traits, as bits.
enum SettingTrait : uint8_t {
  kOwn = 1,                 // of an account: each user has their own; all else is the mail account's
  kDeviceOwn = 2,           // another device has another value: exported only on demand
  kInternal = 4,            // nothing that people set
  kZeroIsAuto = 8,          // of a number: 0 is the service's own value, shown as ""
  kBindsSignIn = 16,        // a change takes the tokens with it (account/binding.h)
  kBindsPassword = 32,      // a change takes the password with it
  kBindsClientSecret = 64,  // a change takes the client secret with it
  kBindsOauth = kBindsSignIn | kBindsClientSecret,
  kBindsMail = kBindsSignIn | kBindsPassword,
  kBindsAll = kBindsOauth | kBindsPassword,
};

// A value of a choice: its word for programs, its label for people. The position is the enumerator's number.
struct SettingChoice {
  const char* word;
  SettingLabel label;
};

struct SettingField {
  const char* name;
  void* (*member)(void* settings);  // the member: AnyText, IpAddress or a number of |width| octets; null for secrets
  int32_t least;
  int32_t most;  // of a text: its longest, in octets
  SettingsGroup group;
  SettingType type;
  SettingRule rule;
  SettingSeenBy seen_by;
  uint8_t tag;
  uint8_t traits;
  int8_t width;     // of a number: octets; negative: signed
  uint8_t choices;  // which list
  SettingLabel label;

  bool Is(uint8_t trait) const { return (traits & trait) != 0; }
};

// The longest text of a setting (the table is checked): a scope, a URL, or all events.
inline constexpr size_t kSettingTextMaxBytes = std::max({kScopeMaxBytes, kUrlMaxBytes, kFaxTemplateMaxBytes});

constexpr SettingsGroup GroupOf(const AccountSettings&) { return SettingsGroup::kAccount; }
constexpr SettingsGroup GroupOf(const DeviceSettings&) { return SettingsGroup::kDevice; }
constexpr SettingsGroup GroupOf(const ProxySettings&) { return SettingsGroup::kProxy; }
constexpr SettingsGroup GroupOf(const NotifySettings&) { return SettingsGroup::kNotify; }
constexpr SettingsGroup GroupOf(const LogServerSettings&) { return SettingsGroup::kLogServer; }
constexpr SettingsGroup GroupOf(const FaxSettings&) { return SettingsGroup::kFax; }

// Any of the structs, by reference. Converts from each of them by itself.
class SettingsView {
 public:
  template <typename Group>
    requires requires(const Group& settings) { GroupOf(settings); }
  SettingsView(const Group& settings) : group_(GroupOf(settings)), data_(&settings) {}  // NOLINT: meant to convert
  SettingsGroup group() const { return group_; }
  const void* data() const { return data_; }

 private:
  friend class SettingsRef;
  SettingsView(SettingsGroup group, const void* data) : group_(group), data_(data) {}
  SettingsGroup group_;
  const void* data_;
};

class SettingsRef {
 public:
  template <typename Group>
    requires requires(const Group& settings) { GroupOf(settings); }
  SettingsRef(Group& settings) : group_(GroupOf(settings)), data_(&settings) {}  // NOLINT: meant to convert
  SettingsGroup group() const { return group_; }
  void* data() const { return data_; }
  operator SettingsView() const { return {group_, data_}; }  // NOLINT: meant to convert

 private:
  SettingsGroup group_;
  void* data_;
};

// All fields of a group, in the order in which people see them.
std::span<const SettingField> SettingsOf(SettingsGroup group);
const SettingField* FindSetting(SettingsGroup group, std::string_view name);
std::span<const SettingChoice> ChoicesOf(const SettingField& field);

constexpr bool MaySee(const SettingField& field, SettingSeenBy who) { return field.seen_by <= who; }

// The value as text. Secrets are empty. `field` is of the settings' group.
void GetSetting(const SettingField& field, SettingsView settings, AnyText& text);

// Sets the value from text, where it is one; otherwise says what is wrong and leaves the settings alone. A mail service
// brings its own values with it (ChooseService): set it before the account's other fields.
[[nodiscard]] SettingProblem SetSetting(const SettingField& field, SettingsRef settings, std::string_view text);

// What SetSetting() would say, also of a secret's new value.
[[nodiscard]] SettingProblem CheckSetting(const SettingField& field, std::string_view text);

bool SameSetting(const SettingField& field, SettingsView a, SettingsView b);

// For records and JSON: a flag, choice, number or set of events as a number. False: not in the field's range.
int64_t GetSettingNumber(const SettingField& field, SettingsView settings);
[[nodiscard]] bool SetSettingNumber(const SettingField& field, SettingsRef settings, int64_t number);
// Whether the number that stands there is one that SetSettingNumber() takes.
bool SettingNumberInRange(const SettingField& field, SettingsView settings);
const AnyText& SettingTextOf(const SettingField& field, SettingsView settings);
const IpAddress& SettingAddressOf(const SettingField& field, SettingsView settings);

// The same, to be changed: only for who keeps the rules (records).
AnyText& SettingTextOf(const SettingField& field, SettingsRef settings);
IpAddress& SettingAddressOf(const SettingField& field, SettingsRef settings);

}  // namespace tegami
