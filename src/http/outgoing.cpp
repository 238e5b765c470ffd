// SPDX-License-Identifier: MIT
#include "http/outgoing.h"

#include <algorithm>

#include "tegami/base/secret.h"

namespace tegami {

bool OutgoingRequest::Sent(size_t count) {
  count = std::min(count, rest_.size());
  Wipe(rest_.first(count));
  rest_ = rest_.subspan(count);
  return rest_.empty();
}

}  // namespace tegami
