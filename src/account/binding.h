// SPDX-License-Identifier: MIT
// Which secrets of an account a change of settings takes with it (pass-back attacks).
#pragma once

#include "tegami/settings.h"

namespace tegami {

struct BoundSecrets {
  bool sign_in = false;  // refresh, access and pending tokens
  bool password = false;
  bool client_secret = false;
};

// What `after` may no longer use of what was entered for `before`.
BoundSecrets SecretsBoundToChange(const AccountSettings& before, const AccountSettings& after);

}  // namespace tegami
