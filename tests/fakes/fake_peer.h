// SPDX-License-Identifier: MIT
// The other end of a FakeNetwork's connections, played by the test.
#pragma once

#include <cstdint>
#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/base/time.h"

namespace tegami {

// One connection as its peer sees it. Lives as long as the network; calls after the end do nothing.
class FakeWire {
 public:
  // Octets to the device; copied. They travel for one latency.
  virtual void Send(ConstBytes octets) = 0;
  void Send(std::string_view text) { Send(AsBytes(text)); }
  // What is sent after this leaves `ms` later: a server that thinks.
  virtual void Wait(int64_t ms) = 0;

  virtual void Close() = 0;  // FIN behind what was sent
  virtual void Reset() = 0;  // RST behind what was sent

  // A peer that does not read: OnBytes() stops, and the device's window fills.
  virtual void PauseReading() = 0;
  virtual void ResumeReading() = 0;

  // Counted from 1 over the whole network.
  virtual uint32_t connection() const = 0;
  virtual Instant now() const = 0;

 protected:
  ~FakeWire() = default;
};

// Serves every connection to the places where it listens. Called from FakeNetwork::Poll() only.
class FakePeer {
 public:
  virtual void OnConnect(FakeWire&) {}
  // What the device sent: cut as FakeFaults says, and otherwise as the device cut it.
  virtual void OnBytes(FakeWire& wire, ConstBytes octets) = 0;
  // The device sent FIN. It reads no more: answers are for nobody.
  virtual void OnClose(FakeWire& wire) { wire.Close(); }
  // The device sent RST.
  virtual void OnReset(FakeWire&) {}

 protected:
  ~FakePeer() = default;
};

}  // namespace tegami
