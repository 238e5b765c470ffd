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

//   kBadState  the device takes its time
//   kIo        it is broken
Status VirtioEntropy::Refill() {
  // Who did not answer in time once is only looked at from then on, until the answer has come.
  const Instant deadline = lent_ ? Instant{0} : After(clock_.Now(), kAnswerMaxMs);
  while (filled_ < kPoolBytes) {
    if (!lent_) queue_.Lend(0, Bytes(pool_).subspan(filled_));
    lent_ = true;
    std::optional<VirtioQueue::Returned> returned;
    while (!(returned = queue_.Take())) {
      if (deadline < clock_.Now()) return Fail(Error::kBadState);
    }
    lent_ = false;
    if (returned->count == 0 || returned->count > kPoolBytes - filled_) return Fail(Error::kIo);
    filled_ += returned->count;
  }
  filled_ = 0;
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
    if (left_ == 0) {
      const Status refilled = Refill();
      if (!refilled) healthy_ = refilled.error() == Error::kBadState;  // late is not broken
      if (!refilled) return Fail(Error::kIo);
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
