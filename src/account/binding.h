// SPDX-License-Identifier: MIT
// Which secrets of an account a change of settings takes with it (pass-back attacks). The schema says which field binds
// what; a lower protection on the way to the server takes tokens and password.
#pragma once

#include <array>

#include "settings/schema.h"
#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

struct BoundSecrets {
  bool sign_in = false;  // refresh, access and pending tokens
  bool password = false;
  bool client_secret = false;
};

// What `after` may no longer use of what was entered for `before`.
BoundSecrets SecretsBoundToChange(const AccountSettings& before, const AccountSettings& after);

// What a secret was entered for, as a fingerprint of the settings that bind it: of its account, for a user's secret of
// the mail account, for the proxy's password of the proxy. It is stored in the secret's own record and compared
// whenever the secret is read: a secret never goes with other settings than those that it was saved for, whatever
// became of the record that removed it. A change of the mail account's settings ends what all users have, in one write.
struct BindingMark {
  std::array<uint8_t, 16> digest{};
  uint8_t protection = 0;  // bits: how well a secret is guarded on its way
  bool set = false;

  static constexpr size_t kBytes = 17;
  void Write(std::span<uint8_t, kBytes> into) const;
  static BindingMark Read(ConstBytes from);  // not set, where it has another size
};

// Which fields of a record count.
enum class MarkedFields : uint8_t { kAll, kShared };  // kShared: what users have of the mail account

// The mark of a settings record (empty: never stored) for secrets of `trait`: kBindsSignIn, kBindsPassword or
// kBindsClientSecret. `group` is kAccount or kProxy.
//   kNoMemory  the arena is exhausted
[[nodiscard]] Status MarkOf(SettingsGroup group, ConstBytes settings_record, SettingTrait trait, MarkedFields fields,
                            BindingMark& mark);

// Whether a secret that was entered under `entered` may be used under `now`: for the same, guarded as well or better.
bool StillBinds(const BindingMark& entered, const BindingMark& now);

}  // namespace tegami
