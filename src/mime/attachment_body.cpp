// SPDX-License-Identifier: MIT
// The hot path: an attachment's octets into the caller's buffer.
#include "codec/base64.h"
#include "mime/message_writer.h"

namespace tegami {
namespace {

constexpr size_t kLineBytes = kBase64LineChars + 2;
// In place, encoding never overtakes what is still to be read: raw octets stand at the buffer's end, and their text
// ends this much before it.
constexpr size_t kInPlaceSlack = 8;

}  // namespace

Result<ByteSource::Pulled> MessageWriter::PullAttachment(Bytes into) {
  ByteSource& source = *attachments_[index_].source;
  return encoding_ == MessageEncoding::kBinary ? PullBinary(source, into) : PullBase64(source, into);
}

Status MessageWriter::CountSource(ByteSource& source, size_t count, bool end) {
  source_octets_ += count;
  source_ended_ = end;
  const std::optional<uint64_t> stated = source.Size();
  if (stated && (source_octets_ > *stated || (end && source_octets_ != *stated))) return Fail(Error::kIo);
  return {};
}

Result<ByteSource::Pulled> MessageWriter::PullBinary(ByteSource& source, Bytes into) {
  const Result<Pulled> pulled = source.Pull(into);
  if (!pulled) return Fail(Error::kIo);
  TEGAMI_TRY(CountSource(source, pulled->count, pulled->end));
  return pulled;
}

// Pulls raw octets to the end of `into`, behind those of the last unfinished line, and encodes them to its front.
Result<ByteSource::Pulled> MessageWriter::PullBase64(ByteSource& source, Bytes into) {
  const bool small = into.size() < kLineBytes + kInPlaceSlack;
  std::array<uint8_t, kLineBytes + kInPlaceSlack> line_room;
  const Bytes room = small ? Bytes(line_room) : into;
  const size_t lines = (room.size() - kInPlaceSlack) / kLineBytes;
  const Bytes raw = room.last(lines * kBase64LineOctets);
  size_t held = CopyBytes(raw, ConstBytes(carry_).first(carry_size_));
  if (!source_ended_) {
    const Result<Pulled> pulled = source.Pull(raw.subspan(held));
    if (!pulled) return Fail(Error::kIo);
    TEGAMI_TRY(CountSource(source, pulled->count, pulled->end));
    held += pulled->count;
  }
  const size_t whole = source_ended_ ? held : held / kBase64LineOctets * kBase64LineOctets;
  carry_size_ = CopyBytes(carry_, raw.subspan(whole, held - whole));
  const size_t written = EncodeBase64Lines(raw.first(whole), room);
  if (!small) return Pulled{written, source_ended_};
  // Too little room for a line: it goes out as a piece.
  piece_.assign(reinterpret_cast<const char*>(line_room.data()), written);
  piece_taken_ = 0;
  return Pulled{0, source_ended_};
}

}  // namespace tegami
