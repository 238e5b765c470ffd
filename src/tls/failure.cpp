// SPDX-License-Identifier: MIT
// Names of failures and phases.
#include "tls/failure.h"

#include "tls/tls_filter.h"

namespace tegami {

const char* TlsFailureName(TlsFailure failure) {
  switch (failure) {
#define TEGAMI_TLS_FAILURE(name, meaning) \
  case TlsFailure::name: return #name;
#include "tls/failure.def"
#undef TEGAMI_TLS_FAILURE
  }
  return "?";
}

const char* TlsPhaseName(TlsPhase phase) {
  switch (phase) {
    case TlsPhase::kIdle: return "kIdle";
    case TlsPhase::kHandshaking: return "kHandshaking";
    case TlsPhase::kOpen: return "kOpen";
    case TlsPhase::kPeerClosed: return "kPeerClosed";
    case TlsPhase::kFailed: return "kFailed";
  }
  return "?";
}

}  // namespace tegami
