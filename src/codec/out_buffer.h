// SPDX-License-Identifier: MIT
// Octets on their way out, in a buffer that the caller gave.
#pragma once

#include <initializer_list>
#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/base/secret.h"

namespace tegami {

// Filled at the end, emptied at the front. Room that was emptied comes back when all is drained.
class OutBuffer {
 public:
  explicit OutBuffer(Bytes work) : work_(work) {}

  void Clear() { begin_ = end_ = 0; }
  // Also overwrites what was sent: it held a secret.
  void ClearAndWipe() {
    Wipe(work_);
    Clear();
  }

  size_t capacity() const { return work_.size(); }
  bool Drained() const { return begin_ == end_; }
  ConstBytes Pending() const { return ConstBytes(work_).subspan(begin_, end_ - begin_); }

  void Sent(size_t count) {
    begin_ += std::min(count, end_ - begin_);
    if (Drained()) Clear();
  }

  // All the parts, or nothing where they do not fit.
  [[nodiscard]] bool Append(std::initializer_list<std::string_view> parts) {
    size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    if (size > Room().size()) return false;
    for (const std::string_view part : parts) end_ += CopyBytes(Room(), AsBytes(part));
    return true;
  }

  // Free octets behind what is pending; write from the front, then Grow().
  Bytes Room() { return work_.subspan(end_); }
  void Grow(size_t count) { end_ += count; }

 private:
  Bytes work_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace tegami
