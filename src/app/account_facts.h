// SPDX-License-Identifier: MIT
// An account as the faces and the host tool show it.
#pragma once

#include <optional>

#include "account/account_book.h"
#include "tegami/snapshot.h"

namespace tegami {

// Reads settings, notes and sign-ins from the book. `sign_in_facts`: the sign-in under way, of whichever account.
void FillAccountFacts(AccountBook& book, AccountId account, std::optional<UtcTime> now,
                      const SignInFacts& sign_in_facts, AccountFacts& facts);

}  // namespace tegami
