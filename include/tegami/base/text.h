// SPDX-License-Identifier: MIT
// Bounded text, filled by functions that refuse instead of cutting.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "tegami/base/status.h"

namespace tegami {

// The part of a Text that does not depend on its size: functions take this. Always ends with a NUL that does not count.
//
// Our own class, because structs of texts are everywhere: without a destructor, with half the words that an etl::string
// has, they cost less code to make, reset and copy (docs/decisions/0017-memory-of-the-board.md).
class AnyText {
 public:
  AnyText(const AnyText&) = delete;
  // Keeps what fits, as all that follow here.
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): assign() moves what overlaps
  AnyText& operator=(const AnyText& from) {
    assign(from.data(), from.size());
    return *this;
  }
  AnyText& operator=(const char* from) {
    assign(from, std::strlen(from));
    return *this;
  }

  size_t size() const { return size_; }
  size_t max_size() const { return max_size_; }
  size_t available() const { return static_cast<size_t>(max_size_ - size_); }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == max_size_; }

  char* data() { return octets_; }
  const char* data() const { return octets_; }
  const char* c_str() const { return octets_; }
  char* begin() { return octets_; }
  char* end() { return octets_ + size_; }
  const char* begin() const { return octets_; }
  const char* end() const { return octets_ + size_; }
  char& operator[](size_t at) { return octets_[at]; }
  char operator[](size_t at) const { return octets_[at]; }
  char& front() { return octets_[0]; }
  char& back() { return octets_[size_ - 1]; }
  char front() const { return octets_[0]; }
  char back() const { return octets_[size_ - 1]; }

  void clear() { Resize(0); }
  void push_back(char octet) { append(&octet, 1); }
  void pop_back() { Resize(size_ - 1U); }
  void append(const char* more, size_t count);
  void append(size_t count, char octet) {
    for (; count > 0; --count) push_back(octet);
  }
  void append(const char* more) { append(more, std::strlen(more)); }
  void assign(const char* from, size_t count);
  void assign(const char* from) { assign(from, std::strlen(from)); }

  bool operator==(const AnyText& other) const { return Is({other.octets_, other.size_}); }
  bool operator==(std::string_view other) const { return Is(other); }
  bool operator==(const char* other) const { return Is(other); }

 protected:
  constexpr AnyText(char* octets, uint16_t max_size) : octets_(octets), max_size_(max_size) {}
  ~AnyText() = default;

 private:
  bool Is(std::string_view other) const { return std::string_view(octets_, size_) == other; }
  void Resize(size_t size) {
    size_ = static_cast<uint16_t>(size);
    octets_[size_] = '\0';
  }

  char* octets_;
  uint16_t size_ = 0;
  uint16_t max_size_;
};

inline void AnyText::append(const char* more, size_t count) {
  const size_t fits = count < available() ? count : available();
  if (fits != 0) std::memmove(end(), more, fits);
  Resize(size_ + fits);
}

inline void AnyText::assign(const char* from, size_t count) {
  const size_t fits = count < max_size() ? count : max_size();
  if (fits != 0) std::memmove(octets_, from, fits);  // it may be a part of this
  Resize(fits);
}

// Up to N octets.
template <size_t N>
class Text final : public AnyText {
  static_assert(N <= UINT16_MAX);

 public:
  static constexpr size_t kMaxBytes = N;

  constexpr Text() : AnyText(octets_, N) { octets_[0] = '\0'; }
  Text(const Text& from) : Text() { AnyText::operator=(from); }
  // NOLINTNEXTLINE(google-explicit-constructor): a text is what a literal says
  Text(const char* from) : Text() { AnyText::operator=(from); }
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): as above
  Text& operator=(const Text& from) {
    AnyText::operator=(from);
    return *this;
  }
  using AnyText::operator=;

 private:
  char octets_[N + 1];
};

inline std::string_view View(const AnyText& text) { return {text.data(), text.size()}; }

//   kTooLong  does not fit; `text` is unchanged
[[nodiscard]] inline Status Append(AnyText& text, std::string_view more) {
  if (more.size() > text.available()) return Fail(Error::kTooLong);
  text.append(more.data(), more.size());
  return {};
}

//   kTooLong  does not fit; `text` is unchanged
[[nodiscard]] inline Status Assign(AnyText& text, std::string_view value) {
  if (value.size() > text.max_size()) return Fail(Error::kTooLong);
  text.assign(value.data(), value.size());
  return {};
}

// How much of `text` fits into `room` octets, ending on a whole UTF-8 character.
inline size_t FittingBytes(std::string_view text, size_t room) {
  size_t count = text.size() < room ? text.size() : room;
  while (count > 0 && count < text.size() && (static_cast<unsigned char>(text[count]) & 0xC0U) == 0x80U) --count;
  return count;
}

// For display only: keeps what fits.
inline void AssignCut(AnyText& text, std::string_view value) {
  text.assign(value.data(), FittingBytes(value, text.max_size()));
}

// For display only: adds what fits; whether that is all.
inline bool AppendCut(AnyText& text, std::string_view more) {
  const size_t fitting = FittingBytes(more, text.available());
  text.append(more.data(), fitting);
  return fitting == more.size();
}

}  // namespace tegami
