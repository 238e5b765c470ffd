// SPDX-License-Identifier: MIT
// Sessions that can be resumed: a few, in RAM only, wiped when they go.
#pragma once

#include <array>

#include "tegami/base/secret.h"
#include "tegami/base/time.h"
#include "tls/client_config.h"

namespace tegami {

// Keyed by server name, port and how it was verified: a session that nobody verified is never resumed as one that was.
// Clear() it when trust changes (a root was imported, removed or updated).
class TlsSessionCache {
 public:
  // One mail server, one identity provider, and one more of each.
  static constexpr size_t kSessionsMax = 4;
  // A ticket has 200 to 300 octets with most servers; what is larger is not kept.
  static constexpr size_t kSessionMaxBytes = 1024;

  void Clear();
  size_t size() const;

  // --- For TlsFilter ---

  // Hands the kept session out and forgets it: RFC 8446 §C.4, a ticket is used once. Empty: none.
  // `now`: one whose certificate has expired since is dropped; `certificate_end` says until when it counts. The octets
  // live until the next call.
  ConstBytes Take(const TlsClientConfig& config, UtcTime now, UtcTime& certificate_end);

  // Keeps `session` in the place of the oldest, or of one with the same key. Too long: not kept.
  void Put(const TlsClientConfig& config, UtcTime certificate_end, ConstBytes session);

 private:
  struct Entry {
    std::array<uint8_t, 32> key{};
    UtcTime certificate_end{};
    uint32_t order = 0;  // 0: free
    Secret<kSessionMaxBytes> session;
  };
  void WipeTaken();

  std::array<Entry, kSessionsMax> entries_{};
  Entry* taken_ = nullptr;  // free again, but its octets are still being read
  uint32_t next_order_ = 1;
};

}  // namespace tegami
