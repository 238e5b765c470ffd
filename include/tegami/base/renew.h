// SPDX-License-Identifier: MIT
// Makes an object what it was when it was made.
#pragma once

#include <new>
#include <type_traits>

namespace tegami {

// As `object = T()`, but in place: a struct of texts has kilobytes, and an assignment would make another one on the
// stack first.
template <typename T>
void Renew(T& object) {
  static_assert(std::is_trivially_destructible_v<T>);
  ::new (static_cast<void*>(&object)) T{};
}

}  // namespace tegami
