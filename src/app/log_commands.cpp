// SPDX-License-Identifier: MIT
// What a command changes, field by field: names only, never values.
#include "app/log_events.h"
#include "codec/date.h"

namespace tegami {
namespace {

// "mail account: smtp_host, smtp_port"; for what does not fit stand three dots.
class FieldNames {
 public:
  FieldNames(Event& event, std::string_view group) : text_(event.detail) {
    event.kind = EventKind::kSettingsChanged;
    static_cast<void>(Append(text_, group));
  }

  void Add(std::string_view name) {
    if (full_) return;
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

std::string_view AccountWords(AccountId account) {
  return account == kMailAccount ? "mail account" : account == kFaxAccount ? "fax account" : "user account";
}

// The names of the fields that differ, as the schema has them. Whether there are any.
bool TellChanges(Event& event, std::string_view group, SettingsView before, SettingsView after) {
  FieldNames names(event, group);
  for (const SettingField& field : SettingsOf(after.group())) {
    if (!SameSetting(field, before, after)) names.Add(field.name);
  }
  return names.any();
}

struct CommandReader {
  Event& event;
  AccountBook& book;
  const FactsBefore& facts;

  bool Secret(std::string_view name, AccountId account, ConstBytes value) const {
    event.kind = EventKind::kSecretChanged;
    event.account = account;
    static_cast<void>(Append(event.detail, name));
    if (value.empty()) static_cast<void>(Append(event.detail, ": removed"));
    return true;
  }

  template <typename Settings>
  bool Group(std::string_view name, const Settings* after) const {
    Settings before;
    return after != nullptr && book.LoadGroup(before) && TellChanges(event, name, before, *after);
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
    event.account = c.account.value_or(facts.sign_in.account);
    if (event.account == facts.sign_in.account) AssignCut(event.detail, View(facts.sign_in.signed_in_as));
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
    return TellChanges(event, AccountWords(c.account), before, *c.settings);
  }
  bool operator()(const DeleteUserCommand& c) const {
    event.kind = EventKind::kSettingsChanged;
    event.account = c.account;
    AssignCut(event.detail, AccountWords(c.account));
    static_cast<void>(Append(event.detail, ": removed"));
    return true;
  }
  bool operator()(const SetDeviceCommand& c) const {
    DeviceSettings before;
    return c.settings != nullptr && book.LoadDevice(before) && TellChanges(event, "device", before, *c.settings);
  }
  bool operator()(const SetClockCommand&) const {
    event.kind = EventKind::kTimeChanged;
    static_cast<void>(Append(event.detail, "was "));
    static_cast<void>(Append(event.detail, facts.time ? View(FormatRfc3339(*facts.time)) : "not set"));
    return true;
  }
  bool operator()(const SetProxyCommand& c) const { return Group("proxy", c.settings); }
  bool operator()(const SetNotifyCommand& c) const { return Group("notifications", c.settings); }
  bool operator()(const SetFaxCommand& c) const { return Group("fax", c.settings); }
  bool operator()(const SetLogServerCommand& c) const { return Group("log server", c.settings); }
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

}  // namespace

std::optional<Event> EventOf(const Command& command, EventActor actor, AccountBook& book, const FactsBefore& before) {
  Event event;
  event.actor = actor;
  const CommandReader reader{event, book, before};
  if (!std::visit(reader, command)) return std::nullopt;
  return event;
}

}  // namespace tegami
