// SPDX-License-Identifier: MIT
// `--resolve NAME:PORT:ADDR:PORT`: real host names meet local servers.
#pragma once

#include <etl/vector.h>

#include <string_view>

#include "posix/socket_address.h"

namespace tegami {

// Asked before the DNS. Several entries of one NAME:PORT are addresses that are tried in turn.
class ResolveMap {
 public:
  static constexpr size_t kEntriesMax = 32;

  using Peers = etl::ivector<TcpPeer>;

  // Adds "NAME:PORT:ADDR:PORT". IPv6 stands in brackets, as address and as name.
  //   kInvalidArgument  not of that form, or a port of 0
  //   kNoSpace          kEntriesMax are in already
  [[nodiscard]] Status Add(std::string_view entry);

  // Appends the addresses for `peer`, as many as fit; names are compared without regard to case.
  void Find(const Endpoint& peer, Peers& into) const;

 private:
  struct Entry {
    Endpoint from;
    TcpPeer to;
  };
  etl::vector<Entry, kEntriesMax> entries_;
};

}  // namespace tegami
