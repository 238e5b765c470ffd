// SPDX-License-Identifier: MIT
#include "posix/entropy.h"

#include <errno.h>
#include <sys/random.h>

namespace tegami {

Status PosixEntropy::Fill(Bytes into) {
  while (!into.empty()) {
    const ssize_t count = getrandom(into.data(), into.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Fail(Error::kIo);
    into = into.subspan(static_cast<size_t>(count));
  }
  return {};
}

}  // namespace tegami
