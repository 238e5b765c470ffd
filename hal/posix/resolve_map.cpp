// SPDX-License-Identifier: MIT
#include "posix/resolve_map.h"

#include <strings.h>

#include <charconv>

#include "tegami/base/status.h"

namespace tegami {
namespace {

// Takes "HOST:PORT" from the front of `rest`, up to a colon or the end. Brackets are taken off.
bool TakeHostPort(std::string_view& rest, Endpoint& endpoint) {
  size_t host_begin = 0;
  size_t host_end = rest.find(':');
  size_t colon = host_end;
  if (rest.starts_with('[')) {
    host_begin = 1;
    host_end = rest.find(']');
    colon = host_end == std::string_view::npos ? host_end : host_end + 1;
  }
  if (colon >= rest.size() || rest[colon] != ':' || host_end == host_begin) return false;
  if (!Assign(endpoint.host, std::string_view(rest.data() + host_begin, host_end - host_begin))) return false;

  const char* const end = rest.data() + rest.size();
  const auto [port_end, error] = std::from_chars(rest.data() + colon + 1, end, endpoint.port);
  if (error != std::errc() || endpoint.port == 0 || (port_end != end && *port_end != ':')) return false;
  rest.remove_prefix(static_cast<size_t>(port_end - rest.data()));
  return true;
}

}  // namespace

Status ResolveMap::Add(std::string_view entry) {
  if (entries_.full()) return Fail(Error::kNoSpace);
  Entry parsed;
  Endpoint to;
  bool form = TakeHostPort(entry, parsed.from) && !entry.empty();
  if (form) entry.remove_prefix(1);
  form = form && TakeHostPort(entry, to) && entry.empty();
  const auto address = form ? ParseIpAddress(to.host.c_str()) : std::nullopt;
  if (!address) return Fail(Error::kInvalidArgument);
  parsed.to = {.address = *address, .port = to.port};
  entries_.push_back(parsed);
  return {};
}

void ResolveMap::Find(const Endpoint& peer, Peers& into) const {
  for (const Entry& entry : entries_) {
    const bool meant = entry.from.port == peer.port && strcasecmp(entry.from.host.c_str(), peer.host.c_str()) == 0;
    if (meant && !into.full()) into.push_back(entry.to);
  }
}

}  // namespace tegami
