// SPDX-License-Identifier: MIT
// A fault knob: the Nth call from now on fails.
#pragma once

#include <cstdint>

namespace tegami {

class NthCall {
 public:
  // The Nth call from now on, counted from 1, and `count` calls in all; 0: none.
  void Set(uint64_t nth, uint64_t count = 1) {
    left_ = nth;
    count_ = count;
  }

  // To be asked once a call: is it this one?
  bool IsNow() {
    if (left_ == 0 || --left_ != 0) return false;
    if (--count_ != 0) left_ = 1;
    return true;
  }

 private:
  uint64_t left_ = 0;
  uint64_t count_ = 0;
};

}  // namespace tegami
