// SPDX-License-Identifier: MIT
#include "vexpress_a9/entropy.h"

#include "tegami/base/secret.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr int64_t kAnswerMaxMs = 1000;

}  // namespace

Status VirtioEntropy::Start() {
  TEGAMI_TRY(queue_.Start(VirtioDevice::kEntropy));
  healthy_ = true;
  return {};
}

Status VirtioEntropy::Refill() {
  const Instant deadline = After(clock_.Now(), kAnswerMaxMs);
  size_t filled = 0;
  while (filled < kPoolBytes) {
    queue_.Lend(0, Bytes(pool_).subspan(filled));
    std::optional<VirtioQueue::Returned> returned;
    while (!(returned = queue_.Take())) {
      // The buffer stays lent: the source is not asked again.
      if (deadline < clock_.Now()) return Fail(Error::kIo);
    }
    if (returned->count == 0 || returned->count > kPoolBytes - filled) return Fail(Error::kIo);
    filled += returned->count;
  }
  for (size_t begin = kHealthBytes; begin < kPoolBytes; begin += kHealthBytes) {
    const uint8_t* block = pool_.data() + begin;
    if (std::memcmp(block - kHealthBytes, block, kHealthBytes) == 0) return Fail(Error::kIo);
  }
  left_ = kPoolBytes;
  return {};
}

Status VirtioEntropy::Fill(Bytes into) {
  while (!into.empty()) {
    if (!healthy_) return Fail(Error::kIo);
    if (left_ == 0 && !Refill()) {
      healthy_ = false;
      continue;
    }
    const size_t count = std::min(into.size(), left_);
    const Bytes taken = Bytes(pool_).subspan(kPoolBytes - left_, count);
    CopyBytes(into, taken);
    Wipe(taken);
    left_ -= count;
    into = into.subspan(count);
  }
  return {};
}

}  // namespace tegami::vexpress_a9
