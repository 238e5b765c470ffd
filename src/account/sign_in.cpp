// SPDX-License-Identifier: MIT
// The fields of a sign-in's record.
#include "account/sign_in.h"

#include "store/fields.h"
#include "tegami/base/renew.h"

namespace tegami {
namespace {

// On flash: never reuse a number.
enum Tag : uint8_t {
  kAccountName = 1,
  kDisplayName = 2,
  kObjectId = 3,
  kTenantId = 4,
  kScope = 5,
  kSignedIn = 6,
  kRefreshed = 7,
  kCause = 8,  // the identifier's text: enumerators may move
  kDetail = 9,
  kRefreshTokenTag = 10,
  kTokenEndpoint = 11,
  kRevocationEndpoint = 12,
  kSecretInForm = 13,
  kBinding = 20,
  kWaitedDays = 14,
  kWaitedUntil = 15,
  kWarnedDays = 16,
};

}  // namespace

Result<size_t> WriteSignIn(const SignIn& sign_in, const BindingMark& binding, ConstBytes refresh_token, Bytes into) {
  FieldWriter fields(into);
  fields.PutText(kAccountName, sign_in.account_name);
  fields.PutText(kDisplayName, sign_in.display_name);
  fields.PutText(kObjectId, sign_in.object_id);
  fields.PutText(kTenantId, sign_in.tenant_id);
  fields.PutText(kScope, sign_in.scope);
  fields.PutText(kTokenEndpoint, sign_in.token_endpoint);
  fields.PutText(kRevocationEndpoint, sign_in.revocation_endpoint);
  fields.PutNumber(kSecretInForm, sign_in.secret_in_form ? 1 : 0);
  fields.PutNumber(kSignedIn, sign_in.signed_in.seconds);
  fields.PutNumber(kRefreshed, sign_in.refreshed.seconds);
  fields.Put(kCause, AsBytes(CauseIdentifier(sign_in.cause)));
  fields.PutText(kDetail, sign_in.detail);
  if (binding.set) {
    std::array<uint8_t, BindingMark::kBytes> mark;
    binding.Write(mark);
    fields.Put(kBinding, mark);
  }
  fields.PutNumber(kWaitedDays, sign_in.waited_days);
  fields.PutNumber(kWaitedUntil, sign_in.waited_until.seconds);
  fields.PutNumber(kWarnedDays, sign_in.warned_days);
  fields.Put(kRefreshTokenTag, refresh_token);
  if (!fields.status()) return Fail(fields.status().error());
  return fields.size();
}

Status ReadSignIn(ConstBytes value, SignIn& sign_in, RefreshToken* refresh_token) {
  Renew(sign_in);
  FieldReader fields(value);
  while (fields.Next()) {
    switch (fields.tag()) {
      case kAccountName: fields.TakeText(sign_in.account_name); break;
      case kDisplayName: fields.TakeText(sign_in.display_name); break;
      case kObjectId: fields.TakeText(sign_in.object_id); break;
      case kTenantId: fields.TakeText(sign_in.tenant_id); break;
      case kScope: fields.TakeText(sign_in.scope); break;
      case kTokenEndpoint: fields.TakeText(sign_in.token_endpoint); break;
      case kRevocationEndpoint: fields.TakeText(sign_in.revocation_endpoint); break;
      case kSecretInForm: fields.TakeBool(sign_in.secret_in_form); break;
      case kSignedIn: sign_in.signed_in.seconds = fields.Number(); break;
      case kRefreshed: sign_in.refreshed.seconds = fields.Number(); break;
      case kCause: sign_in.cause = CauseOfIdentifier(AsText(fields.value())); break;
      case kDetail: fields.TakeText(sign_in.detail); break;
      case kBinding: sign_in.binding = BindingMark::Read(fields.value()); break;
      case kWaitedDays: sign_in.waited_days = static_cast<uint8_t>(fields.Number()); break;
      case kWaitedUntil: sign_in.waited_until.seconds = fields.Number(); break;
      case kWarnedDays: sign_in.warned_days = static_cast<uint8_t>(fields.Number()); break;
      case kRefreshTokenTag:
        if (refresh_token != nullptr) TEGAMI_TRY(refresh_token->Assign(fields.value()));
        break;
      default: break;  // written by a newer firmware
    }
  }
  return fields.status();
}

BindingMark BindingOf(ConstBytes sign_in_record) {
  FieldReader fields(sign_in_record);
  while (fields.Next()) {
    if (fields.tag() == kBinding) return BindingMark::Read(fields.value());
  }
  return {};
}

}  // namespace tegami
