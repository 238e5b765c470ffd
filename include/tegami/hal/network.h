// SPDX-License-Identifier: MIT
// The board's TCP/IP: link, addresses, outgoing TCP streams. Polled; never blocks; never calls back.
#pragma once

#include <array>
#include <optional>

#include "tegami/base/byte_stream.h"
#include "tegami/base/status.h"
#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/hal/network_types.h"

namespace tegami {

// One TCP connection slot. The port owns it; a task borrows it between Acquire and Release.
//
// Connect() resolves the name (A and AAAA) and tries every address of it in turn, both families, until one answers.
// The whole attempt is bounded by the caller, who calls Abort() when it loses patience; an address that stays silent
// is given up after kConnectAttemptMs (config.h) where another is left to try. Where all fail, the failure that is told
// is that of the address that got farthest: kRefused before kTimedOut before kUnreachable.
//
// A stream stays in kPeerClosed and kFailed until Close() or Abort(); both are legal in every phase and lead to kIdle.
class TcpStream : public ByteStream {
 public:
  // Starts look-up and connect, and returns at once. `peer` is copied. Legal in kIdle only.
  //   kBadState         not idle
  //   kInvalidArgument  empty or over-long host, port 0
  [[nodiscard]] virtual Status Connect(const Endpoint& peer) = 0;

  virtual LinkPhase Phase() const = 0;

  // Why, after kFailed; kNone before.
  virtual LinkFailure Failure() const = 0;

  // The address in use, for logs and the route check; nothing before kOpen.
  virtual std::optional<IpAddress> PeerAddress() const = 0;
  virtual std::optional<IpAddress> LocalAddress() const = 0;

  // Send (ByteStream): legal in kOpen and kPeerClosed; takes 0 in every other phase.
  // Receive (ByteStream): gives what has arrived, also after kPeerClosed and kFailed until all is taken.

  // Sends what is queued, then FIN. The stream goes to kIdle at once for the caller; the port finishes behind.
  virtual void Close() = 0;

  // RST: what is queued is lost. Goes to kIdle.
  virtual void Abort() = 0;

 protected:
  ~TcpStream() = default;
};

class Network {
 public:
  // Moves octets between wire and streams. Called once a loop; everything above sees changes only after it.
  virtual void Poll(Instant now) = 0;

  // Until when the caller may sleep if nothing happens on the wire; kNever: only the wire can wake it.
  virtual Instant WakeBy() const = 0;

  // Sleeps until `until`, a frame or octet arrives, or input from the operator; may return early. The only call that
  // may sleep; a loop on an RTOS maps it to waiting for an event.
  virtual void WaitForEvent(Instant until) = 0;

  // Applies addressing (DHCP or static), DNS and time servers. Streams that are open may break where an address
  // changes; what is as it was is left alone, so that a change of other settings costs no connection and no lease.
  //   kUnsupported  the system under the port keeps them
  [[nodiscard]] virtual Status Configure(const NetworkConfig& config) = 0;

  // Interfaces, their kind and their addresses now, for people to read: at most kInterfacesMax, with at most
  // kAddressesPerInterfaceMax each.
  virtual size_t Interfaces(std::span<InterfaceInfo> into) const = 0;

  // Of the interface that has `local` now, one of all its addresses; loopback is standard. None: no interface has it.
  // What goes over the standard interface alone is refused where this is none.
  virtual std::optional<InterfaceKind> KindOf(const IpAddress& local) const = 0;

  // Borrows an idle stream. Null: all kTcpStreamsMax are in use.
  virtual TcpStream* AcquireStream() = 0;

  // Gives it back in any phase; an open one is aborted. What was closed before is still delivered.
  virtual void ReleaseStream(TcpStream& stream) = 0;

  // Asks the configured time server once (SNTP, RFC 4330). The answer comes by TimeAnswer().
  //   kUnsupported  the system under the port keeps the clock
  //   kBadState     no server is configured, or no link
  [[nodiscard]] virtual Status RequestTime() = 0;

  // The answer to RequestTime(), corrected to `now`; given once.
  virtual std::optional<UtcTime> TimeAnswer() = 0;

 protected:
  ~Network() = default;
};

}  // namespace tegami
