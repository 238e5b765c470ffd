// SPDX-License-Identifier: MIT
// A mail as a pull stream in constant memory: RFC 5322 header, text, attachments (RFC 2045 to 2047, 2231, 3030).
#pragma once

#include <array>

#include "mime/text_encoder.h"
#include "tegami/base/byte_source.h"
#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/mail_job.h"

namespace tegami {

enum class MessageEncoding : uint8_t {
  kBase64,  // attachments in lines of base64
  kBinary,  // attachments as they are (Content-Transfer-Encoding: binary)
};

// Views: they must live as long as the writer is used. Bcc recipients are never told to a message.
struct MessageHeader {
  std::string_view from;
  std::string_view from_name;  // UTF-8; empty: none
  std::span<const std::string_view> to;
  std::span<const std::string_view> cc;
  std::string_view subject;
  std::string_view message_id;  // with its brackets
  std::optional<UtcTime> date;  // none, where the clock was never set: the server adds it (RFC 6409 §8.2)
  int16_t utc_offset_minutes = 0;
  bool auto_submitted = false;              // RFC 3834 §5.2: a notification that nobody is to answer
  std::array<uint8_t, 16> boundary_seed{};  // random: no attachment can hold the boundary but by a 2^-128 chance
};

// Drive: Begin(), Select(), then Pull() to the end; Rewind() or Select() to start over with the same octets.
class MessageWriter final : public ByteSource {
 public:
  //   kInvalidCharacter  CR, LF, NUL or a control character in a field, or not UTF-8
  //   kInvalidArgument   an address that is none, or a media type that is none
  //   kTooLong           a field over its limit
  [[nodiscard]] Status Begin(const MessageHeader& header, std::string_view text,
                             std::span<const Attachment> attachments);

  //   kUnsupported  a source cannot go back
  [[nodiscard]] Status Select(MessageEncoding encoding);

  //   kIo  a source broke, or gave another number of octets than it had stated
  [[nodiscard]] Result<Pulled> Pull(Bytes into) override;
  std::optional<uint64_t> Size() const override { return size_; }
  [[nodiscard]] Status Rewind() override { return Select(encoding_); }

  bool NeedsSmtpUtf8() const { return needs_smtp_utf8_; }

 private:
  // What is written next; within a list `index_` counts.
  enum class Part : uint8_t {
    kDate,
    kFrom,
    kTo,
    kCc,
    kNobody,
    kSubject,
    kMessageId,
    kAutoSubmitted,
    kMimeVersion,
    kContentType,
    kTextHead,
    kText,
    kAttachmentType,
    kAttachmentDisposition,
    kAttachmentBody,
    kClosing,
    kEnd,
  };

  Status CheckFields() const;
  Status NextPiece();
  Status WritePart();
  Status WriteFrom();
  Status WriteRecipients(std::string_view field, std::span<const std::string_view> addresses, Part next);
  Status WriteContentType();
  Status WriteTextHead();
  Status WriteAttachmentType();
  Status WriteAttachmentDisposition();
  Status WriteBoundary(bool closing);
  Status MeasureSize();
  void StartOver();
  void LeaveAttachment();

  Result<Pulled> PullAttachment(Bytes into);
  Result<Pulled> PullBinary(ByteSource& source, Bytes into);
  Result<Pulled> PullBase64(ByteSource& source, Bytes into);
  Status CountSource(ByteSource& source, size_t count, bool end);

  bool multipart() const { return !attachments_.empty(); }

  static constexpr size_t kPieceBytes = 1536;

  MessageHeader header_;
  std::string_view text_;
  std::span<const Attachment> attachments_;
  MessageEncoding encoding_ = MessageEncoding::kBase64;
  TextEncoding text_encoding_ = TextEncoding::k7Bit;
  TextEncoder text_encoder_;
  bool needs_smtp_utf8_ = false;
  std::optional<uint64_t> size_;

  Part part_ = Part::kEnd;
  size_t index_ = 0;
  Text<kPieceBytes> piece_;
  size_t piece_taken_ = 0;
  uint64_t source_octets_ = 0;
  bool source_ended_ = false;
  std::array<uint8_t, 57> carry_{};  // octets of an unfinished base64 line
  size_t carry_size_ = 0;
};

}  // namespace tegami
