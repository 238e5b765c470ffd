// SPDX-License-Identifier: MIT
// The accounts as they are stored: settings, secrets, sign-ins. Every call that changes something returns when the
// flash holds it.
//
// What binds a secret (pass-back): a setting that says where a secret goes, or how well it is protected on the way,
// takes the secret with it when it changes; the schema has the list. SaveSettings() forgets an account's own secrets in
// the same instant. And each secret carries a mark of what it was saved for: Load...() gives no other, and reports what
// is bound to something else as kNotFound. Users' secrets are bound to the mail account's settings.
#pragma once

#include "account/binding.h"
#include "account/sign_in.h"
#include "store/store.h"
#include "tegami/mail_job.h"
#include "tegami/settings.h"

namespace tegami {

using Password = Secret<kPasswordMaxBytes>;
using ClientSecret = Secret<kClientSecretMaxBytes>;
using ProxyPassword = Secret<kProxyPasswordMaxBytes>;

// What is worth remembering of an account besides settings and sign-in.
struct AccountNotes {
  std::optional<UtcTime> last_mail;
  bool chunking_refused = false;  // by the server of the settings: BDAT is not tried again
  bool binary_refused = false;
  bool pending_lapsed = false;             // a sign-in was never applied, and is gone
  uint64_t size_limit = 0;                 // octets, as the server offered when it was asked last; 0: no limit known
  std::optional<UtcTime> size_asked;       // when that was
  uint8_t recipients_max = 0;              // of one mail, as the server's refusals tell; 0: no limit known
  std::optional<UtcTime> recipients_told;  // when one told it
};

// What the device keeps of itself.
struct DeviceNotes {
  int64_t clock_offset_seconds = 0;  // of a board's clock that cannot be set: what is to be added to it
  uint64_t spread = 0;  // random, drawn once: spreads what all devices do, a keep-alive refresh; 0: not drawn yet
};

class AccountBook {
 public:
  explicit AccountBook(Store& store) : store_(store) {}

  // Another number after every change of settings, passwords or accounts' sign-ins: what was set up by an older one, a
  // connection perhaps, is not to be used any more. A token that is renewed is no such change.
  uint32_t revision() const { return revision_; }

  // Defaults where nothing is stored.
  [[nodiscard]] Status LoadDevice(DeviceSettings& settings);
  [[nodiscard]] Status SaveDevice(const DeviceSettings& settings);
  [[nodiscard]] Status LoadSettings(AccountId account, AccountSettings& settings);

  // The device's other groups of settings: ProxySettings, NotifySettings, LogServerSettings, FaxSettings. Defaults
  // where nothing is stored.
  template <typename Group>
  [[nodiscard]] Status LoadGroup(Group& settings);
  template <typename Group>
  [[nodiscard]] Status SaveGroup(const Group& settings, GoingKinds going = {});
  // A proxy with another host, port or user does not get the password that was entered for the old one.
  [[nodiscard]] Status SaveProxy(const ProxySettings& settings);

  // Saves, and in the same instant forgets the secrets that were bound to what changed: all of them, where the settings
  // before no longer open.
  [[nodiscard]] Status SaveSettings(AccountId account, const AccountSettings& settings);

  // The account of this user; a new one where there is none and `create` is set. A user has a name, an account at the
  // server and a sender of their own; LoadSettings() takes all else from the mail account, whenever it is called.
  //   kNotFound  no such user
  //   kNoSpace   kUsersMax users are there
  [[nodiscard]] Result<AccountId> FindUser(std::string_view owner, bool create);
  // Forgets the user and their secrets.
  [[nodiscard]] Status DeleteUser(AccountId account);

  enum class Slot : uint8_t { kApplied, kPending };

  //   kNotFound  not signed in
  //   kCorrupt   stored, but it no longer opens
  [[nodiscard]] Status LoadSignIn(AccountId account, Slot slot, SignIn& sign_in, RefreshToken* refresh_token);
  [[nodiscard]] Status SaveSignIn(AccountId account, Slot slot, const SignIn& sign_in, ConstBytes refresh_token);

  bool HasSignIn(AccountId account, Slot slot) const;
  // The first account that is `from` or above and has a sign-in in this slot.
  std::optional<AccountId> NextSignIn(Slot slot, uint32_t from) const;

  // Makes the pending sign-in the applied one.
  //   kNotFound  nothing is pending
  [[nodiscard]] Status Apply(AccountId account);
  [[nodiscard]] Status DiscardPending(AccountId account);
  [[nodiscard]] Status SignOut(AccountId account);

  // An access token spares a refresh after a restart. Both times are wall time: a clock that was set in between shows.
  struct AccessTokenLife {
    UtcTime obtained;
    UtcTime expires;
  };
  // Bound to what the applied sign-in is bound to.
  //   kNotFound  not signed in
  [[nodiscard]] Status SaveAccessToken(AccountId account, ConstBytes token, const AccessTokenLife& life);
  [[nodiscard]] Status LoadAccessToken(AccountId account, AccessToken& token, AccessTokenLife& life);
  [[nodiscard]] Status DropAccessToken(AccountId account);

  // Empty removes.
  [[nodiscard]] Status SavePassword(AccountId account, ConstBytes value);
  [[nodiscard]] Status LoadPassword(AccountId account, Password& value);
  [[nodiscard]] Status SaveClientSecret(AccountId account, ConstBytes value);
  [[nodiscard]] Status LoadClientSecret(AccountId account, ClientSecret& value);

  [[nodiscard]] Status SaveProxyPassword(ConstBytes value);
  [[nodiscard]] Status LoadProxyPassword(ProxyPassword& value);

  // The first of `count` job numbers that were never given before, also across reboots. Reserved in blocks, so that a
  // job costs no write of its own; numbers of a block that the power took are left out. Where the counter is lost, the
  // jobs that are remembered tell: none is `known` or smaller.
  [[nodiscard]] Result<JobId> ReserveJobIds(uint32_t count, JobId known);

  [[nodiscard]] Status LoadNotes(AccountId account, AccountNotes& notes);
  [[nodiscard]] Status SaveNotes(AccountId account, const AccountNotes& notes);

  [[nodiscard]] Status LoadDeviceNotes(DeviceNotes& notes);
  [[nodiscard]] Status SaveDeviceNotes(const DeviceNotes& notes);

 private:
  // All that a sign-in consists of.
  static constexpr GoingKinds kSignInKinds{RecordKind::kSignIn, RecordKind::kPendingSignIn, RecordKind::kAccessToken};

  template <size_t N>
  Status LoadSecret(RecordId id, SettingTrait trait, Secret<N>& value);
  Status SaveSecret(RecordId id, SettingTrait trait, ConstBytes value);
  Status WriteSignInRecord(AccountId account, Slot slot, const SignIn& sign_in, ConstBytes refresh_token,
                           GoingKinds going);
  Status LoadUser(AccountId account, AccountSettings& settings);
  Status MarkNow(RecordId secret, SettingTrait trait, BindingMark& mark);
  Status DropUnbound(RecordId secret, SettingTrait trait, const BindingMark& entered);

  Store& store_;
  uint32_t revision_ = 0;
};

}  // namespace tegami
