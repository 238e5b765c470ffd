// SPDX-License-Identifier: MIT
// A file descriptor that closes itself, and whole reads and writes.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <utility>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami {

class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() { Close(); }
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    if (this != &other) {
      Close();
      descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool IsOpen() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  void Close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

  // All of `into` from `offset`.
  //   kIo  the system refused, or the file ends before
  [[nodiscard]] Status ReadAt(off_t offset, Bytes into) const;

  // All of `data` at `offset`.
  //   kNoSpace  the file system is full
  //   kIo       the system refused
  [[nodiscard]] Status WriteAt(off_t offset, ConstBytes data) const;

 private:
  int descriptor_ = -1;
};

}  // namespace tegami
