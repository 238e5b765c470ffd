// SPDX-License-Identifier: MIT
// OAuth causes to causes, row by row.
#include "app/oauth_failure.h"

namespace tegami {
namespace {

Cause CauseOfRow(OauthCause cause) {
  switch (cause) {
    case OauthCause::kNone: return Cause::kNone;
    case OauthCause::kUnreachable: return Cause::kUnreachable;
    case OauthCause::kTimedOut: return Cause::kServerSilent;
    case OauthCause::kBrokenAnswer:
    case OauthCause::kNotAnAnswer:
    case OauthCause::kTokenUnusable:
    case OauthCause::kUnknownError: return Cause::kIdentityServiceAnswer;
    case OauthCause::kCaptivePortal:
    case OauthCause::kRedirected: return Cause::kCaptivePortal;
    case OauthCause::kBusy:
    case OauthCause::kRequestLoop: return Cause::kIdentityServiceBusy;
    case OauthCause::kServiceDown: return Cause::kIdentityServiceDown;
    case OauthCause::kNoMemory: return Cause::kOutOfMemory;
    case OauthCause::kCancelled: return Cause::kSignInCancelled;
    case OauthCause::kCodeExpired:
    case OauthCause::kBadDeviceCode:
    case OauthCause::kCodeUsed:
    case OauthCause::kWrongCodeTyped:
    case OauthCause::kWrongDatacenter: return Cause::kCodeExpired;
    case OauthCause::kDeclined: return Cause::kSignInDeclined;
    case OauthCause::kWrongPassword:
    case OauthCause::kFinishInBrowser:
    case OauthCause::kMoreAuthentication:
    case OauthCause::kRegisterMfa: return Cause::kUserActionNeeded;
    case OauthCause::kSignInOver: return Cause::kSignInAgain;
    case OauthCause::kSignInExpired:
    case OauthCause::kSignInUnused: return Cause::kLinkExpired;
    case OauthCause::kSignInFrequency: return Cause::kSignInFrequency;
    case OauthCause::kPasswordChanged:
    case OauthCause::kPasswordExpired: return Cause::kPasswordChanged;
    case OauthCause::kDeviceFlowBlocked: return Cause::kDeviceFlowBlocked;
    case OauthCause::kConditionalAccess:
    case OauthCause::kDeviceCompliance:
    case OauthCause::kSecurityDefaults:
    case OauthCause::kTenantRestrictions:
    case OauthCause::kFederation: return Cause::kConditionalAccess;
    case OauthCause::kConsentMissing: return Cause::kConsentMissing;
    case OauthCause::kAccountLocked:
    case OauthCause::kAccountDisabled: return Cause::kAccountBlocked;
    case OauthCause::kUserNotAssigned:
    case OauthCause::kAppDisabled: return Cause::kAppNotAllowed;
    case OauthCause::kPublicClientOff: return Cause::kPublicClientOff;
    case OauthCause::kWrongAccount:
    case OauthCause::kTenantUnknown:
    case OauthCause::kSingleTenant:
    case OauthCause::kAccountTypeWrong:
    case OauthCause::kWrongCloud: return Cause::kTenantConfiguration;
    case OauthCause::kBadSettings: return Cause::kInvalidSetting;
    case OauthCause::kClientUnknown:
    case OauthCause::kClientSecretWrong:
    case OauthCause::kSecretNotWanted:
    case OauthCause::kClientRefused:
    case OauthCause::kWrongRegistration:
    case OauthCause::kGrantNotSupported:
    case OauthCause::kPermissionMissing:
    case OauthCause::kScopeInvalid:
    case OauthCause::kRequestRefused: return Cause::kClientConfiguration;
    case OauthCause::kScopeMissing: return Cause::kScopeMissing;
    case OauthCause::kNoRefreshToken: return Cause::kNoRefreshToken;
    case OauthCause::kNoMetadata:
    case OauthCause::kWrongIssuer:
    case OauthCause::kNoDeviceEndpoint:
    case OauthCause::kBadEndpoint: return Cause::kDiscoveryFailed;
  }
  return Cause::kIdentityServiceAnswer;
}

}  // namespace

Cause CauseOf(const OauthFailure& failure, Cause transport) {
  const bool no_response = failure.http_status == 0 && failure.failure_class == OauthClass::kTransient;
  if (no_response && transport != Cause::kNone) return transport;
  return CauseOfRow(failure.cause);
}

}  // namespace tegami
