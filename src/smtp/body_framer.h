// SPDX-License-Identifier: MIT
// Pulls a message and frames it for the wire: DATA with dot-stuffing (RFC 5321 §4.5.2), or BDAT chunks (RFC 3030 §2).
#pragma once

#include <optional>

#include "codec/out_buffer.h"
#include "smtp/body.h"

namespace tegami {

// Start one way, then Fill() whenever the buffer was drained (BDAT also: while there is room), until kFinished or
// kBroken.
class SmtpBodyFramer {
 public:
  enum class Progress : uint8_t {
    kMore,      // the buffer has what it can take for now
    kWaiting,   // the message has nothing now
    kChunk,     // one whole BDAT chunk was written, not the last one
    kFinished,  // the last octet is in the buffer
    kBroken,    // the message failed, or gave another number of octets than it stated
  };

  // `size` is what the message states, and is held to it.

  // After 354. Sends CRLF for each bare CR or LF (RFC 5321 §2.3.8) and ends the last line, so that no mail ends early.
  void StartData(SmtpMessage& message, std::optional<uint64_t> size);

  // With a size: one chunk, "BDAT n LAST". Without: a chunk each time the buffer is full.
  void StartBdat(SmtpMessage& message, std::optional<uint64_t> size);

  [[nodiscard]] Progress Fill(OutBuffer& out);

  bool finished() const { return finished_; }
  // BDAT commands written so far, each of which will be answered.
  uint32_t chunks() const { return chunks_; }

 private:
  enum class Way : uint8_t { kData, kBdatSized, kBdatChunks };

  void Start(Way way, SmtpMessage& message, std::optional<uint64_t> size);
  Progress FillData(OutBuffer& out);
  Progress FillSized(OutBuffer& out);
  Progress FillChunk(OutBuffer& out);
  Progress PullRaw(OutBuffer& out);
  void Stuff(OutBuffer& out);
  bool AppendEnd(OutBuffer& out);

  SmtpMessage* message_ = nullptr;
  bool sized_ = false;
  uint64_t remaining_ = 0;  // where sized_: octets stated and not yet pulled
  Bytes raw_;               // kData: pulled, not yet stuffed; lies in the buffer's tail
  uint32_t chunks_ = 0;
  Way way_ = Way::kData;
  bool source_ended_ = false;
  bool at_line_start_ = true;
  bool after_cr_ = false;
  bool finished_ = false;
};

}  // namespace tegami
