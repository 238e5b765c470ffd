// SPDX-License-Identifier: MIT
// Arm semihosting (ARM IHI 0093): files, arguments and exit status of the host that runs QEMU. Demo and test images
// only: a release image has none of it.
#pragma once

#include <cstdint>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"

namespace tegami::vexpress_a9 {

// QEMU ends with this status.
[[noreturn]] void SemihostingExit(int status);

// The words that -semihosting-config arg=... gave, separated by spaces, the first left out. Valid for ever. More than
// 4 KiB of them end the run with status 2.
std::string_view SemihostingArguments();

enum class HostFileMode : uint8_t { kRead = 1, kWrite = 5 };  // "rb", "wb"

// A file of the host. Closed by Close() only.
class HostFile {
 public:
  //   kNotFound  the host cannot open it
  [[nodiscard]] Status Open(const char* path, HostFileMode mode);
  Result<uint32_t> Size() const;
  // Octets read: fewer than asked for at the end of the file only.
  Result<size_t> Read(Bytes into);
  [[nodiscard]] Status Write(ConstBytes octets);
  [[nodiscard]] Status Seek(uint32_t offset);
  void Close();
  bool open() const { return handle_ >= 0; }

 private:
  int handle_ = -1;
};

}  // namespace tegami::vexpress_a9
