// SPDX-License-Identifier: MIT
// What happened to the device, on flash: bounded, safe from power cuts, read newest first.
#pragma once

#include "log/event_record.h"
#include "store/store.h"
#include "tegami/hal/clock.h"

namespace tegami {

// Drive: Begin() once the store is mounted, then Add() whenever something happened, Read() whenever somebody asks.
//
// A record of the store is a page of events, named by the number of its first one. Each event writes the newest page
// anew, the old one counts until the new one is whole: after a power cut the event is there or not. With more than
// kEventPagesMax pages the oldest goes, some five to ten events at once.
// Wear: an event costs half a page and its seal, 300 octets. At 200 events a day that is 22 MB a year, 1.3 turns of a
// flash of 16 MiB.
//
// Uses the store's buffer: what a caller has opened there is gone after Add() and Read().
class EventLog {
 public:
  EventLog(Store& store, Clock& clock) : store_(store), clock_(clock) {}

  // Finds the newest event. Before that, Add() does nothing.
  void Begin();

  // Notes `event` with the time it is. Never fails loudly: a log that cannot be written must not stop mail.
  void Add(Event event);

  // The newest event with this number or a smaller one: from newest() on, with `number - 1`, all events are walked.
  //   kNotFound  there is none
  [[nodiscard]] Result<Event> ReadBackFrom(uint32_t number);

  // The oldest event with this number or a larger one.
  //   kNotFound  there is none
  [[nodiscard]] Result<Event> ReadOnFrom(uint32_t number);

  // The number of the newest event; 0: there is none.
  uint32_t newest() const { return next_ - 1; }

  // Events that the store refused since Begin().
  uint32_t lost() const { return lost_; }

 private:
  std::optional<uint32_t> PageOf(uint32_t number);
  Status Append(const Event& event);
  Status StartPage(const Event& event);
  void DropOldPages();

  Store& store_;
  Clock& clock_;
  bool begun_ = false;
  uint32_t page_ = 0;  // the newest one; 0: none
  uint32_t next_ = 1;
  uint32_t lost_ = 0;
};

}  // namespace tegami
