// SPDX-License-Identifier: MIT
// Pages of events in the store.
#include "log/event_log.h"

#include "tegami/plausible_time.h"

namespace tegami {
namespace {

constexpr RecordId PageId(uint32_t first) { return {RecordKind::kEventLog, first}; }

// A page that no longer opens had this many events at most: their numbers are not given again.
constexpr uint32_t kEventsPerPageMax = kEventPageBytes / 25;

}  // namespace

void EventLog::Begin() {
  begun_ = true;
  page_ = 0;
  next_ = 1;
  for (auto first = store_.NextIndex(RecordKind::kEventLog, 0); first;
       first = store_.NextIndex(RecordKind::kEventLog, *first + 1)) {
    page_ = *first;
  }
  if (page_ == 0) return;
  const Result<ConstBytes> page = store_.Open(PageId(page_));
  next_ = page_ + (page ? CountEvents(*page) : kEventsPerPageMax);
}

void EventLog::Add(Event event) {
  if (!begun_) return;
  const std::optional<UtcTime> utc = clock_.WallClock();
  if (IsPlausible(utc)) event.time = utc;
  event.uptime_s = static_cast<uint32_t>(clock_.Now().ms / kMsPerSecond);
  // Numbers name records, and records have kRecordIndexMax of them: the log begins again after decades.
  if (next_ > kRecordIndexMax) {
    for (auto first = store_.NextIndex(RecordKind::kEventLog, 0); first;
         first = store_.NextIndex(RecordKind::kEventLog, *first + 1)) {
      if (!store_.Remove(PageId(*first))) break;
    }
    page_ = 0;
    next_ = 1;
  }
  if (Append(event)) {
    ++next_;
  } else {
    ++lost_;
  }
}

Status EventLog::Append(const Event& event) {
  if (page_ == 0) return StartPage(event);
  std::array<uint8_t, kEventPageBytes> octets;
  const Result<ConstBytes> page = store_.Open(PageId(page_));
  if (!page || page->size() > octets.size()) return StartPage(event);
  const size_t before = CopyBytes(octets, *page);
  FieldWriter fields(Bytes(octets).subspan(before));
  WriteEvent(event, fields);
  if (!fields.status()) return StartPage(event);
  return store_.Put(PageId(page_), ConstBytes(octets).first(before + fields.size()));
}

Status EventLog::StartPage(const Event& event) {
  std::array<uint8_t, kEventMaxBytes> octets;
  FieldWriter fields(octets);
  WriteEvent(event, fields);
  TEGAMI_TRY(fields.status());
  TEGAMI_TRY(store_.Put(PageId(next_), ConstBytes(octets).first(fields.size())));
  page_ = next_;
  DropOldPages();
  return {};
}

// A power cut before this leaves a page too many: the next one that is started takes it along.
void EventLog::DropOldPages() {
  size_t count = 0;
  for (auto first = store_.NextIndex(RecordKind::kEventLog, 0); first;
       first = store_.NextIndex(RecordKind::kEventLog, *first + 1)) {
    ++count;
  }
  for (; count > kEventPagesMax; --count) {
    const std::optional<uint32_t> oldest = store_.NextIndex(RecordKind::kEventLog, 0);
    if (!oldest || !store_.Remove(PageId(*oldest))) return;
  }
}

// The page that has `number`, or would have it.
std::optional<uint32_t> EventLog::PageOf(uint32_t number) {
  std::optional<uint32_t> found;
  for (auto first = store_.NextIndex(RecordKind::kEventLog, 0); first && *first <= number;
       first = store_.NextIndex(RecordKind::kEventLog, *first + 1)) {
    found = first;
  }
  return found;
}

Result<Event> EventLog::ReadBackFrom(uint32_t number) {
  for (std::optional<uint32_t> first = PageOf(number); first; first = *first > 0 ? PageOf(*first - 1) : std::nullopt) {
    const Result<ConstBytes> page = store_.Open(PageId(*first));
    if (!page) continue;  // damaged: its events are gone, the others are not
    Event event;
    Event found;
    uint32_t at = *first;
    for (FieldReader fields(*page); fields.Next() && at <= number; ++at) {
      if (!ReadEvent(fields, event)) continue;
      found = event;
      found.number = at;
    }
    if (found.number != 0) return found;
  }
  return Fail(Error::kNotFound);
}

Result<Event> EventLog::ReadOnFrom(uint32_t number) {
  std::optional<uint32_t> first = PageOf(number);
  if (!first) first = store_.NextIndex(RecordKind::kEventLog, number);
  for (; first; first = store_.NextIndex(RecordKind::kEventLog, *first + 1)) {
    const Result<ConstBytes> page = store_.Open(PageId(*first));
    if (!page) continue;
    uint32_t at = *first;
    for (FieldReader fields(*page); fields.Next(); ++at) {
      Event event;
      if (at < number || !ReadEvent(fields, event)) continue;
      event.number = at;
      return event;
    }
  }
  return Fail(Error::kNotFound);
}

}  // namespace tegami
