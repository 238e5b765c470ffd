// SPDX-License-Identifier: MIT
#include "vexpress_a9/semihosting/host_file_source.h"

namespace tegami::vexpress_a9 {

Status HostFileSource::Open(const char* path) {
  file_.Close();
  TEGAMI_TRY(file_.Open(path, HostFileMode::kRead));
  const Result<uint32_t> size = file_.Size();
  if (!size) return Fail(size.error());
  size_ = *size;
  read_ = 0;
  return {};
}

Result<ByteSource::Pulled> HostFileSource::Pull(Bytes into) {
  const Result<size_t> count = file_.Read(into.first(std::min<size_t>(into.size(), size_ - read_)));
  if (!count || (*count == 0 && read_ < size_)) return Fail(Error::kIo);
  read_ += static_cast<uint32_t>(*count);
  return Pulled{.count = *count, .end = read_ == size_};
}

Status HostFileSource::Rewind() {
  TEGAMI_TRY(file_.Seek(0));
  read_ = 0;
  return {};
}

}  // namespace tegami::vexpress_a9
