// SPDX-License-Identifier: MIT
// A handful of sessions, the oldest leaving for the newest.
#include "tls/session_cache.h"

#include <algorithm>

#include "crypto/sha256.h"
#include "tegami/config.h"

namespace tegami {
namespace {

// Stands for name, port, verification and version. False: no memory, and then there is no resumption.
bool KeyOf(const TlsClientConfig& config, std::span<uint8_t, kSha256Bytes> key) {
  std::array<uint8_t, kHostNameMaxBytes + 4> octets{};
  const size_t name_bytes = CopyBytes(octets, AsBytes(config.server_name));
  octets[name_bytes] = static_cast<uint8_t>(config.port >> 8);
  octets[name_bytes + 1] = static_cast<uint8_t>(config.port & 0xFF);
  octets[name_bytes + 2] = static_cast<uint8_t>(config.verification);
  octets[name_bytes + 3] = static_cast<uint8_t>(config.maximum);
  return Sha256({octets.data(), name_bytes + 4}, key).has_value();
}

}  // namespace

void TlsSessionCache::Clear() {
  for (Entry& entry : entries_) {
    entry.order = 0;
    entry.session.Clear();
  }
  taken_ = nullptr;
}

void TlsSessionCache::WipeTaken() {
  if (taken_ != nullptr) taken_->session.Clear();
  taken_ = nullptr;
}

size_t TlsSessionCache::size() const {
  return static_cast<size_t>(std::ranges::count_if(entries_, [](const Entry& entry) { return entry.order != 0; }));
}

ConstBytes TlsSessionCache::Take(const TlsClientConfig& config, UtcTime now, UtcTime& certificate_end) {
  WipeTaken();
  std::array<uint8_t, kSha256Bytes> key{};
  if (!KeyOf(config, key)) return {};
  for (Entry& entry : entries_) {
    if (entry.order == 0 || entry.key != key) continue;
    entry.order = 0;
    taken_ = &entry;
    if (now > entry.certificate_end) WipeTaken();
    certificate_end = entry.certificate_end;
    break;  // Put() keeps one of a key
  }
  return taken_ != nullptr ? taken_->session.Reveal() : ConstBytes();
}

void TlsSessionCache::Put(const TlsClientConfig& config, UtcTime certificate_end, ConstBytes session) {
  std::array<uint8_t, kSha256Bytes> key{};
  WipeTaken();
  if (session.empty() || session.size() > kSessionMaxBytes || !KeyOf(config, key)) return;
  Entry* place = &entries_[0];
  for (Entry& entry : entries_) {
    if (entry.order != 0 && entry.key == key) {
      place = &entry;
      break;
    }
    if (entry.order < place->order) place = &entry;
  }
  place->key = key;
  place->certificate_end = certificate_end;
  place->order = next_order_++;
  static_cast<void>(place->session.Assign(session));
}

}  // namespace tegami
