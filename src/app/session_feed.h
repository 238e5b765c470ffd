// SPDX-License-Identifier: MIT
// Hands a machine what its connection has: octets, TLS, the end. For SmtpSession and Pop3Session.
#pragma once

#include <array>

#include "app/connection.h"

namespace tegami {

// Of one connection; a new one begins with a new object.
struct FedSoFar {
  bool tls_requested = false;
  bool end_told = false;
};

// Hands in what has arrived, and the end of the connection.
template <typename Session>
void FeedSession(Connection& connection, Session& session, FedSoFar& fed, Instant now) {
  constexpr size_t kReceiveBytes = 1024;
  if (fed.tls_requested) {
    if (connection.phase() == ConnectionPhase::kFailed) {
      fed.tls_requested = false;
      session.OnTlsFailed(now);
      return;
    }
    if (connection.phase() != ConnectionPhase::kOpen) return;
    fed.tls_requested = false;
    session.OnTlsReady(now);  // what came with the last flight, a greeting perhaps, is read below
  }
  std::array<uint8_t, kReceiveBytes> octets;
  while (const size_t count = connection.Receive(octets)) {
    session.OnBytes(ConstBytes(octets).first(count), now);
    if (session.Next().want == Session::Want::kStartTls) return;
  }
  if (!fed.end_told && (connection.Ended() || connection.phase() == ConnectionPhase::kFailed)) {
    fed.end_told = true;
    session.OnPeerClosed(now);
  }
}

// The session wants TLS: asks for it, once.
inline void RequestTls(Connection& connection, FedSoFar& fed, Instant now) {
  if (fed.tls_requested) return;
  fed.tls_requested = true;
  connection.StartTls(now);
  connection.Poll(now);
}

}  // namespace tegami
