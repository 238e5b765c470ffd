// SPDX-License-Identifier: MIT
#include "notify/notifier.h"

#include <algorithm>

namespace tegami {

void Notifier::Note(DeviceEvent event, const NotifySettings& settings, std::optional<UtcTime> time, Instant now) {
  const bool wanted = std::any_of(settings.rules.begin(), settings.rules.end(), [event](const NotifyRule& rule) {
    return !rule.address.empty() && (rule.events & EventBit(event)) != 0;
  });
  if (!wanted) return;
  if (growing_.events() == 0) due_ = std::max(After(now, settings.fold_minutes * kMsPerMinute), earliest_);
  growing_.Add(event, time);
}

bool Notifier::NextMail(const NotifySettings& settings, const DeviceSettings& device, NotifyMail& mail, Instant now) {
  if (told_.events() == 0 && due_ <= now) {
    told_ = growing_;
    growing_ = {};
    due_ = kNever;
    earliest_ = After(now, kNotifyGapMs);
    retry_at_ = now;
    next_rule_ = 0;
  }
  if (told_.events() == 0 || now < retry_at_) return false;
  for (; next_rule_ < settings.rules.size(); ++next_rule_) {
    const NotifyRule& rule = settings.rules[next_rule_];
    if (rule.address.empty() || (rule.events & told_.events()) == 0) continue;
    mail.to = rule.address;
    WriteNotifyMail(told_, rule.events, device, mail);
    return true;
  }
  told_ = {};
  return false;
}

void Notifier::MailRefused(Instant now) { retry_at_ = After(now, kNotifyQueueRetryMs); }

Instant Notifier::wake_by() const { return told_.events() != 0 ? retry_at_ : due_; }

}  // namespace tegami
