// SPDX-License-Identifier: MIT
// littlefs as its documentation advises: a file a record, written to a new file and renamed over the old one.
#include <lfs2.h>

#include <cstdio>
#include <string>
#include <vector>

#include "bench/store/keeper.h"

namespace tegami::bench {
namespace {

// littlefs' limit of a file that lies inside its directory's blocks follows from the cache.
constexpr lfs2_size_t kCacheBytes = 1024;

int Read(const lfs2_config* config, lfs2_block_t block, lfs2_off_t offset, void* into, lfs2_size_t size) {
  auto* chip = static_cast<Chip*>(config->context);
  return chip->Read(block * config->block_size + offset, {static_cast<uint8_t*>(into), size}) ? 0 : LFS2_ERR_IO;
}

int Program(const lfs2_config* config, lfs2_block_t block, lfs2_off_t offset, const void* data, lfs2_size_t size) {
  auto* chip = static_cast<Chip*>(config->context);
  const ConstBytes octets{static_cast<const uint8_t*>(data), size};
  return chip->Program(block * config->block_size + offset, octets) ? 0 : LFS2_ERR_IO;
}

int Erase(const lfs2_config* config, lfs2_block_t block) {
  return static_cast<Chip*>(config->context)->Erase(block) ? 0 : LFS2_ERR_IO;
}

int Sync(const lfs2_config*) { return 0; }

class Littlefs final : public Keeper {
 public:
  explicit Littlefs(Chip& chip) : read_(kCacheBytes), program_(kCacheBytes), file_(kCacheBytes) {
    config_.context = &chip;
    config_.read = Read;
    config_.prog = Program;
    config_.erase = Erase;
    config_.sync = Sync;
    config_.read_size = 16;
    config_.prog_size = std::max<lfs2_size_t>(chip.Geometry().program_unit_bytes, 16);
    config_.block_size = chip.Geometry().sector_bytes;
    config_.block_count = chip.Geometry().sector_count;
    config_.block_cycles = 500;
    config_.cache_size = kCacheBytes;
    config_.lookahead_size = std::max<lfs2_size_t>(chip.Geometry().sector_count / 8, 16);
    config_.read_buffer = read_.data();
    config_.prog_buffer = program_.data();
    lookahead_.resize(config_.lookahead_size);
    config_.lookahead_buffer = lookahead_.data();
    file_config_.buffer = file_.data();
  }
  ~Littlefs() override {
    if (mounted_) lfs2_unmount(&lfs_);
  }

  bool Mount() override {
    if (mounted_) lfs2_unmount(&lfs_);
    mounted_ = lfs2_mount(&lfs_, &config_) == 0;
    if (!mounted_) mounted_ = lfs2_format(&lfs_, &config_) == 0 && lfs2_mount(&lfs_, &config_) == 0;
    return mounted_;
  }
  bool Put(RecordId id, ConstBytes value) override {
    lfs2_file_t file{};
    const int flags = LFS2_O_WRONLY | LFS2_O_CREAT | LFS2_O_TRUNC;
    if (lfs2_file_opencfg(&lfs_, &file, "new", flags, &file_config_) != 0) return false;
    const auto size = static_cast<lfs2_ssize_t>(value.size());
    const bool written = lfs2_file_write(&lfs_, &file, value.data(), static_cast<lfs2_size_t>(value.size())) == size;
    const bool closed = lfs2_file_close(&lfs_, &file) == 0;
    return written && closed && lfs2_rename(&lfs_, "new", NameOf(id).c_str()) == 0;
  }
  bool Remove(RecordId id) override { return lfs2_remove(&lfs_, NameOf(id).c_str()) == 0; }
  size_t ram_bytes() const override { return sizeof lfs_ + 3 * kCacheBytes + config_.lookahead_size; }

 private:
  static std::string NameOf(RecordId id) {
    char name[16];
    std::snprintf(name, sizeof name, "%x", RecordKey(id));
    return name;
  }

  lfs2_t lfs_{};
  lfs2_config config_{};
  lfs2_file_config file_config_{};
  bool mounted_ = false;
  std::vector<uint8_t> read_, program_, file_, lookahead_;
};

}  // namespace

std::unique_ptr<Keeper> MakeLittlefs(Chip& chip) { return std::make_unique<Littlefs>(chip); }

}  // namespace tegami::bench
