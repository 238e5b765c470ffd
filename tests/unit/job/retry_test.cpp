// SPDX-License-Identifier: MIT
// When a job is tried again: a row for each class of causes.
#include "job/retry.h"

#include <gtest/gtest.h>

#include "tegami/config.h"

namespace tegami {
namespace {

constexpr int64_t kHour = 60 * kMsPerMinute;

struct Row {
  const char* name;
  EndedAttempt attempt;
  bool again;
  int64_t least_ms;
  int64_t most_ms;
  bool whole_account;
};

const Row kRows[] = {
    {"432 4.3.2: shortly, at random", {.cause = Cause::kTooManyConnections}, true, 10'000, 30'000, true},
    {"432 4.3.2, six times: as others",
     {.cause = Cause::kTooManyConnections, .attempts = 6, .cause_repeats = 6},
     true,
     3'600'000,
     4'320'000,
     true},
    {"421 4.4.2: the next minute", {.cause = Cause::kRateLimited, .attempts = 9}, true, 60'000, 70'000, true},
    {"daily quota: much later", {.cause = Cause::kDailyQuota}, true, 8 * kHour, 9 * kHour, true},
    {"daily quota: the day after",
     {.cause = Cause::kDailyQuota, .age_ms = 30 * kHour},
     true,
     8 * kHour,
     9 * kHour,
     true},
    {"daily quota: not for ever", {.cause = Cause::kDailyQuota, .age_ms = 36 * kHour}, false, 0, 0, false},
    {"430 4.2.0: a few times",
     {.cause = Cause::kMailboxLogon, .attempts = 3, .cause_repeats = 3},
     true,
     300'000,
     360'000,
     true},
    {"430 4.2.0: then the administrator",
     {.cause = Cause::kMailboxLogon, .attempts = 4, .cause_repeats = 4},
     false,
     0,
     0,
     false},
    {"4xx: one minute", {.cause = Cause::kServerBusy}, true, 60'000, 72'000, false},
    {"4xx before MAIL: all jobs would hear it",
     {.cause = Cause::kServerBusy, .before_mail = true},
     true,
     60'000,
     72'000,
     true},
    {"4xx: grows", {.cause = Cause::kServerBusy, .attempts = 4}, true, 900'000, 1'080'000, false},
    {"4xx: stays at an hour", {.cause = Cause::kServerBusy, .attempts = 200}, true, 3'600'000, 4'320'000, false},
    {"4xx: until a day has passed", {.cause = Cause::kServerBusy, .age_ms = 24 * kHour}, false, 0, 0, false},
    {"network", {.cause = Cause::kUnreachable}, true, 60'000, 72'000, true},
    {"name look-up", {.cause = Cause::kNoSuchName, .attempts = 2}, true, 120'000, 144'000, true},
    {"identity service", {.cause = Cause::kIdentityServiceDown}, true, 60'000, 72'000, true},
    {"unknown: again", {.cause = Cause::kDeliveryUnknown, .attempts = 2, .unknown = 2}, true, 120'000, 144'000, false},
    {"unknown: three copies at most",
     {.cause = Cause::kDeliveryUnknown, .attempts = 9, .unknown = 3},
     false,
     0,
     0,
     false},
    {"refused token: the second in a row ends it", {.cause = Cause::kAuthTokenRejected}, false, 0, 0, false},
    {"360: ends", {.cause = Cause::kNotSignedIn}, false, 0, 0, false},
    {"361: ends", {.cause = Cause::kLinkExpired}, false, 0, 0, false},
    {"370: ends", {.cause = Cause::kSignInAgain}, false, 0, 0, false},
    {"certificate: ends", {.cause = Cause::kCertificateUntrusted}, false, 0, 0, false},
    {"5xx: ends", {.cause = Cause::kMessageRefused}, false, 0, 0, false},
    {"too large: ends", {.cause = Cause::kMessageTooLarge}, false, 0, 0, false},
};

TEST(RetryRules, FitEachClass) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    for (const uint32_t random : {0U, 1U, 123456789U, UINT32_MAX}) {
      EndedAttempt attempt = row.attempt;
      attempt.random = random;
      const RetryPlan plan = PlanRetry(attempt);
      EXPECT_EQ(plan.again, row.again);
      EXPECT_GE(plan.pause_ms, row.least_ms);
      EXPECT_LE(plan.pause_ms, row.most_ms);
      EXPECT_EQ(plan.whole_account, row.whole_account);
    }
  }
}

TEST(RetryRules, SpreadDevicesThatFailedTogether) {
  const RetryPlan first = PlanRetry({.cause = Cause::kTooManyConnections, .random = 1});
  const RetryPlan second = PlanRetry({.cause = Cause::kTooManyConnections, .random = 15'000});
  EXPECT_GT(second.pause_ms - first.pause_ms, 10'000);
}

}  // namespace
}  // namespace tegami
