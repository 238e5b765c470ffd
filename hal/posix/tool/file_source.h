// SPDX-License-Identifier: MIT
// A file on the host as an attachment, and small files read whole (tokens, passwords, certificates).
#pragma once

#include "tegami/base/byte_source.h"

namespace tegami {

class FileSource final : public ByteSource {
 public:
  FileSource() = default;
  ~FileSource();
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  // Opens a regular file, or anything readable (a pipe states no size and cannot be rewound).
  //   kNotFound  no such file, or not readable
  [[nodiscard]] Status Open(const char* path);

  Result<Pulled> Pull(Bytes into) override;
  std::optional<uint64_t> Size() const override { return size_; }
  Status Rewind() override;

 private:
  int descriptor_ = -1;
  std::optional<uint64_t> size_;
  bool at_start_ = true;
};

// Reads a whole file; returns its octets in `into`.
//   kNotFound  no such file, or not readable
//   kTooLong   larger than `into`
[[nodiscard]] Result<size_t> ReadWholeFile(const char* path, Bytes into);

// The part behind the last '/'.
std::string_view FileNameOf(std::string_view path);

// By the name's ending; "application/octet-stream" where it tells nothing.
std::string_view MediaTypeOf(std::string_view file_name);

}  // namespace tegami
