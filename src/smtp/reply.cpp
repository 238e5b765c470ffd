// SPDX-License-Identifier: MIT
#include "smtp/reply.h"

namespace tegami {
namespace {

constexpr bool IsDigit(uint8_t octet) { return octet >= '0' && octet <= '9'; }

// Up to three digits at `position`, which moves behind them; false where there is none.
bool ReadNumber(std::string_view text, size_t& position, uint16_t& value) {
  const size_t begin = position;
  value = 0;
  while (position < text.size() && position - begin < 3 && IsDigit(static_cast<uint8_t>(text[position]))) {
    value = static_cast<uint16_t>(value * 10 + (text[position] - '0'));
    ++position;
  }
  return position > begin;
}

}  // namespace

void SmtpReplyParser::Reset() {
  text_.clear();
  line_begin_ = 0;
  answer_ = {};
  fresh_ = true;
  malformed_ = false;
  BeginLine();
}

void SmtpReplyParser::ForgetText() {
  text_.clear();
  line_begin_ = 0;
}

void SmtpReplyParser::BeginLine() {
  place_ = Place::kCode;
  line_code_ = 0;
  code_digits_ = 0;
  continues_ = false;
  pending_cr_ = false;
}

SmtpReplyParser::Event SmtpReplyParser::OnBytes(ConstBytes& in) {
  if (in.empty()) return Event::kMore;
  if (fresh_) {
    Reset();
    fresh_ = false;
  }
  while (!in.empty() && !malformed_) {
    const uint8_t octet = in.front();
    if (octet == '\n') {
      in = in.subspan(1);
      return EndLine();
    }
    if (pending_cr_) {  // a CR that ended nothing is part of the text
      pending_cr_ = false;
      constexpr uint8_t kCr = '\r';
      Keep({&kCr, 1});
    }
    if (octet == '\r' && place_ != Place::kCode) {
      pending_cr_ = true;
      in = in.subspan(1);
    } else if (place_ == Place::kText) {
      const auto end = std::find_if(in.begin(), in.end(), [](uint8_t o) { return o == '\n' || o == '\r'; });
      const auto run = static_cast<size_t>(end - in.begin());
      Keep(in.first(run));
      in = in.subspan(run);
    } else {
      in = in.subspan(1);
      malformed_ = !OnCodeOctet(octet);
    }
  }
  return malformed_ ? Event::kMalformed : Event::kMore;
}

bool SmtpReplyParser::OnCodeOctet(uint8_t octet) {
  if (place_ == Place::kSeparator) {
    continues_ = octet == '-';
    place_ = Place::kText;
    line_begin_ = text_.size();
    if (line_begin_ != 0 && !text_.full()) {
      text_.push_back('\n');
      ++line_begin_;
    }
    return octet == '-' || octet == ' ';
  }
  if (!IsDigit(octet)) return false;
  line_code_ = static_cast<uint16_t>(line_code_ * 10 + (octet - '0'));
  if (++code_digits_ == 3) place_ = Place::kSeparator;
  return true;
}

SmtpReplyParser::Event SmtpReplyParser::EndLine() {
  // RFC 5321 §4.2: the text, and for some servers the space before it, may be missing.
  if (place_ == Place::kSeparator) line_begin_ = text_.size();
  const bool first = !answer_.Given();
  // RFC 5321 §4.2.1: all lines have the same code. 1yz was never given out.
  malformed_ = place_ == Place::kCode || line_code_ < 200 || line_code_ > 599 || (!first && line_code_ != answer_.code);
  if (malformed_) return Event::kMalformed;
  answer_.code = line_code_;
  ReadEnhancedCode();
  const bool more = continues_;
  BeginLine();
  fresh_ = !more;
  return more ? Event::kLine : Event::kReply;
}

void SmtpReplyParser::Keep(ConstBytes run) {
  const size_t count = std::min(run.size(), text_.available());
  if (count != 0) text_.append(AsText(run.first(count)).data(), count);
}

// RFC 2034 §4: at the start of the text, and its class is the code's first digit; anything else is just words.
void SmtpReplyParser::ReadEnhancedCode() {
  if (answer_.enhanced.Given()) return;
  const std::string_view text = line();
  EnhancedCode code;
  uint16_t status_class = 0;
  size_t position = 0;
  if (!ReadNumber(text, position, status_class) || position != 1 || status_class != answer_.code / 100) return;
  if (status_class == 3) return;
  if (position >= text.size() || text[position++] != '.' || !ReadNumber(text, position, code.subject)) return;
  if (position >= text.size() || text[position++] != '.' || !ReadNumber(text, position, code.detail)) return;
  if (position < text.size() && text[position] != ' ') return;
  code.status_class = static_cast<uint8_t>(status_class);
  answer_.enhanced = code;
}

}  // namespace tegami
