// SPDX-License-Identifier: MIT
// A network in which some endpoints lie elsewhere: real host names meet local servers. For demo and test images; no
// release image links it.
#pragma once

#include <etl/vector.h>

#include <array>

#include "tegami/hal/network.h"

namespace tegami {

// Stands before the board's network and changes what Connect() and Configure() are given, nothing else.
class MappedNetwork final : public Network {
 public:
  static constexpr size_t kEntriesMax = 16;

  explicit MappedNetwork(Network& inner);

  // Adds "NAME:PORT:ADDR:PORT"; an IPv6 ADDR stands in brackets. Names are compared without regard to case; the first
  // entry that fits counts. `entry` is kept as a view.
  //   kInvalidArgument  not of that form
  //   kNoSpace          kEntriesMax are in already
  [[nodiscard]] Status Add(std::string_view entry);

  // The DNS server that every later Configure() gets, whatever it was given.
  void SetDnsServer(const IpAddress& server) { dns_server_ = server; }

  void Poll(Instant now) override { inner_.Poll(now); }
  Instant WakeBy() const override { return inner_.WakeBy(); }
  void WaitForEvent(Instant until) override { inner_.WaitForEvent(until); }
  Status Configure(const NetworkConfig& config) override;
  size_t Interfaces(std::span<InterfaceInfo> into) const override { return inner_.Interfaces(into); }
  std::optional<InterfaceKind> KindOf(const IpAddress& local) const override { return inner_.KindOf(local); }
  TcpStream* AcquireStream() override;
  void ReleaseStream(TcpStream& stream) override;
  Status RequestTime() override { return inner_.RequestTime(); }
  std::optional<UtcTime> TimeAnswer() override { return inner_.TimeAnswer(); }

 private:
  struct Entry {
    std::string_view name;
    std::string_view address;
    uint16_t port = 0;
    uint16_t to_port = 0;
  };

  class Stream final : public TcpStream {
   public:
    Status Connect(const Endpoint& peer) override { return inner->Connect(network->Map(peer)); }
    LinkPhase Phase() const override { return inner->Phase(); }
    LinkFailure Failure() const override { return inner->Failure(); }
    std::optional<IpAddress> PeerAddress() const override { return inner->PeerAddress(); }
    std::optional<IpAddress> LocalAddress() const override { return inner->LocalAddress(); }
    size_t Send(ConstBytes data) override { return inner->Send(data); }
    size_t Receive(Bytes into) override { return inner->Receive(into); }
    bool Ended() const override { return inner->Ended(); }
    void Close() override { inner->Close(); }
    void Abort() override { inner->Abort(); }

    MappedNetwork* network = nullptr;
    TcpStream* inner = nullptr;  // null: not borrowed
  };

  Endpoint Map(const Endpoint& peer) const;

  Network& inner_;
  etl::vector<Entry, kEntriesMax> entries_;
  std::optional<IpAddress> dns_server_;
  std::array<Stream, kTcpStreamsMax> streams_;
};

}  // namespace tegami
