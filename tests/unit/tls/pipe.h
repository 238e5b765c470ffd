// SPDX-License-Identifier: MIT
// Two streams that are each other's ends, with the faults that networks have.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <vector>

#include "tegami/base/byte_stream.h"

namespace tegami {

class Pipe {
 public:
  class End final : public ByteStream {
   public:
    size_t Send(ConstBytes data) override {
      ++sends;
      if (closed_ || peer_->broken_) return 0;
      const size_t room = send_room - std::min(send_room, peer_->arrived_.size());
      const size_t count = std::min({data.size(), send_max, room});
      for (size_t i = 0; i < count; ++i) {
        uint8_t octet = data[i];
        if (on_send) octet = on_send(sent++, octet);
        peer_->arrived_.push_back(octet);
        if (record != nullptr) record->push_back(octet);
      }
      return count;
    }
    size_t Receive(Bytes into) override {
      const size_t count = std::min({into.size(), receive_max, arrived_.size()});
      for (size_t i = 0; i < count; ++i) {
        into[i] = arrived_.front();
        arrived_.pop_front();
      }
      return count;
    }
    bool Ended() const override { return arrived_.empty() && (peer_->closed_ || broken_); }

    void Close() { closed_ = true; }  // FIN
    void Break() { broken_ = true; }  // the cable: nothing more comes, nothing more goes
    size_t waiting() const { return arrived_.size(); }

    // --- Faults ---
    size_t send_max = SIZE_MAX;                                   // octets taken at once
    size_t send_room = SIZE_MAX;                                  // octets that may lie at the peer unread
    size_t receive_max = SIZE_MAX;                                // octets given at once
    std::function<uint8_t(size_t index, uint8_t octet)> on_send;  // changes octets under way
    std::vector<uint8_t>* record = nullptr;                       // keeps what was sent
    size_t sent = 0;                                              // octets, counted where on_send is set
    size_t sends = 0;                                             // calls

   private:
    friend class Pipe;
    End* peer_ = nullptr;
    std::deque<uint8_t> arrived_;
    bool closed_ = false;
    bool broken_ = false;
  };

  Pipe() {
    client.peer_ = &server;
    server.peer_ = &client;
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  End client;
  End server;
};

}  // namespace tegami
