// SPDX-License-Identifier: MIT
// The rules of retry_rules.def, applied.
#include "job/retry.h"

#include <algorithm>
#include <array>

#include "tegami/config.h"

namespace tegami {
namespace {

constexpr int64_t kMsPerHour = 60 * kMsPerMinute;
// Growing pauses are spread by a fifth: a building whose power returns does not come back in one second.
constexpr int64_t kSpreadPart = 5;

struct Rule {
  Cause cause = Cause::kNone;
  int64_t pause_ms = 0;
  int64_t spread_ms = 0;
  uint8_t attempts = 0;
  int64_t give_up_ms = kJobGiveUpMs;
  bool whole_account = false;
};

constexpr auto kRules = std::to_array<Rule>({
#define TEGAMI_RETRY(cause, pause, spread, attempts, give_up, whole_account) \
  {Cause::cause, pause, spread, attempts, give_up, whole_account},
#include "job/retry_rules.def"
#undef TEGAMI_RETRY
});

constexpr bool RulesAreComplete() {
  const auto ruled = [](Cause cause) {
    return std::count_if(kRules.begin(), kRules.end(), [cause](const Rule& rule) { return rule.cause == cause; });
  };
#define TEGAMI_CAUSE(name, identifier, code, retry) \
  if (ruled(Cause::name) != (Retry::retry == Retry::kLater && (code) != 0 ? 1 : 0)) return false;
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  return true;
}
static_assert(RulesAreComplete(),
              "retry_rules.def has a row for each cause of jobs that error_codes.def retries, and no other");

int64_t Spread(int64_t most_ms, uint32_t random) {
  return most_ms <= 0 ? 0 : static_cast<int64_t>(random % static_cast<uint64_t>(most_ms + 1));
}

}  // namespace

RetryPlan PlanRetry(const EndedAttempt& attempt) {
  const auto* rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& row) { return row.cause == attempt.cause; });
  if (rule == kRules.end() || attempt.age_ms >= rule->give_up_ms) return {};
  const uint8_t repeats = attempt.cause == Cause::kDeliveryUnknown ? std::max(attempt.unknown, attempt.cause_repeats)
                                                                   : attempt.cause_repeats;
  const bool spent = rule->attempts != 0 && repeats >= rule->attempts;
  if (spent && rule->pause_ms == 0) return {};
  RetryPlan plan{.again = true, .whole_account = rule->whole_account || attempt.before_mail};
  if (rule->pause_ms != 0 && !spent) {
    plan.server_asks = true;
    plan.pause_ms = rule->pause_ms + Spread(rule->spread_ms, attempt.random);
    return plan;
  }
  const size_t step = std::min<size_t>(std::max<size_t>(attempt.attempts, 1) - 1, std::size(kJobRetryPausesMs) - 1);
  plan.pause_ms = kJobRetryPausesMs[step];
  plan.pause_ms += Spread(plan.pause_ms / kSpreadPart, attempt.random);
  return plan;
}

}  // namespace tegami
