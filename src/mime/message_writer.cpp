// SPDX-License-Identifier: MIT
// The message, piece by piece.
#include "mime/message_writer.h"

#include "codec/base64.h"
#include "codec/date.h"
#include "codec/header_text.h"
#include "mime/address.h"
#include "mime/media_type.h"
#include "tegami/config.h"

namespace tegami {
namespace {

bool IsMessageId(std::string_view text) {
  if (text.size() < 5 || text.size() > kMessageIdMaxBytes || text.front() != '<' || text.back() != '>') return false;
  for (const char c : text) {
    if (c <= 0x20 || c > 0x7E) return false;
  }
  return text.find('@') != std::string_view::npos;
}

Status CheckAll(std::span<const std::string_view> addresses) {
  for (const std::string_view address : addresses) TEGAMI_TRY(CheckAddress(address));
  return {};
}

bool AnyNeedsSmtpUtf8(std::span<const std::string_view> addresses) {
  return std::any_of(addresses.begin(), addresses.end(), NeedsSmtpUtf8);
}

}  // namespace

Status MessageWriter::Begin(const MessageHeader& header, std::string_view text,
                            std::span<const Attachment> attachments) {
  part_ = Part::kEnd;
  header_ = header;
  text_ = text;
  attachments_ = attachments;
  TEGAMI_TRY(CheckFields());
  text_encoding_ = ChooseTextEncoding(text_);
  needs_smtp_utf8_ =
      tegami::NeedsSmtpUtf8(header_.from) || AnyNeedsSmtpUtf8(header_.to) || AnyNeedsSmtpUtf8(header_.cc);
  return MeasureSize();
}

Status MessageWriter::CheckFields() const {
  TEGAMI_TRY(CheckAddress(header_.from));
  TEGAMI_TRY(CheckAll(header_.to));
  TEGAMI_TRY(CheckAll(header_.cc));
  if (!IsMessageId(header_.message_id)) return Fail(Error::kInvalidArgument);
  if (header_.subject.size() > kSubjectMaxBytes || header_.from_name.size() > kDisplayNameMaxBytes) {
    return Fail(Error::kTooLong);
  }
  if (text_.size() > kMailTextMaxBytes || attachments_.size() > kAttachmentsMax) return Fail(Error::kTooLong);
  if (text_.find('\0') != std::string_view::npos) return Fail(Error::kInvalidCharacter);
  for (const Attachment& attachment : attachments_) {
    if (attachment.source == nullptr || !IsMediaType(attachment.media_type)) return Fail(Error::kInvalidArgument);
    if (attachment.file_name.size() > kFileNameMaxBytes) return Fail(Error::kTooLong);
  }
  return {};
}

Status MessageWriter::Select(MessageEncoding encoding) {
  encoding_ = encoding;
  for (const Attachment& attachment : attachments_) TEGAMI_TRY(attachment.source->Rewind());
  return MeasureSize();
}

void MessageWriter::StartOver() {
  part_ = Part::kDate;
  index_ = 0;
  piece_.clear();
  piece_taken_ = 0;
  source_octets_ = 0;
  source_ended_ = false;
  carry_size_ = 0;
  text_encoder_ = TextEncoder(text_, text_encoding_);
}

// Writes everything but the attachments' bodies once, and counts; their sizes are stated or unknown.
Status MessageWriter::MeasureSize() {
  StartOver();
  uint64_t size = 0;
  bool known = true;
  while (part_ != Part::kEnd) {
    if (part_ == Part::kAttachmentBody) {
      const std::optional<uint64_t> octets = attachments_[index_].source->Size();
      known = known && octets.has_value();
      if (octets) size += encoding_ == MessageEncoding::kBinary ? *octets : Base64LinesSize(*octets);
      LeaveAttachment();
      continue;
    }
    TEGAMI_TRY(NextPiece());
    size += piece_.size();
  }
  size_ = known ? std::optional<uint64_t>(size) : std::nullopt;
  StartOver();
  return {};
}

Result<ByteSource::Pulled> MessageWriter::Pull(Bytes into) {
  Pulled pulled;
  while (pulled.count < into.size()) {
    const Bytes room = into.subspan(pulled.count);
    if (piece_taken_ < piece_.size()) {
      const ConstBytes left = AsBytes(View(piece_)).subspan(piece_taken_);
      const size_t taken = CopyBytes(room, left);
      piece_taken_ += taken;
      pulled.count += taken;
      continue;
    }
    if (part_ == Part::kEnd) {
      pulled.end = true;
      return pulled;
    }
    if (part_ != Part::kAttachmentBody) {
      TEGAMI_TRY(NextPiece());
      continue;
    }
    const Result<Pulled> body = PullAttachment(room);
    if (!body) return Fail(body.error());
    pulled.count += body->count;
    if (body->end) {
      LeaveAttachment();
    } else if (body->count == 0 && piece_taken_ == piece_.size()) {
      return pulled;  // the source has none now
    }
  }
  pulled.end = part_ == Part::kEnd && piece_taken_ == piece_.size();
  return pulled;
}

Status MessageWriter::NextPiece() {
  piece_.clear();
  piece_taken_ = 0;
  return WritePart();
}

Status MessageWriter::WritePart() {
  switch (part_) {
    case Part::kDate:
      part_ = Part::kFrom;
      if (!header_.date) return {};
      TEGAMI_TRY(Append(piece_, "Date: "));
      TEGAMI_TRY(Append(piece_, View(FormatMailDate(*header_.date, header_.utc_offset_minutes))));
      return Append(piece_, "\r\n");
    case Part::kFrom: return WriteFrom();
    case Part::kTo: return WriteRecipients("To: ", header_.to, Part::kCc);
    case Part::kCc: return WriteRecipients("Cc: ", header_.cc, Part::kNobody);
    case Part::kNobody:
      part_ = Part::kSubject;
      return header_.to.empty() && header_.cc.empty() ? Append(piece_, "To: undisclosed-recipients:;\r\n") : Status{};
    case Part::kSubject:
      TEGAMI_TRY(Append(piece_, "Subject: "));
      TEGAMI_TRY(AppendHeaderText(header_.subject, piece_.size(), piece_));
      part_ = Part::kMessageId;
      return Append(piece_, "\r\n");
    case Part::kMessageId:
      TEGAMI_TRY(Append(piece_, "Message-ID: "));
      TEGAMI_TRY(Append(piece_, header_.message_id));
      part_ = Part::kAutoSubmitted;
      return Append(piece_, "\r\n");
    case Part::kAutoSubmitted:
      part_ = Part::kMimeVersion;
      return header_.auto_submitted ? Append(piece_, "Auto-Submitted: auto-generated\r\n") : Status{};
    case Part::kMimeVersion: part_ = Part::kContentType; return Append(piece_, "MIME-Version: 1.0\r\n");
    case Part::kContentType: return WriteContentType();
    case Part::kTextHead: return WriteTextHead();
    case Part::kText:
      if (!text_encoder_.Next(piece_)) part_ = multipart() ? Part::kAttachmentType : Part::kEnd;
      return {};
    case Part::kAttachmentType: return WriteAttachmentType();
    case Part::kAttachmentDisposition: return WriteAttachmentDisposition();
    case Part::kClosing: part_ = Part::kEnd; return WriteBoundary(true);
    case Part::kAttachmentBody:
    case Part::kEnd: return {};
  }
  return {};
}

Status MessageWriter::WriteFrom() {
  part_ = Part::kTo;
  TEGAMI_TRY(Append(piece_, "From: "));
  if (header_.from_name.empty()) {
    TEGAMI_TRY(Append(piece_, header_.from));
    return Append(piece_, "\r\n");
  }
  TEGAMI_TRY(AppendPhrase(header_.from_name, piece_.size(), piece_));
  TEGAMI_TRY(Append(piece_, "\r\n <"));
  TEGAMI_TRY(Append(piece_, header_.from));
  return Append(piece_, ">\r\n");
}

// One address a piece, one a line.
Status MessageWriter::WriteRecipients(std::string_view field, std::span<const std::string_view> addresses, Part next) {
  if (index_ < addresses.size()) {
    TEGAMI_TRY(Append(piece_, index_ == 0 ? field : std::string_view(" ")));
    TEGAMI_TRY(Append(piece_, addresses[index_]));
    ++index_;
    TEGAMI_TRY(Append(piece_, index_ < addresses.size() ? ",\r\n" : "\r\n"));
  }
  if (index_ >= addresses.size()) {
    index_ = 0;
    part_ = next;
  }
  return {};
}

Status MessageWriter::WriteBoundary(bool closing) {
  constexpr std::string_view kHex = "0123456789abcdef";
  if (part_ != Part::kContentType) TEGAMI_TRY(Append(piece_, "\r\n--"));
  TEGAMI_TRY(Append(piece_, "=_"));  // RFC 2045 §6.7: no quoted-printable line and no base64 has this
  for (const uint8_t octet : header_.boundary_seed) {
    const char digits[2] = {kHex[octet >> 4U], kHex[octet & 0xFU]};
    TEGAMI_TRY(Append(piece_, {digits, 2}));
  }
  if (part_ == Part::kContentType) return {};
  return Append(piece_, closing ? "--\r\n" : "\r\n");
}

Status MessageWriter::WriteContentType() {
  if (!multipart()) return WriteTextHead();
  TEGAMI_TRY(Append(piece_, "Content-Type: multipart/mixed;\r\n boundary=\""));
  TEGAMI_TRY(WriteBoundary(false));
  TEGAMI_TRY(Append(piece_, "\"\r\n"));
  // The whole is binary where a part is (RFC 2045 §6.4).
  if (encoding_ == MessageEncoding::kBinary) TEGAMI_TRY(Append(piece_, "Content-Transfer-Encoding: binary\r\n"));
  part_ = text_.empty() ? Part::kAttachmentType : Part::kTextHead;
  return {};
}

Status MessageWriter::WriteTextHead() {
  if (multipart()) TEGAMI_TRY(WriteBoundary(false));
  TEGAMI_TRY(Append(piece_, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "));
  TEGAMI_TRY(Append(piece_, TextEncodingName(text_encoding_)));
  part_ = Part::kText;
  return Append(piece_, "\r\n\r\n");
}

Status MessageWriter::WriteAttachmentType() {
  const Attachment& attachment = attachments_[index_];
  TEGAMI_TRY(WriteBoundary(false));
  TEGAMI_TRY(Append(piece_, "Content-Type: "));
  TEGAMI_TRY(Append(piece_, attachment.media_type));
  if (!attachment.file_name.empty()) TEGAMI_TRY(AppendParameter("name", attachment.file_name, piece_));
  part_ = Part::kAttachmentDisposition;
  return Append(piece_, "\r\n");
}

Status MessageWriter::WriteAttachmentDisposition() {
  const Attachment& attachment = attachments_[index_];
  TEGAMI_TRY(Append(piece_, "Content-Disposition: attachment"));
  if (IsPlainAscii(attachment.file_name)) {
    if (!attachment.file_name.empty()) TEGAMI_TRY(AppendParameter("filename", attachment.file_name, piece_));
  } else {
    TEGAMI_TRY(AppendExtendedParameter("filename", attachment.file_name, piece_));
  }
  const bool binary = encoding_ == MessageEncoding::kBinary;
  TEGAMI_TRY(Append(piece_, "\r\nContent-Transfer-Encoding: "));
  part_ = Part::kAttachmentBody;
  return Append(piece_, binary ? "binary\r\n\r\n" : "base64\r\n\r\n");
}

void MessageWriter::LeaveAttachment() {
  source_octets_ = 0;
  source_ended_ = false;
  carry_size_ = 0;
  ++index_;
  part_ = index_ < attachments_.size() ? Part::kAttachmentType : Part::kClosing;
}

}  // namespace tegami
