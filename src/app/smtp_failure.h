// SPDX-License-Identifier: MIT
// From what an SMTP session reports to the cause that people see. The one place that knows.
#pragma once

#include <string_view>

#include "smtp/envelope.h"
#include "smtp/failure.h"
#include "tegami/error_codes.h"

namespace tegami {

// `text`: the server's words that go with the failure's answer; `with_token`: the session authenticated by a token.
Cause CauseOf(const SmtpFailure& failure, std::string_view text, bool with_token);

// Why this recipient was refused.
Cause CauseOfRecipient(const SmtpAnswer& answer, std::string_view text);

// It was refused for the number of recipients alone: a mail of its own may reach it.
bool TakesFewerRecipients(const SmtpAnswer& answer, std::string_view text);

}  // namespace tegami
