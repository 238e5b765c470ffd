// SPDX-License-Identifier: MIT
// Sends the event log to a collector: syslog over TLS (RFC 5425), what has not been sent yet, when nobody mails.
#pragma once

#include "app/connection.h"
#include "log/event_log.h"
#include "log/syslog_message.h"

namespace tegami {

// Drive: Begin() once the store is mounted; Poll() each loop, after mail and tokens.
//
// It yields: while `line_is_free` is false no connection is open, so the TLS arena is mail's. An event counts as sent
// when the collector has ended the connection in order behind it (RFC 5425 §4.4), or its frame was handed over whole
// before mail wanted the line. Its number is on flash then: nothing is sent twice in normal running; after a broken
// connection or a power cut some events may be, with the same sequenceId. Always verified: there is no setting for it.
class LogTask {
 public:
  // `work`: kSyslogFrameMaxBytes that nobody else uses while the line is free.
  LogTask(Network& network, TlsServices& tls, Store& store, EventLog& log, AccountBook& book, Bytes work)
      : store_(store), log_(log), book_(book), work_(work), connection_(network, tls) {
    connection_.SetQuiet();  // its failures are told once, not at every attempt
  }

  void Begin();
  void SetTimeoutCap(int64_t ms) { timeout_cap_ms_ = ms; }
  void SetSender(std::string_view host_name, std::string_view firmware_version);
  // The settings have changed: tries at once.
  void Retry();

  void Poll(bool line_is_free, Instant now);
  Instant wake_by() const;

  // Nothing is left to be sent.
  bool up_to_date() const { return state_ == State::kIdle && sent_ >= log_.newest(); }
  // Why the last attempt failed; kNone where it did not.
  Cause cause() const { return cause_; }
  std::string_view detail() const { return connection_.detail(); }

 private:
  enum class State : uint8_t { kIdle, kConnecting, kSending, kEnding };

  void Open(Instant now);
  void PollSending(Instant now);
  bool NextFrame(Instant now);
  void PollEnding(Instant now);
  void Yield(Instant now);
  void Succeed(Instant now);
  void FailWith(Cause cause, Instant now);
  void KeepCursor();

  Store& store_;
  EventLog& log_;
  AccountBook& book_;
  Bytes work_;
  Connection connection_;
  int64_t timeout_cap_ms_ = 0;
  Text<kHostLabelMaxBytes> host_name_;
  std::string_view firmware_version_;

  State state_ = State::kIdle;
  uint32_t kept_ = 0;   // the last event that counts as sent, as it is on flash
  uint32_t sent_ = 0;   // the last one that was handed over whole
  uint32_t frame_ = 0;  // the one whose frame is in work_; 0: none
  size_t frame_size_ = 0;
  size_t frame_taken_ = 0;
  bool off_ = true;
  uint8_t failures_ = 0;
  Cause cause_ = Cause::kNone;
  Instant next_try_;
  Instant deadline_ = kNever;
};

}  // namespace tegami
