// SPDX-License-Identifier: MIT
// A stored sign-in: who, for what, since when; and the record it is kept in.
#pragma once

#include <optional>

#include "account/binding.h"
#include "oauth/token_set.h"
#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/config.h"
#include "tegami/error_codes.h"

namespace tegami {

// Everything but the token itself.
struct SignIn {
  Text<kMailAddressMaxBytes> account_name;  // preferred_username: for display and as the SMTP user
  Text<kDisplayNameMaxBytes> display_name;
  Text<64> object_id;  // oid and tid: who it was, stably
  Text<64> tenant_id;
  Text<kScopeMaxBytes> scope;         // as granted
  Text<kUrlMaxBytes> token_endpoint;  // where it was obtained: a refresh goes nowhere else
  Text<kUrlMaxBytes> revocation_endpoint;
  bool secret_in_form = false;  // how the client secret was shown there
  UtcTime signed_in;
  UtcTime refreshed;           // when the stored refresh token was issued
  Cause cause = Cause::kNone;  // why it no longer works: the record is kept until it is replaced
  Text<kErrorTextMaxBytes> detail;
  BindingMark binding;  // what the settings were that it was made for; not set: those of the first save
  // Of a pending sign-in: days that the device saw go by, each once, so that a clock that was set years ahead counts
  // for one.
  uint8_t waited_days = 0;
  UtcTime waited_until;
  uint8_t warned_days = 0;  // the last warning told of so many days left; 0: none since the last refresh
};

// `into` is filled with the record's value: the fields, the refresh token among them. The caller wipes it.
// `binding` stands for sign_in.binding.
[[nodiscard]] Result<size_t> WriteSignIn(const SignIn& sign_in, const BindingMark& binding, ConstBytes refresh_token,
                                         Bytes into);

// `refresh_token` may be null: then only the facts are read.
//   kCorrupt  not a sign-in's record
[[nodiscard]] Status ReadSignIn(ConstBytes value, SignIn& sign_in, RefreshToken* refresh_token);

// What the sign-in of this record is bound to; not set, where the record does not say.
BindingMark BindingOf(ConstBytes sign_in_record);

}  // namespace tegami
