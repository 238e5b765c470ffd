// SPDX-License-Identifier: MIT
#include "shared/lwip/received_octets.h"

#include <cstdint>

#include "tegami/base/bytes.h"

namespace tegami {
namespace {

constexpr size_t kBufferBytes = LWIP_MEM_ALIGN_SIZE(PBUF_POOL_BUFSIZE);

// Octets that the buffer of `piece` has behind its content. Only the pool's buffers have a known size.
size_t RoomBehind(const pbuf& piece) {
  if ((piece.type_internal & PBUF_TYPE_ALLOC_SRC_MASK) != PBUF_TYPE_ALLOC_SRC_MASK_STD_MEMP_PBUF_POOL) return 0;
  const auto* buffer = reinterpret_cast<const uint8_t*>(&piece) + LWIP_MEM_ALIGN_SIZE(sizeof(pbuf));
  const auto* end = static_cast<const uint8_t*>(piece.payload) + piece.len;
  return kBufferBytes - static_cast<size_t>(end - buffer);
}

}  // namespace

pbuf* AppendReceived(pbuf* queue, pbuf* data) {
  if (queue == nullptr) return data;
  pbuf* last = queue;
  while (last->next != nullptr) last = last->next;
  if (last->ref != 1 || RoomBehind(*last) < data->tot_len) {
    pbuf_cat(queue, data);
    return queue;
  }
  const u16_t count = pbuf_copy_partial(data, static_cast<uint8_t*>(last->payload) + last->len, data->tot_len, 0);
  last->len = static_cast<u16_t>(last->len + count);
  for (pbuf* piece = queue; piece != nullptr; piece = piece->next) {
    piece->tot_len = static_cast<u16_t>(piece->tot_len + count);
  }
  pbuf_free(data);
  return queue;
}

pbuf* DropFirst(pbuf* queue) {
  pbuf* rest = queue->next;
  if (rest != nullptr) pbuf_ref(rest);
  pbuf_free(queue);
  return rest;
}

}  // namespace tegami
