// SPDX-License-Identifier: MIT
#include "smtp/body_framer.h"

#include <array>
#include <charconv>

namespace tegami {
namespace {

// Room left before the raw octets, so that stuffing has where to grow into.
constexpr size_t kStuffingReserve = 64;
// One octet becomes three at most: the LF of a bare CR before it, and two dots.
constexpr size_t kStuffingGrowth = 3;
// "BDAT 18446744073709551615 LAST\r\n"
constexpr size_t kBdatLineMax = 33;
// No chunk is begun in less room than this.
constexpr size_t kChunkRoomMin = 512;

using DecimalDigits = std::array<char, 20>;

std::string_view Decimal(uint64_t number, DecimalDigits& digits) {
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

}  // namespace

void SmtpBodyFramer::Start(Way way, SmtpMessage& message, std::optional<uint64_t> size) {
  message_ = &message;
  way_ = way;
  sized_ = size.has_value();
  remaining_ = size.value_or(0);
  raw_ = {};
  chunks_ = 0;
  source_ended_ = false;
  at_line_start_ = true;
  after_cr_ = false;
  finished_ = false;
}

void SmtpBodyFramer::StartData(SmtpMessage& message, std::optional<uint64_t> size) { Start(Way::kData, message, size); }

void SmtpBodyFramer::StartBdat(SmtpMessage& message, std::optional<uint64_t> size) {
  Start(size ? Way::kBdatSized : Way::kBdatChunks, message, size);
}

SmtpBodyFramer::Progress SmtpBodyFramer::Fill(OutBuffer& out) {
  if (finished_) return Progress::kFinished;
  switch (way_) {
    case Way::kData: return FillData(out);
    case Way::kBdatSized: return FillSized(out);
    case Way::kBdatChunks: return FillChunk(out);
  }
  return Progress::kBroken;
}

// --- BDAT ------------------------------------------------------------------------------------------------------------

SmtpBodyFramer::Progress SmtpBodyFramer::FillSized(OutBuffer& out) {
  if (chunks_ == 0) {
    DecimalDigits digits;
    if (!out.Append({"BDAT ", Decimal(remaining_, digits), " LAST\r\n"})) return Progress::kMore;
    chunks_ = 1;
  }
  while (!source_ended_) {
    const Bytes room = out.Room();
    // One octet stays free until the stated size is reached: it is for asking whether the message ends there, while
    // its last octets can still be held back.
    const size_t limit = remaining_ == 0 ? room.size() : std::max<size_t>(room.size(), 1) - 1;
    if (limit == 0) return Progress::kMore;
    const auto pulled = message_->Pull(room.first(limit));
    if (!pulled || pulled->count > limit || pulled->count > remaining_) return Progress::kBroken;
    remaining_ -= pulled->count;
    out.Grow(pulled->count);
    source_ended_ = pulled->end;
    if (source_ended_ && remaining_ != 0) return Progress::kBroken;
    if (!source_ended_ && pulled->count == 0) return remaining_ == 0 ? Progress::kBroken : Progress::kWaiting;
  }
  finished_ = true;
  return Progress::kFinished;
}

SmtpBodyFramer::Progress SmtpBodyFramer::FillChunk(OutBuffer& out) {
  const Bytes room = out.Room();
  if (room.size() < kChunkRoomMin) return Progress::kMore;
  const Bytes content = room.subspan(kBdatLineMax);
  size_t count = 0;
  while (!source_ended_ && count < content.size()) {
    const auto pulled = message_->Pull(content.subspan(count));
    if (!pulled || pulled->count > content.size() - count) return Progress::kBroken;
    count += pulled->count;
    source_ended_ = pulled->end;
    if (pulled->count == 0) break;
  }
  if (count == 0 && !source_ended_) return Progress::kWaiting;
  // The size is known only now: the octets move up to the command. RFC 3030 §2: the last chunk may be empty.
  DecimalDigits digits;
  const std::string_view number = Decimal(count, digits);
  if (!out.Append({"BDAT ", number, source_ended_ ? " LAST\r\n" : "\r\n"})) return Progress::kBroken;
  if (count != 0) std::memmove(out.Room().data(), content.data(), count);
  out.Grow(count);
  ++chunks_;
  finished_ = source_ended_;
  return finished_ ? Progress::kFinished : Progress::kChunk;
}

// --- DATA ------------------------------------------------------------------------------------------------------------

SmtpBodyFramer::Progress SmtpBodyFramer::FillData(OutBuffer& out) {
  for (;;) {
    Stuff(out);
    if (!raw_.empty()) return Progress::kMore;
    if (source_ended_) {
      if (!AppendEnd(out)) return Progress::kMore;
      finished_ = true;
      return Progress::kFinished;
    }
    const Progress pulled = PullRaw(out);
    if (pulled != Progress::kChunk) return pulled;
  }
}

// Puts octets into the buffer's tail, to be stuffed from there to its front. kChunk: there may be some.
SmtpBodyFramer::Progress SmtpBodyFramer::PullRaw(OutBuffer& out) {
  const Bytes room = out.Room();
  if (room.size() < 2 * kStuffingReserve) return Progress::kMore;
  const Bytes tail = room.subspan(kStuffingReserve);
  const auto pulled = message_->Pull(tail);
  if (!pulled || pulled->count > tail.size()) return Progress::kBroken;
  if (sized_ && pulled->count > remaining_) return Progress::kBroken;
  remaining_ -= sized_ ? pulled->count : 0;
  source_ended_ = pulled->end;
  if (source_ended_ && remaining_ != 0) return Progress::kBroken;
  raw_ = tail.first(pulled->count);
  return pulled->count == 0 && !pulled->end ? Progress::kWaiting : Progress::kChunk;
}

// Moves octets from raw_ to the front as long as the result cannot reach what is still raw.
void SmtpBodyFramer::Stuff(OutBuffer& out) {
  while (!raw_.empty()) {
    const Bytes room = out.Room();
    if (room.data() + kStuffingGrowth > raw_.data() + 1) return;
    size_t written = 0;
    const auto put = [&](char octet) { room[written++] = static_cast<uint8_t>(octet); };
    const char octet = static_cast<char>(raw_.front());
    const bool ends_line = octet == '\r' || octet == '\n';
    if (after_cr_ && octet != '\n') {  // a bare CR
      put('\n');
      at_line_start_ = true;
    }
    if (!ends_line) {
      const bool stuff = at_line_start_ && octet == '.';
      if (stuff) put('.');
      const auto end = std::find_if(raw_.begin(), raw_.end(), [](uint8_t o) { return o == '\r' || o == '\n'; });
      const auto run = static_cast<size_t>(end - raw_.begin());
      std::memmove(room.data() + written, raw_.data(), run);
      raw_ = raw_.subspan(run);
      written += run;
      at_line_start_ = false;
      after_cr_ = false;
    } else {
      if (octet == '\n' && !after_cr_) put('\r');  // a bare LF
      put(octet);
      raw_ = raw_.subspan(1);
      after_cr_ = octet == '\r';
      at_line_start_ = octet == '\n';
    }
    out.Grow(written);
  }
}

// RFC 5321 §4.1.1.4: the dot stands on a line of its own, so the last line is ended first.
bool SmtpBodyFramer::AppendEnd(OutBuffer& out) {
  const std::string_view line_end = after_cr_ ? "\n" : at_line_start_ ? "" : "\r\n";
  return out.Append({line_end, ".\r\n"});
}

}  // namespace tegami
