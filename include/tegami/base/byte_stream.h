// SPDX-License-Identifier: MIT
// Two-way octets: what a TCP connection and a TLS filter over it have in common.
#pragma once

#include "tegami/base/bytes.h"

namespace tegami {

class ByteStream {
 public:
  // Takes octets to be sent, from the front; returns how many. 0: no room now, or the stream has ended.
  // The stream copies what it takes: `data` may go when the call returns.
  virtual size_t Send(ConstBytes data) = 0;

  // Gives received octets in order; returns how many. 0: none now, or the stream has ended (ask Ended()).
  virtual size_t Receive(Bytes into) = 0;

  // True once nothing more will be received: the peer closed or the stream failed, and all octets were taken.
  virtual bool Ended() const = 0;

 protected:
  ~ByteStream() = default;
};

}  // namespace tegami
