// SPDX-License-Identifier: MIT
// Which account is whose: the users of To My Email.
//
// A user's account number is drawn from a hash of the user's name: a look-up reads one record, seldom two, however many
// users there are, and costs no memory. Where two names have the same number, the later one takes the next free one.
#pragma once

#include <optional>

#include "store/store.h"
#include "tegami/base/text.h"
#include "tegami/mail_job.h"

namespace tegami {

class UserDirectory {
 public:
  explicit UserDirectory(Store& store) : store_(store) {}

  //   kNotFound  no such user
  [[nodiscard]] Result<AccountId> Find(std::string_view owner) const;

  // A free number for a user who is not there yet.
  //   kNoSpace          kUsersMax users are there, or too many with the same hash
  //   kInvalidArgument  no name
  [[nodiscard]] Result<AccountId> Choose(std::string_view owner) const;

  // The first user's account that is `from` or above.
  std::optional<AccountId> Next(uint32_t from) const;

  [[nodiscard]] Status OwnerOf(AccountId account, AnyText& owner) const;

 private:
  // Numbers that a name may have. With kUsersMax names over 65,534 numbers more than three alike are not to be
  // expected; a gap, where a user was deleted, does not end the search.
  static constexpr uint32_t kProbes = 8;

  AccountId NumberOf(std::string_view owner, uint32_t probe) const;

  Store& store_;
};

}  // namespace tegami
