// SPDX-License-Identifier: MIT
// Files of the host.
#include "posix/tool/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace tegami {

FileSource::~FileSource() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status FileSource::Open(const char* path) {
  descriptor_ = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) return Fail(Error::kNotFound);
  struct stat info{};
  if (fstat(descriptor_, &info) != 0 || S_ISDIR(info.st_mode)) return Fail(Error::kNotFound);
  if (S_ISREG(info.st_mode)) size_ = static_cast<uint64_t>(info.st_size);
  return {};
}

Result<ByteSource::Pulled> FileSource::Pull(Bytes into) {
  for (;;) {
    const ssize_t count = read(descriptor_, into.data(), into.size());
    if (count > 0) {
      at_start_ = false;
      return Pulled{static_cast<size_t>(count), false};
    }
    if (count == 0) return Pulled{0, true};
    if (errno != EINTR) return Fail(Error::kIo);
  }
}

Status FileSource::Rewind() {
  if (at_start_) return {};
  if (lseek(descriptor_, 0, SEEK_SET) != 0) return Fail(Error::kUnsupported);
  at_start_ = true;
  return {};
}

Result<size_t> ReadWholeFile(const char* path, Bytes into) {
  FileSource file;
  TEGAMI_TRY(file.Open(path));
  size_t size = 0;
  for (;;) {
    std::array<uint8_t, 1> probe{};
    const Bytes room = size < into.size() ? into.subspan(size) : Bytes(probe);
    const Result<ByteSource::Pulled> pulled = file.Pull(room);
    if (!pulled) return Fail(pulled.error());
    if (pulled->count != 0 && room.data() == probe.data()) return Fail(Error::kTooLong);
    size += pulled->count;
    if (pulled->end) return size;
  }
}

std::string_view FileNameOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : std::string_view(path.data() + slash + 1, path.size() - slash - 1);
}

std::string_view MediaTypeOf(std::string_view file_name) {
  struct Ending {
    std::string_view ending;
    std::string_view media_type;
  };
  constexpr std::array<Ending, 9> kEndings = {{{".pdf", "application/pdf"},
                                               {".tif", "image/tiff"},
                                               {".tiff", "image/tiff"},
                                               {".jpg", "image/jpeg"},
                                               {".jpeg", "image/jpeg"},
                                               {".png", "image/png"},
                                               {".txt", "text/plain"},
                                               {".zip", "application/zip"},
                                               {".xps", "application/oxps"}}};
  for (const Ending& row : kEndings) {
    if (file_name.size() < row.ending.size()) continue;
    const char* tail = file_name.data() + file_name.size() - row.ending.size();
    bool same = true;
    for (size_t i = 0; i < row.ending.size(); ++i) {
      const char c = tail[i];
      same = same && (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == row.ending[i];
    }
    if (same) return row.media_type;
  }
  return "application/octet-stream";
}

}  // namespace tegami
