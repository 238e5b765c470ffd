// SPDX-License-Identifier: MIT
// Who is told of what, and when: events are counted, folded, and made mails by the matrix of NotifySettings.
#pragma once

#include "notify/notify_mail.h"
#include "notify/tally.h"

namespace tegami {

// Commands: Note() an event when it happens.
// Outputs:  NextMail() until it gives none; MailTaken() or MailRefused() after each; wake_by().
//
// The first event opens a round; it ends after NotifySettings::fold_minutes, and not before kNotifyGapMs have passed
// since the last one ended. Then each address that wants one of its events gets one mail, with counts and times. Holds
// two rounds (the one that grows and the one that is told): nothing grows with the number of events. Both are lost in a
// reboot, as the state of the printer is that they tell of.
class Notifier {
 public:
  // `time`: nothing where the clock is not set. What nobody wants to know is forgotten at once.
  void Note(DeviceEvent event, const NotifySettings& settings, std::optional<UtcTime> time, Instant now);

  // The next mail that is due, if one is. The same again until MailTaken().
  bool NextMail(const NotifySettings& settings, const DeviceSettings& device, NotifyMail& mail, Instant now);
  void MailTaken() { ++next_rule_; }
  // The queue is full, or has enough of them: not before kNotifyQueueRetryMs.
  void MailRefused(Instant now);

  // When NextMail() may give one; kNever: not before another Note().
  Instant wake_by() const;

 private:
  EventTally growing_;
  EventTally told_;
  Instant due_ = kNever;  // of growing_
  Instant retry_at_;      // of told_
  Instant earliest_;      // of the next round's end
  size_t next_rule_ = 0;
};

}  // namespace tegami
