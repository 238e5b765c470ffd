// SPDX-License-Identifier: MIT
#include "posix/store_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace tegami {
namespace {

constexpr mode_t kOwnerOnlyFile = 0600;
constexpr mode_t kOwnerOnlyDirectory = 0700;

}  // namespace

Error StoreDirectory::Explain(Error error, std::string_view what, int system_error) {
  AssignCut(trouble_, View(path_));
  for (const std::string_view part : {std::string_view(what), std::string_view(system_error != 0 ? ": " : ""),
                                      std::string_view(system_error != 0 ? strerror(system_error) : "")}) {
    if (!Append(trouble_, part)) break;
  }
  return error;
}

Status StoreDirectory::Open(const char* path, Missing missing) {
  AssignCut(path_, path);
  trouble_.clear();
  if (missing == Missing::kCreate && ::mkdir(path, kOwnerOnlyDirectory) != 0 && errno != EEXIST) {
    return Fail(Explain(Error::kIo, " cannot be made", errno));
  }
  directory_ = File(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory_.IsOpen()) {
    if (errno == ENOENT) return Fail(Explain(Error::kNotFound, " does not exist"));
    return Fail(Explain(Error::kIo, " cannot be opened", errno));
  }
  lock_ = File(::openat(directory_.descriptor(), "lock", O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnlyFile));
  if (!lock_.IsOpen()) return Fail(Explain(Error::kIo, "/lock cannot be opened", errno));
  if (::flock(lock_.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    lock_.Close();
    directory_.Close();
    if (reason == EWOULDBLOCK) return Fail(Explain(Error::kBusy, " is in use by another process"));
    return Fail(Explain(Error::kIo, "/lock cannot be locked", reason));
  }
  return {};
}

Result<File> StoreDirectory::OpenFile(const char* name, Missing missing) {
  const int flags = O_RDWR | O_CLOEXEC | (missing == Missing::kCreate ? O_CREAT : 0);
  File file(::openat(directory_.descriptor(), name, flags, kOwnerOnlyFile));
  if (file.IsOpen()) return file;
  if (errno == ENOENT) return Fail(Error::kNotFound);
  const int reason = errno;
  Text<64> what;
  AssignCut(what, "/");
  const bool whole = Append(what, name) && Append(what, " cannot be opened");
  return Fail(Explain(Error::kIo, whole ? View(what) : ": a file cannot be opened", reason));
}

Status StoreDirectory::CreateFile(const char* name, ConstBytes content, size_t times) {
  char draft[64];
  if (snprintf(draft, sizeof draft, "%s.new", name) >= static_cast<int>(sizeof draft)) return Fail(Error::kTooLong);
  const int where = directory_.descriptor();
  ::unlinkat(where, draft, 0);  // of a process that was killed: the lock says that nobody else is here
  File file(::openat(where, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnlyFile));
  if (!file.IsOpen()) return Fail(Explain(Error::kIo, ": no file can be made in it", errno));
  for (size_t i = 0; i < times; ++i) {
    const Status written = file.WriteAt(static_cast<off_t>(i * content.size()), content);
    if (!written) return Fail(Explain(written.error(), ": writing failed", errno));
  }
  if (::fsync(file.descriptor()) != 0 || ::renameat(where, draft, where, name) != 0 || ::fsync(where) != 0) {
    return Fail(Explain(Error::kIo, ": writing failed", errno));
  }
  return {};
}

}  // namespace tegami
