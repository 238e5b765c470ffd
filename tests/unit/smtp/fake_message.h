// SPDX-License-Identifier: MIT
// A message with fault knobs, for tests of the SMTP session.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "smtp/body.h"

namespace tegami {

class FakeMessage final : public SmtpMessage {
 public:
  std::string text;                   // kBase64
  std::optional<std::string> binary;  // kBinary; nothing: there is no such encoding
  bool sized = true;                  // Size() is known
  int64_t size_error = 0;             // stated size minus real size
  size_t pull_max = SIZE_MAX;         // octets of one Pull() at most
  std::set<size_t> pauses;            // offsets at which it has nothing until Resume()
  size_t break_at = SIZE_MAX;         // offset at which it breaks
  bool late_end = false;              // the end is told by a Pull() of its own
  int rewinds_left = 1000;            // Select() calls that succeed
  bool needs_smtp_utf8 = false;
  bool is_8_bit = false;

  void Resume() { pauses.erase(offset_); }
  size_t offset() const { return offset_; }
  int selected_count() const { return selected_count_; }
  const std::string& body() const { return *body_; }

  Status Select(BodyEncoding encoding) override {
    if (encoding == BodyEncoding::kBinary && !binary) return Fail(Error::kUnsupported);
    if (rewinds_left-- <= 0) return Fail(Error::kUnsupported);
    ++selected_count_;
    body_ = encoding == BodyEncoding::kBinary ? &*binary : &text;
    offset_ = 0;
    return {};
  }
  bool NeedsSmtpUtf8() const override { return needs_smtp_utf8; }
  bool Is8Bit() const override { return is_8_bit; }

  Result<Pulled> Pull(Bytes into) override {
    if (into.empty() || offset_ >= break_at) return Fail(Error::kIo);
    if (pauses.contains(offset_)) return Pulled{};
    size_t count = std::min({into.size(), pull_max, body_->size() - offset_});
    if (break_at - offset_ < count) count = break_at - offset_;
    const auto pause = pauses.upper_bound(offset_);
    if (pause != pauses.end()) count = std::min(count, *pause - offset_);
    CopyBytes(into, AsBytes(*body_).subspan(offset_, count));
    offset_ += count;
    const bool at_end = offset_ == body_->size() && !pauses.contains(offset_) && offset_ < break_at;
    return Pulled{.count = count, .end = at_end && !(late_end && count != 0)};
  }
  std::optional<uint64_t> Size() const override {
    if (!sized) return std::nullopt;
    return static_cast<uint64_t>(static_cast<int64_t>(body_->size()) + size_error);
  }
  Status Rewind() override {
    offset_ = 0;
    return {};
  }

 private:
  const std::string* body_ = &text;
  size_t offset_ = 0;
  int selected_count_ = 0;
};

}  // namespace tegami
