// SPDX-License-Identifier: MIT
// The session's life: start, handshake step by step, octets both ways, end.
#include "tls/tls_filter.h"

#include <mbedtls/platform.h>

#include <new>

#include "tegami/plausible_time.h"
#include "tls/engine.h"

namespace tegami {

Status TlsFilter::Start(ByteStream& under, const TlsClientConfig& config, std::optional<UtcTime> wall_clock) {
  if (phase_ != TlsPhase::kIdle) return Fail(Error::kBadState);
  ServerName name;
  TEGAMI_TRY(name.Assign(config.server_name));
  const bool full = config.verification == TlsVerification::kFull;
  if (full && config.roots == nullptr) return Fail(Error::kInvalidArgument);
  if (!IsPlausible(wall_clock)) wall_clock.reset();
  if (full && !wall_clock) {
    FailWith(TlsFailure::kClockNotSet);
    return {};
  }
  void* memory = mbedtls_calloc(1, sizeof(Engine));
  if (memory == nullptr) {
    FailWith(TlsFailure::kNoMemory);
    return {};
  }
  engine_ = new (memory) Engine(under, config, name, certificate_, wall_clock);
  phase_ = TlsPhase::kHandshaking;
  if (const int error = engine_->SetUp(); error != 0) {
    const TlsFailure failure = engine_->FailureOf(error, false);
    FailWith(failure == TlsFailure::kProtocolError ? TlsFailure::kInternal : failure);  // nobody was there yet
    return {};
  }
  offered_session_ = engine_->offered_session;
  return {};
}

bool TlsFilter::Poll() {
  switch (phase_) {
    case TlsPhase::kHandshaking: return StepHandshake();
    case TlsPhase::kOpen:
    case TlsPhase::kPeerClosed: SendCloseNotify(); return false;
    case TlsPhase::kIdle:
    case TlsPhase::kFailed: return false;
  }
  return false;
}

bool TlsFilter::StepHandshake() {
  if (!engine_->FlushSpill()) {
    // A stream that has ended makes no room any more.
    if (engine_->under.Ended()) FailWith(TlsFailure::kUnderlyingClosed);
    return false;
  }
  engine_->Mark();
  const int result = mbedtls_ssl_handshake_step(&engine_->ssl);
  if (result == MBEDTLS_ERR_SSL_WANT_READ) return !engine_->starved;
  if (result != 0) {
    FailFrom(result);
    return false;
  }
  if (mbedtls_ssl_is_handshake_over(&engine_->ssl) == 0) return true;
  Opened();
  return false;
}

void TlsFilter::Opened() {
  phase_ = TlsPhase::kOpen;
  engine_->handshaking = false;
  version_ = mbedtls_ssl_get_version_number(&engine_->ssl) == MBEDTLS_SSL_VERSION_TLS1_3 ? TlsVersion::kTls13
                                                                                         : TlsVersion::kTls12;
  resumed_ = engine_->DropPeerCertificates();
  if (!resumed_) engine_->certificate_end = engine_->CertificateEnd();
  // RFC 8446 §4.6.1: tickets of TLS 1.3 come later, with the octets.
  if (version_ == TlsVersion::kTls12) engine_->KeepSession();
}

size_t TlsFilter::Send(ConstBytes data) {
  size_t taken = 0;
  while (taken < data.size() && !close_wanted_ && FlushQueued()) {
    const ConstBytes rest = data.subspan(taken);
    engine_->Mark();
    const int result = mbedtls_ssl_write(&engine_->ssl, rest.data(), rest.size());
    if (result > 0) {
      taken += static_cast<size_t>(result);
    } else if (result == MBEDTLS_ERR_SSL_WANT_WRITE) {
      // The record is made and waits for room: its octets are taken.
      const int record = mbedtls_ssl_get_max_out_record_payload(&engine_->ssl);
      taken += std::min(rest.size(), static_cast<size_t>(std::max(record, 0)));
    } else {
      FailFrom(result);
    }
  }
  return taken;
}

// True: there is room for another record.
bool TlsFilter::FlushQueued() {
  if (phase_ != TlsPhase::kOpen && phase_ != TlsPhase::kPeerClosed) return false;
  const int result = engine_->Flush();
  if (result == 0) return true;
  if (result != MBEDTLS_ERR_SSL_WANT_WRITE) FailFrom(result);
  return false;
}

size_t TlsFilter::Receive(Bytes into) {
  if (phase_ != TlsPhase::kOpen || into.empty()) return 0;
  while (true) {
    engine_->Mark();
    const int result = mbedtls_ssl_read(&engine_->ssl, into.data(), into.size());
    if (result > 0) return static_cast<size_t>(result);
    switch (result) {
      case MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET: engine_->KeepSession(); continue;
      case MBEDTLS_ERR_SSL_WANT_READ:
        if (!engine_->starved) continue;  // a message that is not for the caller was read; more may be there
        return 0;
      case MBEDTLS_ERR_SSL_WANT_WRITE: return 0;
      case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY: phase_ = TlsPhase::kPeerClosed; return 0;
      case 0: FailFrom(MBEDTLS_ERR_SSL_CONN_EOF); return 0;
      default: FailFrom(result); return 0;
    }
  }
}

bool TlsFilter::Ended() const { return phase_ == TlsPhase::kPeerClosed || phase_ == TlsPhase::kFailed; }

bool TlsFilter::Flushed() const { return engine_ == nullptr || (engine_->flushed() && close_wanted_ == close_sent()); }

bool TlsFilter::close_sent() const { return engine_ != nullptr && engine_->close_queued; }

void TlsFilter::CloseNotify() {
  close_wanted_ = true;
  SendCloseNotify();
}

void TlsFilter::SendCloseNotify() {
  if (!FlushQueued() || !close_wanted_ || engine_->close_queued) return;
  engine_->close_queued = true;
  engine_->Mark();
  const int result = mbedtls_ssl_close_notify(&engine_->ssl);
  if (result != 0 && result != MBEDTLS_ERR_SSL_WANT_WRITE) FailFrom(result);
}

void TlsFilter::Reset() {
  FreeEngine();
  phase_ = TlsPhase::kIdle;
  failure_ = TlsFailure::kNone;
  alert_ = 0;
  resumed_ = false;
  offered_session_ = false;
  close_wanted_ = false;
  certificate_ = {};
}

const char* TlsFilter::cipher_suite() const {
  if (engine_ == nullptr || phase_ == TlsPhase::kHandshaking) return "";
  return mbedtls_ssl_get_ciphersuite(&engine_->ssl);
}

void TlsFilter::FailFrom(int mbedtls_error) {
  const bool open = phase_ != TlsPhase::kHandshaking;
  const TlsFailure failure = engine_->FailureOf(mbedtls_error, open);
  if (mbedtls_error == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE) alert_ = engine_->ReceivedAlert();
  FailWith(failure);
}

void TlsFilter::FailWith(TlsFailure failure) {
  phase_ = TlsPhase::kFailed;
  failure_ = failure;
  FreeEngine();
}

void TlsFilter::FreeEngine() {
  if (engine_ == nullptr) return;
  engine_->~Engine();
  mbedtls_free(engine_);
  engine_ = nullptr;
}

}  // namespace tegami
