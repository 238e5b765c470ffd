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

// What a user's secret was entered for, as a fingerprint of the mail account's settings that bind it. It is stored in
// the secret's own record and compared whenever the secret is read: a change of the mail account's settings ends what
// all users have, in the one write that changes the settings.
struct BindingMark {
  std::array<uint8_t, 16> digest{};
  uint8_t protection = 0;  // bits: how well a secret is guarded on its way
  bool set = false;

  static constexpr size_t kBytes = 17;
  void Write(std::span<uint8_t, kBytes> into) const;
  static BindingMark Read(ConstBytes from);  // not set, where it has another size
};

// The mark of an account's settings record (empty: never stored) for secrets of `trait`: kBindsSignIn or
// kBindsPassword.
//   kNoMemory  the arena is exhausted
[[nodiscard]] Status MarkOf(ConstBytes settings_record, SettingTrait trait, BindingMark& mark);

// Whether a secret that was entered under `entered` may be used under `now`: for the same, guarded as well or better.
bool StillBinds(const BindingMark& entered, const BindingMark& now);

}  // namespace tegami
