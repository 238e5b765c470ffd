// SPDX-License-Identifier: MIT
// A file of the host as a stream: what the demo's scanner "scans".
#pragma once

#include "tegami/base/byte_source.h"
#include "vexpress_a9/semihosting/semihosting.h"

namespace tegami::vexpress_a9 {

class HostFileSource final : public ByteSource {
 public:
  //   kNotFound  the host cannot open it
  //   kIo        it does not say its size
  [[nodiscard]] Status Open(const char* path);

  Result<Pulled> Pull(Bytes into) override;
  std::optional<uint64_t> Size() const override { return size_; }
  Status Rewind() override;

 private:
  HostFile file_;
  uint32_t size_ = 0;
  uint32_t read_ = 0;
};

}  // namespace tegami::vexpress_a9
