// SPDX-License-Identifier: MIT
// The directory of `--store DIR`: it stands for one device, and one process at a time may be that device.
#pragma once

#include "posix/file.h"
#include "tegami/base/text.h"

namespace tegami {

// Holds the directory and its lock for as long as it lives. What is in it:
//   lock        held by the process that uses the store
//   device.key  32 octets that stand for the fuses (PosixDeviceKey)
//   flash.bin   the flash chip, octet for octet (PosixFlash)
class StoreDirectory {
 public:
  enum class Missing { kCreate, kFail };

  // Opens `path`; makes the directory (mode 0700) where that is asked for. trouble() has a sentence after a failure.
  //   kNotFound  it does not exist, and `missing` is kFail
  //   kBusy      another process uses it
  //   kIo        the system refused
  [[nodiscard]] Status Open(const char* path, Missing missing);

  // A file in it, opened for reading and writing; nothing is truncated.
  //   kNotFound  it does not exist, and `missing` is kFail
  //   kIo        the system refused
  [[nodiscard]] Result<File> OpenFile(const char* name, Missing missing);

  // A file with `content`, `times` times, and mode 0600; complete or not there at all, also across a crash.
  //   kNoSpace, kIo  as File::WriteAt()
  [[nodiscard]] Status CreateFile(const char* name, ConstBytes content, size_t times = 1);

  // Makes trouble() read "<directory><what>[: the system's words for `system_error`]"; returns `error`.
  Error Explain(Error error, std::string_view what, int system_error = 0);

  // What went wrong, for people: "/tmp/p1 is in use by another process". Empty after success.
  std::string_view trouble() const { return View(trouble_); }

 private:
  Text<192> path_;
  File directory_;
  File lock_;
  Text<256> trouble_;
};

}  // namespace tegami
