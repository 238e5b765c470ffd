// SPDX-License-Identifier: MIT
#include "shared/mapped_network.h"

#include <charconv>

namespace tegami {
namespace {

char Lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

// Takes what stands before the next `end` off the front of `text`; all of it where there is none.
std::string_view TakeUntil(std::string_view& text, char end) {
  const size_t size = std::min(text.find(end), text.size());
  const std::string_view taken(text.data(), size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return taken;
}

// An address, its brackets taken off.
std::string_view TakeAddress(std::string_view& text) {
  if (!text.starts_with('[')) return TakeUntil(text, ':');
  text.remove_prefix(1);
  const std::string_view address = TakeUntil(text, ']');
  if (text.starts_with(':')) text.remove_prefix(1);
  return address;
}

// 0 where `text` is no port.
uint16_t PortOf(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : uint16_t{0};
}

}  // namespace

MappedNetwork::MappedNetwork(Network& inner) : inner_(inner) {
  for (Stream& stream : streams_) stream.network = this;
}

Status MappedNetwork::Add(std::string_view entry) {
  Entry parsed;
  parsed.name = TakeAddress(entry);
  parsed.port = PortOf(TakeUntil(entry, ':'));
  parsed.address = TakeAddress(entry);
  parsed.to_port = PortOf(entry);
  const bool good = !parsed.name.empty() && parsed.port != 0 && !parsed.address.empty() && parsed.to_port != 0;
  if (!good || parsed.address.size() > kHostNameMaxBytes) return Fail(Error::kInvalidArgument);
  if (entries_.full()) return Fail(Error::kNoSpace);
  entries_.push_back(parsed);
  return {};
}

Endpoint MappedNetwork::Map(const Endpoint& peer) const {
  for (const Entry& entry : entries_) {
    if (entry.port != peer.port || !SameName(entry.name, View(peer.host))) continue;
    Endpoint mapped;
    mapped.host.assign(entry.address.data(), entry.address.size());
    mapped.port = entry.to_port;
    return mapped;
  }
  return peer;
}

Status MappedNetwork::Configure(const NetworkConfig& config) {
  if (!dns_server_) return inner_.Configure(config);
  NetworkConfig changed = config;
  changed.dns = {*dns_server_, IpAddress{}};
  return inner_.Configure(changed);
}

TcpStream* MappedNetwork::AcquireStream() {
  TcpStream* borrowed = inner_.AcquireStream();
  if (borrowed == nullptr) return nullptr;
  for (Stream& stream : streams_) {
    if (stream.inner != nullptr) continue;
    stream.inner = borrowed;
    return &stream;
  }
  inner_.ReleaseStream(*borrowed);
  return nullptr;
}

void MappedNetwork::ReleaseStream(TcpStream& stream) {
  for (Stream& ours : streams_) {
    if (&ours != &stream || ours.inner == nullptr) continue;
    inner_.ReleaseStream(*ours.inner);
    ours.inner = nullptr;
  }
}

}  // namespace tegami
