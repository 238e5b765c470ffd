// SPDX-License-Identifier: MIT
// What an SMTP session asks of the message that it sends.
#pragma once

#include "tegami/base/byte_source.h"

namespace tegami {

// How attachments stand in the message.
enum class BodyEncoding : uint8_t {
  kBase64,  // lines of text that any server takes
  kBinary,  // the octets as they are: BODY=BINARYMIME (RFC 3030 §3) only
};

// A message as a pull stream: header, empty line, body; every line of text ends in CRLF. Size() is that of the selected
// encoding. If Size() is known, Pull() must give exactly as many octets, and say `end` with the last of them or at the
// next call: the session drops the connection rather than deliver a mail that was cut.
class SmtpMessage : public ByteSource {
 public:
  // Chooses the encoding and goes back to the first octet. The session calls it before each attempt to send.
  //   kUnsupported  the octets are gone, or this message has no such encoding
  //   kIo           the source broke
  [[nodiscard]] virtual Status Select(BodyEncoding encoding) = 0;

  // A header field has UTF-8 that no encoded-word can hide (an address), so RFC 6531 is needed. Asked after Select().
  virtual bool NeedsSmtpUtf8() const = 0;

  // Some line has an octet above 0x7F, so RFC 6152 (8BITMIME) is needed. Asked after Select(); not of kBinary.
  virtual bool Is8Bit() const = 0;

 protected:
  ~SmtpMessage() = default;
};

}  // namespace tegami
