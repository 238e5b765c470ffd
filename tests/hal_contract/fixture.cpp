// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace tegami::contract {
namespace {

std::optional<Endpoint> ParseEndpoint(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host(text.data(), colon);
  if (host.starts_with('[') && host.ends_with(']')) host = std::string_view(host.data() + 1, host.size() - 2);
  uint32_t port = 0;
  for (const char digit : std::string_view(text.data() + colon + 1, text.size() - colon - 1)) {
    if (digit < '0' || digit > '9' || port > UINT16_MAX) return std::nullopt;
    port = port * 10 + static_cast<uint32_t>(digit - '0');
  }
  Endpoint endpoint;
  if (port == 0 || port > UINT16_MAX || !Assign(endpoint.host, host)) return std::nullopt;
  endpoint.port = static_cast<uint16_t>(port);
  return endpoint;
}

}  // namespace

ContractPeers& Peers() {
  static ContractPeers peers;
  return peers;
}

bool TakePeerArgument(std::string_view argument) {
  const size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name(argument.data(), equals);
  const auto endpoint = ParseEndpoint(std::string_view(argument.data() + equals + 1, argument.size() - equals - 1));
  if (!endpoint) return false;
#define PEER(field) \
  if (name == #field) Peers().field = endpoint;
#include "peers.def"
#undef PEER
  return true;
}

}  // namespace tegami::contract
