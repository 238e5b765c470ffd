// SPDX-License-Identifier: MIT
// An attachment out of a string, with the faults that real ones have.
#pragma once

#include <string>

#include "tegami/base/byte_source.h"

namespace tegami {

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string octets) : octets_(std::move(octets)) {}

  bool size_known = true;
  bool can_rewind = true;
  uint64_t size_error = 0;  // added to what is stated
  size_t step = SIZE_MAX;   // octets a pull
  bool stutters = false;    // every second pull gives none
  int rewinds = 0;

  Result<Pulled> Pull(Bytes into) override {
    stuttered_ = stutters && !stuttered_;
    if (stuttered_) return Pulled{};
    Pulled pulled;
    const size_t most = std::min(into.size(), step);
    pulled.count = CopyBytes(into.first(most), AsBytes(octets_).subspan(at_));
    at_ += pulled.count;
    pulled.end = at_ == octets_.size();
    return pulled;
  }
  std::optional<uint64_t> Size() const override {
    return size_known ? std::optional<uint64_t>(octets_.size() + size_error) : std::nullopt;
  }
  Status Rewind() override {
    if (!can_rewind && at_ != 0) return Fail(Error::kUnsupported);
    ++rewinds;
    at_ = 0;
    return {};
  }

 private:
  std::string octets_;
  size_t at_ = 0;
  bool stuttered_ = false;
};

}  // namespace tegami
