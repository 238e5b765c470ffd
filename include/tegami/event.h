// SPDX-License-Identifier: MIT
// One entry of the event log, as plain data. Holds no secret.
#pragma once

#include <cstdint>
#include <optional>

#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/config.h"
#include "tegami/error_codes.h"
#include "tegami/mail_job.h"

namespace tegami {

enum class EventKind : uint8_t {
#define TEGAMI_EVENT(name, number, identifier, severity) name = (number),
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
};

// The numbers are RFC 5424's (§6.2.1).
enum class EventSeverity : uint8_t { kError = 3, kWarning = 4, kNotice = 5, kInfo = 6 };

// Who did it, or asked for it. The numbers are on flash: never reuse one.
enum class EventActor : uint8_t {
  kDevice = 0,    // by itself
  kFirmware = 1,  // the code around MailApp
  kPanel = 2,
  kWebUser = 3,
  kTool = 4,
};

struct Event {
  EventKind kind = EventKind::kStarted;
  EventActor actor = EventActor::kDevice;
  AccountId account = kMailAccount;
  JobId job = 0;  // 0: none
  Cause cause = Cause::kNone;
  Text<kEventDetailMaxBytes> detail;  // names, fields, a peer's words: escaped, cut

  // Filled in by the log.
  uint32_t number = 0;          // rises by one from event to event
  std::optional<UtcTime> time;  // nothing where the clock was not set
  uint32_t uptime_s = 0;        // monotonic, since the clock's own start
};

// The stable identifier ("signed_in"); static storage.
constexpr const char* EventIdentifier(EventKind kind) {
  switch (kind) {
#define TEGAMI_EVENT(name, number, identifier, severity) \
  case EventKind::name: return identifier;
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
  }
  return "";
}

constexpr EventSeverity EventSeverityOf(EventKind kind) {
  switch (kind) {
#define TEGAMI_EVENT(name, number, identifier, severity) \
  case EventKind::name: return EventSeverity::severity;
#include "tegami/event_kinds.def"
#undef TEGAMI_EVENT
  }
  return EventSeverity::kInfo;
}

constexpr const char* SeverityIdentifier(EventSeverity severity) {
  switch (severity) {
    case EventSeverity::kError: return "error";
    case EventSeverity::kWarning: return "warning";
    case EventSeverity::kNotice: return "notice";
    case EventSeverity::kInfo: return "info";
  }
  return "";
}

constexpr const char* ActorIdentifier(EventActor actor) {
  switch (actor) {
    case EventActor::kDevice: return "device";
    case EventActor::kFirmware: return "firmware";
    case EventActor::kPanel: return "panel";
    case EventActor::kWebUser: return "web";
    case EventActor::kTool: return "tool";
  }
  return "";
}

// Whether the event tells of one account.
constexpr bool EventHasAccount(EventKind kind) {
  return (kind >= EventKind::kSignInStarted && kind <= EventKind::kJobFailed) || kind == EventKind::kSignInTrouble;
}

}  // namespace tegami
