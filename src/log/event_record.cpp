// SPDX-License-Identifier: MIT
// Little-endian, packed: a log has many events and most fields are small.
#include "log/event_record.h"

namespace tegami {
namespace {

constexpr uint8_t kEventTag = 1;  // another layout gets another tag
constexpr size_t kFixedBytes = 22;
constexpr int64_t kUnknownTime = INT64_MIN;

void PutNumber(Bytes into, uint64_t number) {
  for (uint8_t& octet : into) {
    octet = static_cast<uint8_t>(number);
    number >>= 8U;
  }
}

uint64_t NumberAt(ConstBytes from, size_t at, size_t size) {
  uint64_t number = 0;
  for (size_t i = size; i > 0; --i) number = number << 8U | from[at + i - 1];
  return number;
}

std::optional<EventKind> KindOf(uint8_t number) {
  switch (static_cast<EventKind>(number)) {
#define TEGAMI_EVENT(name, number, identifier, severity) case EventKind::name:
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
    return static_cast<EventKind>(number);
  }
  return std::nullopt;
}

// Causes are stored by identifier: the order of the table may change. One that is gone reads as none.
Cause CauseOf(std::string_view identifier) {
  for (int i = static_cast<int>(Cause::kNone) + 1; i <= static_cast<int>(Cause::kCancelled); ++i) {
    if (identifier == CauseIdentifier(static_cast<Cause>(i))) return static_cast<Cause>(i);
  }
  return Cause::kNone;
}

}  // namespace

void WriteEvent(const Event& event, FieldWriter& page) {
  std::array<uint8_t, kEventMaxBytes> octets{};
  const Bytes into(octets);
  const std::string_view cause = CauseIdentifier(event.cause);
  octets[0] = static_cast<uint8_t>(event.kind);
  octets[1] = static_cast<uint8_t>(event.actor);
  PutNumber(into.subspan(2, 2), event.account);
  PutNumber(into.subspan(4, 4), event.job);
  PutNumber(into.subspan(8, 8), static_cast<uint64_t>(event.time ? event.time->seconds : kUnknownTime));
  PutNumber(into.subspan(16, 4), event.uptime_s);
  octets[20] = static_cast<uint8_t>(cause.size());
  octets[21] = static_cast<uint8_t>(event.detail.size());
  size_t size = kFixedBytes;
  size += CopyBytes(into.subspan(size), AsBytes(cause));
  size += CopyBytes(into.subspan(size), AsBytes(View(event.detail)));
  page.Put(kEventTag, into.first(size));
}

bool ReadEvent(const FieldReader& page, Event& event) {
  event = {};
  const ConstBytes value = page.value();
  if (page.tag() != kEventTag || value.size() < kFixedBytes) return false;
  const size_t cause_size = value[20];
  const size_t detail_size = value[21];
  const std::optional<EventKind> kind = KindOf(value[0]);
  if (!kind || value.size() != kFixedBytes + cause_size + detail_size) return false;
  event.kind = *kind;
  event.actor = static_cast<EventActor>(std::min<uint8_t>(value[1], static_cast<uint8_t>(EventActor::kTool)));
  event.account = static_cast<AccountId>(NumberAt(value, 2, 2));
  event.job = static_cast<JobId>(NumberAt(value, 4, 4));
  const auto seconds = static_cast<int64_t>(NumberAt(value, 8, 8));
  if (seconds != kUnknownTime) event.time = UtcTime{seconds};
  event.uptime_s = static_cast<uint32_t>(NumberAt(value, 16, 4));
  event.cause = CauseOf(AsText(value.subspan(kFixedBytes, cause_size)));
  AssignCut(event.detail, AsText(value.subspan(kFixedBytes + cause_size, detail_size)));
  return true;
}

uint32_t CountEvents(ConstBytes page) {
  uint32_t count = 0;
  for (FieldReader fields(page); fields.Next();) ++count;
  return count;
}

}  // namespace tegami
