// SPDX-License-Identifier: MIT
#include "shared/lwip/lwip_network.h"

#include <lwip/init.h>
#include <lwip/timeouts.h>

#include "shared/lwip/lwip_glue.h"

namespace tegami {

Status LwipNetwork::Start() {
  BindLwip(clock_, entropy_);
  lwip_init();
  for (LwipStream& stream : streams_) stream.Bind(interface_);
  WatchForUnreachable(*this);
  if (!interface_.Start()) return Fail(Error::kNotFound);
  return {};
}

void LwipNetwork::SetServerPorts(uint16_t dns, uint16_t time) {
  if (dns != 0) interface_.set_dns_port(dns);
  if (time != 0) time_client_.set_port(time);
}

void LwipNetwork::Poll(Instant now) {
  interface_.Poll(now);
  sys_check_timeouts();
  for (LwipStream& stream : streams_) stream.Poll(now);
  time_client_.Poll(now);
}

Instant LwipNetwork::WakeBy() const {
  Instant wake = Earlier(interface_.WakeBy(), time_client_.WakeBy());
  for (const LwipStream& stream : streams_) wake = Earlier(wake, stream.WakeBy());
  const u32_t lwip_ms = sys_timeouts_sleeptime();
  return lwip_ms == SYS_TIMEOUTS_SLEEPTIME_INFINITE ? wake : Earlier(wake, After(clock_.Now(), lwip_ms));
}

void LwipNetwork::WaitForEvent(Instant until) {
  for (LwipStream& stream : streams_) stream.Flush();
  sleeper_.SleepUntil(Earlier(until, WakeBy()));
}

Status LwipNetwork::Configure(const NetworkConfig& config) {
  if (config.prefix_bits > 32 || (!config.dhcp && config.address.family != IpAddress::Family::kIpv4)) {
    return Fail(Error::kInvalidArgument);
  }
  time_server_ = config.time_server;
  interface_.Configure(config);
  return {};
}

size_t LwipNetwork::Interfaces(std::span<InterfaceInfo> into) const {
  if (into.empty()) return 0;
  into[0] = interface_.Info();
  return 1;
}

std::optional<InterfaceKind> LwipNetwork::KindOf(const IpAddress& local) const {
  return interface_.Has(local) ? std::optional(InterfaceKind::kStandard) : std::nullopt;
}

TcpStream* LwipNetwork::AcquireStream() {
  for (LwipStream& stream : streams_) {
    if (stream.borrowed) continue;
    stream.borrowed = true;
    return &stream;
  }
  return nullptr;
}

void LwipNetwork::ReleaseStream(TcpStream& stream) {
  for (LwipStream& ours : streams_) {
    if (&ours != &stream || !ours.borrowed) continue;
    ours.Abort();
    ours.borrowed = false;
  }
}

Status LwipNetwork::RequestTime() {
  if (!interface_.link_up()) return Fail(Error::kBadState);
  asked_time_server_ = time_server_.empty() ? interface_.LearnedTimeServerName() : time_server_;
  if (asked_time_server_.empty()) return Fail(Error::kBadState);
  time_client_.Start(View(asked_time_server_), interface_.Families(), interface_.Servers(), clock_.Now());
  return {};
}

std::optional<UtcTime> LwipNetwork::TimeAnswer() { return time_client_.Take(clock_.Now()); }

void LwipNetwork::OnUnreachable(const UnreachablePacket& packet) {
  for (LwipStream& stream : streams_) stream.OnUnreachable(packet);
}

}  // namespace tegami
