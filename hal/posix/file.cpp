// SPDX-License-Identifier: MIT
#include "posix/file.h"

#include <errno.h>

namespace tegami {

Status File::ReadAt(off_t offset, Bytes into) const {
  while (!into.empty()) {
    const ssize_t count = ::pread(descriptor_, into.data(), into.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Fail(Error::kIo);
    into = into.subspan(static_cast<size_t>(count));
    offset += count;
  }
  return {};
}

Status File::WriteAt(off_t offset, ConstBytes data) const {
  while (!data.empty()) {
    const ssize_t count = ::pwrite(descriptor_, data.data(), data.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == ENOSPC || errno == EDQUOT)) return Fail(Error::kNoSpace);
    if (count <= 0) return Fail(Error::kIo);
    data = data.subspan(static_cast<size_t>(count));
    offset += count;
  }
  return {};
}

}  // namespace tegami
