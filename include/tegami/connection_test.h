// SPDX-License-Identifier: MIT
// The connection test as faces show it: step by step, how far it came and what stopped it.
#pragma once

#include <array>
#include <cstdint>

#include "tegami/base/text.h"
#include "tegami/config.h"
#include "tegami/error_codes.h"
#include "tegami/mail_job.h"

namespace tegami {

// In the order in which a test with STARTTLS goes; one over SSL/TLS makes the secure connection before the greeting.
enum class TestStep : uint8_t {
  kLink,         // the network, and an address on it
  kName,         // the server's name is looked up
  kConnect,      // TCP
  kGreeting,     // the server's banner, and what it offers
  kStartTls,     // it goes over to TLS
  kClock,        // certificates can be judged
  kCertificate,  // TLS, and who the server is
  kProxy,        // the way to the sign-in service, where a proxy is set
  kToken,        // an access token, refreshed if need be
  kPop,          // POP before SMTP
  kAuth,         // the server lets us in
  kSender,       // MAIL FROM
  kRecipient,    // RCPT TO
  kMessage,      // a mail, if one is wanted
};
inline constexpr size_t kTestStepsMax = 14;

enum class TestOutcome : uint8_t {
  kNotTried,
  kUnderWay,
  kPassed,
  kFailed,
  kNotNeeded,  // the token was fresh, so nobody was asked
};

struct TestStepFacts {
  TestStep step = TestStep::kLink;
  TestOutcome outcome = TestOutcome::kNotTried;
  int32_t duration_ms = 0;
};

struct ConnectionTestFacts {
  enum class Phase : uint8_t { kNone, kRunning, kPassed, kFailed };
  Phase phase = Phase::kNone;
  AccountId account = kMailAccount;
  std::array<TestStepFacts, kTestStepsMax> steps{};
  uint8_t step_count = 0;
  Cause cause = Cause::kNone;       // after kFailed
  Text<kErrorTextMaxBytes> detail;  // the server's own words, or those of its certificate; escaped
};

}  // namespace tegami
