// SPDX-License-Identifier: MIT
// Octets that have arrived, kept in lwIP's own buffers until they are taken.
#pragma once

#include <lwip/pbuf.h>

namespace tegami {

// Puts `data` (whose reference it takes) behind `queue` (null: empty); returns the queue. Small pieces are copied into
// the room that the last buffer has left: a peer that sends octet by octet cannot hold a buffer with each.
pbuf* AppendReceived(pbuf* queue, pbuf* data);

// Frees the first piece; returns the rest, or null.
pbuf* DropFirst(pbuf* queue);

}  // namespace tegami
