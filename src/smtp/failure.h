// SPDX-License-Identifier: MIT
// Why an SMTP session or a mail failed: who refused, at which step, and whether trying again can help.
#pragma once

#include <cstdint>

#include "smtp/answer.h"

namespace tegami {

// The step of the dialogue at which it happened.
enum class SmtpStage : uint8_t {
#define TEGAMI_SMTP_STAGE(name, text) name,
#include "smtp/failure.def"
#undef TEGAMI_SMTP_STAGE
};

enum class SmtpCause : uint8_t {
#define TEGAMI_SMTP_CAUSE(name, text) name,
#include "smtp/failure.def"
#undef TEGAMI_SMTP_CAUSE
};

// The enumerator's name ("kEhlo", "kReplied"), for logs. Static storage.
const char* SmtpStageName(SmtpStage stage);
const char* SmtpCauseName(SmtpCause cause);

enum class SmtpPersistence : uint8_t {
  kTemporary,  // the same may succeed later
  kPermanent,  // something must change first
  kUnknown,    // the mail may have been taken: a retry may deliver it twice, so it keeps its Message-ID
};

struct SmtpFailure {
  SmtpCause cause = SmtpCause::kNone;
  SmtpStage stage = SmtpStage::kNone;
  SmtpPersistence persistence = SmtpPersistence::kTemporary;
  SmtpAnswer answer;        // the reply that decided; code 0 where none did
  uint64_t size_limit = 0;  // of kTooLarge: what the server takes, in octets; 0: it did not say
};

}  // namespace tegami
