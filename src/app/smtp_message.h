// SPDX-License-Identifier: MIT
// The MIME writer as the message that an SMTP session wants.
#pragma once

#include <utility>

#include "mime/message_writer.h"
#include "smtp/body.h"

namespace tegami {

// Is told before the first octet of a mail is handed out.
class MailWitness {
 public:
  // An error keeps the mail back: it ends as a broken message.
  [[nodiscard]] virtual Status OnMailLeaves() = 0;

 protected:
  ~MailWitness() = default;
};

class MimeMessage final : public SmtpMessage {
 public:
  MessageWriter& writer() { return writer_; }

  // Once, for the mail that comes next.
  void Tell(MailWitness& witness) { witness_ = &witness; }

  Status Select(BodyEncoding encoding) override {
    return writer_.Select(encoding == BodyEncoding::kBinary ? MessageEncoding::kBinary : MessageEncoding::kBase64);
  }
  bool NeedsSmtpUtf8() const override { return writer_.NeedsSmtpUtf8(); }
  // Text is sent in 7bit, quoted-printable or base64: only addresses bring other octets, and they need SMTPUTF8.
  bool Is8Bit() const override { return writer_.NeedsSmtpUtf8(); }
  Result<Pulled> Pull(Bytes into) override {
    if (witness_ != nullptr) TEGAMI_TRY(std::exchange(witness_, nullptr)->OnMailLeaves());
    return writer_.Pull(into);
  }
  std::optional<uint64_t> Size() const override { return writer_.Size(); }
  Status Rewind() override { return writer_.Rewind(); }

 private:
  MessageWriter writer_;
  MailWitness* witness_ = nullptr;
};

}  // namespace tegami
