// SPDX-License-Identifier: MIT
#include "posix/flash.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>

namespace tegami {
namespace {

constexpr const char* kFileName = "flash.bin";

Status MakeErased(StoreDirectory& directory, size_t size) {
  std::array<uint8_t, 4096> erased;
  erased.fill(0xFF);
  return directory.CreateFile(kFileName, erased, size / erased.size());  // a sector has 4 KiB at least
}

}  // namespace

PosixFlash::~PosixFlash() {
  if (!mapping_.empty()) ::munmap(mapping_.data(), mapping_.size());
}

Status PosixFlash::Open(StoreDirectory& directory, const Options& options) {
  if (!mapping_.empty()) return Fail(Error::kBadState);
  if (!NorModel::Allows(options.geometry)) {
    return Fail(directory.Explain(Error::kInvalidArgument, ": no flash chip has this geometry"));
  }
  sync_ = options.sync;
  const size_t size = size_t{options.geometry.sector_bytes} * options.geometry.sector_count;
  auto file = directory.OpenFile(kFileName, StoreDirectory::Missing::kFail);
  if (!file && file.error() == Error::kNotFound) {
    TEGAMI_TRY(MakeErased(directory, size));
    file = directory.OpenFile(kFileName, StoreDirectory::Missing::kFail);
  }
  if (!file) return Fail(file.error());
  struct stat facts{};
  if (::fstat(file->descriptor(), &facts) != 0) return Fail(directory.Explain(Error::kIo, "/flash.bin", errno));
  if (static_cast<size_t>(facts.st_size) != size) {
    return Fail(directory.Explain(Error::kInvalidArgument, "/flash.bin has another size than the flash it stands for"));
  }
  void* address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file->descriptor(), 0);
  if (address == MAP_FAILED) return Fail(directory.Explain(Error::kIo, "/flash.bin cannot be mapped", errno));
  mapping_ = Bytes(static_cast<uint8_t*>(address), size);
  return model_.Attach(options.geometry, mapping_);
}

// Flushed after a failure too: what a cut left behind is on the medium.
Status PosixFlash::Program(uint32_t offset, ConstBytes data) {
  const Status done = model_.Program(offset, data);
  if (!done && done.error() == Error::kInvalidArgument) return done;
  const Status flushed = Flush(offset, data.size());
  return done ? flushed : done;
}

Status PosixFlash::Erase(uint32_t sector) {
  const Status done = model_.Erase(sector);
  if (!done && done.error() == Error::kInvalidArgument) return done;
  const size_t sector_bytes = model_.Geometry().sector_bytes;
  const Status flushed = Flush(sector * sector_bytes, sector_bytes);
  return done ? flushed : done;
}

Status PosixFlash::Flush(size_t offset, size_t size) const {
  if (sync_ == Sync::kNever || size == 0 || offset + size > mapping_.size()) return {};
  const size_t page_bytes = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  const size_t begin = offset / page_bytes * page_bytes;
  if (::msync(mapping_.data() + begin, offset + size - begin, MS_SYNC) != 0) return Fail(Error::kIo);
  return {};
}

}  // namespace tegami
