// SPDX-License-Identifier: MIT
// What the network, proxies and TLS report, as causes for people.
#include "app/connection.h"

namespace tegami {

Cause CauseOf(LinkFailure failure) {
  switch (failure) {
    case LinkFailure::kNone: return Cause::kNone;
    case LinkFailure::kNoLink: return Cause::kNoLink;
    case LinkFailure::kNoDns: return Cause::kNoDns;
    case LinkFailure::kNoSuchName: return Cause::kNoSuchName;
    case LinkFailure::kRefused: return Cause::kConnectionRefused;
    case LinkFailure::kUnreachable: return Cause::kUnreachable;
    case LinkFailure::kTimedOut: return Cause::kConnectionTimedOut;
    case LinkFailure::kReset: return Cause::kConnectionReset;
  }
  return Cause::kConnectionReset;
}

Cause CauseOf(TlsFailure failure) {
  switch (failure) {
    case TlsFailure::kNone: return Cause::kNone;
    case TlsFailure::kClockNotSet: return Cause::kClockNotSet;
    case TlsFailure::kUntrusted: return Cause::kCertificateUntrusted;
    case TlsFailure::kExpired: return Cause::kCertificateExpired;
    case TlsFailure::kNotYetValid: return Cause::kCertificateNotYetValid;
    case TlsFailure::kWrongName:
    case TlsFailure::kNoSubjectAltName: return Cause::kCertificateWrongName;
    case TlsFailure::kWeak:
    case TlsFailure::kWrongUsage:
    case TlsFailure::kBadCertificate: return Cause::kCertificateUnsuitable;
    case TlsFailure::kProtocolVersion: return Cause::kTlsVersion;
    case TlsFailure::kHandshakeRefused:
    case TlsFailure::kNotTls:
    case TlsFailure::kProtocolError: return Cause::kTlsFailed;
    case TlsFailure::kCorruptRecord:
    case TlsFailure::kAlert:
    case TlsFailure::kUnderlyingClosed:
    case TlsFailure::kTruncated: return Cause::kConnectionReset;
    case TlsFailure::kNoMemory: return Cause::kOutOfMemory;
    case TlsFailure::kNoEntropy:
    case TlsFailure::kInternal: return Cause::kTlsFailed;
  }
  return Cause::kTlsFailed;
}

Cause CauseOf(TunnelFailure failure) {
  switch (failure) {
    case TunnelFailure::kNone: return Cause::kNone;
    case TunnelFailure::kUnwritable: return Cause::kInvalidSetting;
    case TunnelFailure::kTimedOut: return Cause::kProxyUnreachable;
    case TunnelFailure::kAuthentication: return Cause::kProxyAuthentication;
    case TunnelFailure::kTargetUnreachable: return Cause::kUnreachable;
    case TunnelFailure::kTargetTimedOut: return Cause::kConnectionTimedOut;
    case TunnelFailure::kClosed:
    case TunnelFailure::kNotHttp:
    case TunnelFailure::kHeadTooLarge:
    case TunnelFailure::kRefused:
    case TunnelFailure::kOctetsBehindHead: return Cause::kProxyRefused;
    case TunnelFailure::kAborted: return Cause::kCancelled;
  }
  return Cause::kProxyRefused;
}

}  // namespace tegami
