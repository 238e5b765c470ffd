// SPDX-License-Identifier: MIT
// One TLS session for all that waits: connect, frames, close_notify, the collector's end.
#include "app/log_task.h"

#include "codec/ip_text.h"

namespace tegami {
namespace {

constexpr RecordId kCursor{RecordKind::kLogCursor, 0};
constexpr uint8_t kSentTag = 1;

// After an event, so that what belongs together goes together.
constexpr int64_t kGatherMs = 2 * kMsPerSecond;
// Settings are looked at again after this where there is no collector.
constexpr int64_t kOffMs = 60 * kMsPerSecond;
// The collector's octets, and room for ours, must move within this; its end must come within it too.
constexpr int64_t kSilenceMs = 10 * kMsPerSecond;
// Before the 2nd, 3rd, ... attempt.
constexpr int64_t kPausesMs[] = {60000, 120000, 300000, 900000, 3600000};
constexpr int kStepsPerPoll = 16;

}  // namespace

void LogTask::Begin() {
  kept_ = 0;
  if (const Result<ConstBytes> value = store_.Open(kCursor)) {
    FieldReader fields(*value);
    while (fields.Next()) {
      if (fields.tag() == kSentTag) kept_ = static_cast<uint32_t>(fields.Number());
    }
  }
  // A log that began again has smaller numbers.
  if (kept_ > log_.newest()) kept_ = 0;
  sent_ = kept_;
}

void LogTask::SetSender(std::string_view host_name, std::string_view firmware_version) {
  AssignCut(host_name_, host_name);
  firmware_version_ = firmware_version;
}

void LogTask::Retry() {
  next_try_ = {};
  failures_ = 0;
}

void LogTask::Poll(bool line_is_free, Instant now) {
  if (!line_is_free) {
    if (state_ != State::kIdle) Yield(now);
    next_try_ = std::max(next_try_, After(now, kGatherMs));
    return;
  }
  if (state_ == State::kIdle) {
    if (sent_ >= log_.newest()) {
      if (!off_ && failures_ == 0) next_try_ = After(now, kGatherMs);
      return;
    }
    if (now < next_try_) return;
    Open(now);
    if (state_ == State::kIdle) return;
  }
  connection_.Poll(now);
  if (connection_.phase() == ConnectionPhase::kFailed) return FailWith(connection_.cause(), now);
  if (state_ == State::kConnecting && connection_.phase() == ConnectionPhase::kOpen) {
    state_ = State::kSending;
    deadline_ = After(now, kSilenceMs);
  }
  if (state_ == State::kSending) PollSending(now);
  if (state_ == State::kEnding) PollEnding(now);
}

void LogTask::Open(Instant now) {
  LogServerSettings settings;
  off_ = !book_.LoadGroup(settings) || !settings.enabled;
  if (off_) {
    next_try_ = After(now, kOffMs);
    return;
  }
  Endpoint server;
  server.host = settings.host;
  server.port = settings.port;
  frame_ = 0;
  frame_size_ = frame_taken_ = 0;
  state_ = State::kConnecting;
  connection_.Open(server, true, TlsVerification::kFull, timeout_cap_ms_, now);
}

void LogTask::PollSending(Instant now) {
  for (int i = 0; i < kStepsPerPoll; ++i) {
    std::array<uint8_t, 64> unasked;  // RFC 5425: a collector says nothing
    while (connection_.Receive(unasked) != 0) continue;
    if (connection_.Ended()) {
      const Cause line = connection_.LineCause();
      return FailWith(line != Cause::kNone ? line : Cause::kConnectionReset, now);
    }
    if (frame_taken_ == frame_size_ && !NextFrame(now)) return;
    const size_t taken = connection_.Send(ConstBytes(work_).subspan(frame_taken_, frame_size_ - frame_taken_));
    if (taken == 0) {
      if (now >= deadline_) FailWith(Cause::kServerSilent, now);
      return;
    }
    deadline_ = After(now, kSilenceMs);
    frame_taken_ += taken;
    if (frame_taken_ == frame_size_) sent_ = std::exchange(frame_, 0);
  }
}

// False: all are sent, and the connection is being ended.
bool LogTask::NextFrame(Instant now) {
  const Result<Event> event = log_.ReadOnFrom(sent_ + 1);
  if (!event) {
    sent_ = log_.newest();  // what is damaged is not waited for
    connection_.EndSending();
    state_ = State::kEnding;
    deadline_ = After(now, kSilenceMs);
    return false;
  }
  Text<kHostNameMaxBytes> host;
  AssignCut(host, View(host_name_));
  const std::optional<IpAddress> local = connection_.local_address();
  if (host.empty() && local) AppendIpAddress(*local, host);
  const SyslogSender sender{View(host), firmware_version_, event->time.has_value()};
  const Result<size_t> size = WriteSyslogFrame(*event, sender, work_.first(kSyslogFrameMaxBytes));
  frame_ = event->number;
  frame_taken_ = 0;
  frame_size_ = size.value_or(0);
  if (frame_size_ == 0) sent_ = frame_;
  return true;
}

// RFC 5425 §4.4: the collector answers close_notify by ending the connection, once it has read what came before.
void LogTask::PollEnding(Instant now) {
  std::array<uint8_t, 64> unasked;
  while (connection_.Receive(unasked) != 0) continue;
  if (!connection_.Ended()) {
    if (now >= deadline_) Succeed(now);  // some keep it open; TCP has not complained
    return;
  }
  if (const Cause line = connection_.LineCause(); line != Cause::kNone) return FailWith(line, now);
  Succeed(now);
}

void LogTask::Succeed(Instant now) {
  connection_.Close();
  state_ = State::kIdle;
  failures_ = 0;
  cause_ = Cause::kNone;
  next_try_ = After(now, kGatherMs);
  KeepCursor();
}

// Mail wants the line: what was handed over whole still leaves.
void LogTask::Yield(Instant now) {
  connection_.Close();
  state_ = State::kIdle;
  next_try_ = After(now, kGatherMs);
  KeepCursor();
}

void LogTask::FailWith(Cause cause, Instant now) {
  if (connection_.phase() != ConnectionPhase::kFailed) connection_.Abort();
  state_ = State::kIdle;
  sent_ = kept_;
  cause_ = cause;
  const size_t pause = std::min<size_t>(failures_, std::size(kPausesMs) - 1);
  next_try_ = After(now, kPausesMs[pause]);
  if (failures_ < UINT8_MAX) ++failures_;
  if (failures_ > 1) return;
  Event event;  // once, not at every attempt
  event.kind = EventKind::kLogServerFailed;
  event.cause = cause;
  log_.Add(event);
}

void LogTask::KeepCursor() {
  if (sent_ == kept_) return;
  std::array<uint8_t, 16> octets;
  FieldWriter fields(octets);
  fields.PutNumber(kSentTag, sent_);
  if (store_.Put(kCursor, ConstBytes(octets).first(fields.size()))) kept_ = sent_;
}

Instant LogTask::wake_by() const {
  switch (state_) {
    case State::kIdle: return sent_ < log_.newest() ? next_try_ : kNever;
    case State::kConnecting: return connection_.wake_by();
    case State::kSending:
    case State::kEnding: return deadline_;
  }
  return kNever;
}

}  // namespace tegami
