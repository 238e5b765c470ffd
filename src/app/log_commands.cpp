// SPDX-License-Identifier: MIT
// What a command changes, field by field: names only, never values.
#include "app/log_events.h"

namespace tegami {
namespace {

// "account mail: smtp_host, smtp_port"; what does not fit is counted by three dots.
class FieldNames {
 public:
  explicit FieldNames(Event& event, std::string_view group) : text_(event.detail) {
    event.kind = EventKind::kSettingsChanged;
    static_cast<void>(Append(text_, group));
  }

  void Add(std::string_view name, bool changed) {
    if (!changed || full_) return;
    constexpr std::string_view kMore = ", ...";
    const std::string_view before = any_ ? ", " : ": ";
    full_ = before.size() + name.size() + kMore.size() > text_.available();
    any_ = true;
    if (full_) {
      static_cast<void>(Append(text_, kMore));
      return;
    }
    static_cast<void>(Append(text_, before));
    static_cast<void>(Append(text_, name));
  }

  bool any() const { return any_; }

 private:
  AnyText& text_;
  bool any_ = false;
  bool full_ = false;
};

std::string_view GroupOf(AccountId account) {
  return account == kMailAccount ? "mail account" : account == kFaxAccount ? "fax account" : "user account";
}

// `names.Add("field", before.field != after.field)` for each.
#define TEGAMI_CHANGED(field) names.Add(#field, before.field != after.field)

bool AddAccountFields(const AccountSettings& before, const AccountSettings& after, FieldNames& names) {
  TEGAMI_CHANGED(auth);
  TEGAMI_CHANGED(service);
  TEGAMI_CHANGED(security);
  TEGAMI_CHANGED(verify_certificate);
  TEGAMI_CHANGED(allow_password_without_tls);
  TEGAMI_CHANGED(smtp_host);
  TEGAMI_CHANGED(smtp_port);
  TEGAMI_CHANGED(user);
  TEGAMI_CHANGED(sender);
  TEGAMI_CHANGED(sender_name);
  TEGAMI_CHANGED(client_id);
  TEGAMI_CHANGED(tenant);
  TEGAMI_CHANGED(scope);
  TEGAMI_CHANGED(authority);
  TEGAMI_CHANGED(discovery);
  TEGAMI_CHANGED(device_endpoint);
  TEGAMI_CHANGED(token_endpoint);
  TEGAMI_CHANGED(owner);
  TEGAMI_CHANGED(pop_host);
  TEGAMI_CHANGED(pop_port);
  TEGAMI_CHANGED(binary);
  TEGAMI_CHANGED(message_max_kib);
  return names.any();
}

bool SameNetwork(const NetworkConfig& a, const NetworkConfig& b) {
  return a.dhcp == b.dhcp && a.address == b.address && a.prefix_bits == b.prefix_bits && a.gateway == b.gateway &&
         a.dns == b.dns && a.ipv6 == b.ipv6 && a.time_server == b.time_server && a.host_name == b.host_name;
}

struct CommandReader {
  Event& event;
  AccountBook& book;
  const SignInFacts& sign_in;

  bool Secret(std::string_view name, AccountId account, ConstBytes value) const {
    event.kind = EventKind::kSecretChanged;
    event.account = account;
    static_cast<void>(Append(event.detail, name));
    if (value.empty()) static_cast<void>(Append(event.detail, ": removed"));
    return true;
  }

  // Commands that ask for work, and say nothing of what the device is.
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
  bool operator()(const SignInCommand& c) const {
    event.kind = EventKind::kSignInStarted;
    event.account = c.account;
    return true;
  }
  bool operator()(const ApplySignInCommand& c) const {
    event.kind = EventKind::kSignInApplied;
    event.account = c.account.value_or(sign_in.account);
    if (event.account == sign_in.account) AssignCut(event.detail, View(sign_in.signed_in_as));
    return true;
  }
  bool operator()(const SignOutCommand& c) const {
    event.kind = EventKind::kSignedOut;
    event.account = c.account;
    return true;
  }
  bool operator()(const SetAccountCommand& c) const {
    AccountSettings before;
    if (c.settings == nullptr || !book.LoadSettings(c.account, before)) return false;
    event.account = c.account;
    FieldNames names(event, GroupOf(c.account));
    return AddAccountFields(before, *c.settings, names);
  }
  bool operator()(const SetDeviceCommand& c) const {
    DeviceSettings before;
    if (c.settings == nullptr || !book.LoadDevice(before)) return false;
    const DeviceSettings& after = *c.settings;
    FieldNames names(event, "device");
    TEGAMI_CHANGED(language);
    TEGAMI_CHANGED(utc_offset_minutes);
    TEGAMI_CHANGED(device_name);
    names.Add("network", !SameNetwork(before.network, after.network));
    return names.any();
  }
  bool operator()(const SetProxyCommand& c) const {
    ProxySettings before;
    if (c.settings == nullptr || !book.LoadGroup(before)) return false;
    const ProxySettings& after = *c.settings;
    FieldNames names(event, "proxy");
    TEGAMI_CHANGED(enabled);
    TEGAMI_CHANGED(host);
    TEGAMI_CHANGED(port);
    TEGAMI_CHANGED(user);
    return names.any();
  }
  bool operator()(const SetNotifyCommand& c) const {
    NotifySettings before;
    if (c.settings == nullptr || !book.LoadGroup(before)) return false;
    const NotifySettings& after = *c.settings;
    FieldNames names(event, "notifications");
    TEGAMI_CHANGED(rules);
    TEGAMI_CHANGED(fold_minutes);
    return names.any();
  }
  bool operator()(const SetFaxCommand& c) const {
    FaxSettings before;
    if (c.settings == nullptr || !book.LoadGroup(before)) return false;
    const FaxSettings& after = *c.settings;
    FieldNames names(event, "fax");
    TEGAMI_CHANGED(prefix);
    TEGAMI_CHANGED(domain);
    TEGAMI_CHANGED(address_template);
    TEGAMI_CHANGED(subject_template);
    TEGAMI_CHANGED(text_template);
    TEGAMI_CHANGED(format);
    return names.any();
  }
  bool operator()(const SetLogServerCommand& c) const {
    LogServerSettings before;
    if (c.settings == nullptr || !book.LoadGroup(before)) return false;
    const LogServerSettings& after = *c.settings;
    FieldNames names(event, "log server");
    TEGAMI_CHANGED(enabled);
    TEGAMI_CHANGED(host);
    TEGAMI_CHANGED(port);
    return names.any();
  }
  bool operator()(const SetPasswordCommand& c) const { return Secret("password", c.account, c.value); }
  bool operator()(const SetClientSecretCommand& c) const { return Secret("client_secret", c.account, c.value); }
  bool operator()(const SetProxyPasswordCommand& c) const { return Secret("proxy_password", kMailAccount, c.value); }
  bool operator()(const RemoveCaCommand&) const {
    event.kind = EventKind::kSettingsChanged;
    AssignCut(event.detail, "CA certificate: removed");
    return true;
  }
  bool operator()(const ImportCaCommand&) const {
    event.kind = EventKind::kCaImported;
    return true;
  }
};

#undef TEGAMI_CHANGED

}  // namespace

std::optional<Event> EventOf(const Command& command, EventActor actor, AccountBook& book, const SignInFacts& sign_in) {
  Event event;
  event.actor = actor;
  const CommandReader reader{event, book, sign_in};
  if (!std::visit(reader, command)) return std::nullopt;
  return event;
}

}  // namespace tegami
