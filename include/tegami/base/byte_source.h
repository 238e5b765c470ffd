// SPDX-License-Identifier: MIT
// A stream of octets that is pulled: a scan, a file, a message being written.
#pragma once

#include <optional>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

class ByteSource {
 public:
  struct Pulled {
    size_t count = 0;  // octets written to the front of `into`; 0 without `end`: none now, ask again later
    bool end = false;  // nothing follows these octets
  };

  // Never blocks. `into` has at least one octet.
  //   kIo  the source broke; it stays broken until Rewind()
  [[nodiscard]] virtual Result<Pulled> Pull(Bytes into) = 0;

  // Octets from the beginning to the end, or nothing where that is not known before the end.
  virtual std::optional<uint64_t> Size() const = 0;

  // Back to the first octet: a mail may be sent again, or in another encoding.
  //   kUnsupported  the octets are gone
  [[nodiscard]] virtual Status Rewind() = 0;

 protected:
  ~ByteSource() = default;
};

}  // namespace tegami
