// SPDX-License-Identifier: MIT
// Any octets as a proxy's answer, at any split: an end, the same at every split, and never outside the buffer.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "http/connect_tunnel.h"

namespace {

using tegami::ConnectTunnel;
using tegami::ConstBytes;
using tegami::Instant;
using tegami::TunnelFailure;

void Require(bool holds) {
  if (!holds) std::abort();
}

TunnelFailure Play(ConstBytes octets, size_t split) {
  std::vector<uint8_t> work(tegami::kTunnelHeadMaxBytes);
  ConnectTunnel tunnel;
  tunnel.Begin({.host = "login.example", .user = "u", .password = "p"}, work, Instant{0});
  tunnel.Sent(tunnel.Next().bytes.size(), Instant{0});
  for (size_t i = 0; i < octets.size();) {
    const size_t used = tunnel.OnBytes(octets.subspan(i, std::min(split, octets.size() - i)), Instant{1});
    if (used == 0) break;
    i += used;
  }
  tunnel.OnPeerClosed(Instant{2});
  const ConnectTunnel::Want want = tunnel.Next().want;
  Require(want == ConnectTunnel::Want::kOpen || want == ConnectTunnel::Want::kFailed);
  const char* begin = reinterpret_cast<const char*>(work.data());
  const std::string_view reason = tunnel.reason();
  Require(reason.empty() || (reason.data() >= begin && reason.data() + reason.size() <= begin + work.size()));
  return tunnel.failure();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const ConstBytes octets(data + 1, size - 1);
  // A failure may be found sooner or later, and then have another name; success may not depend on the split.
  const TunnelFailure whole = Play(octets, SIZE_MAX);
  const TunnelFailure split = Play(octets, 1 + data[0] % 64U);
  Require((whole == TunnelFailure::kNone) == (split == TunnelFailure::kNone));
  return 0;
}
