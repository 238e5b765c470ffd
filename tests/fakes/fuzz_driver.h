// SPDX-License-Identifier: MIT
// One life of a session, all of it taken from arbitrary octets. What the drivers of SMTP and POP3 have in common; each
// is shared by a fuzzer and by a property test.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string_view>

#include "tegami/base/bytes.h"
#include "tegami/base/time.h"
#include "tegami/base/trace.h"

namespace tegami {

template <typename Session>
class FuzzDriver : public Tracer {
 public:
  using Want = typename Session::Want;

 protected:
  explicit FuzzDriver(ConstBytes script) : script_(script) {}
  ~FuzzDriver() = default;

  // Whether the machine's data have this step; each may fail.
  virtual bool Has(std::string_view from, std::string_view to) const = 0;

  // Ends the process where the session breaks a promise.
  static void Demand(bool claim) {
    if (!claim) std::abort();
  }

  bool over() const { return script_.empty(); }

  // 0 behind the end.
  uint8_t TakeOctet() {
    if (script_.empty()) return 0;
    const uint8_t octet = script_.front();
    script_ = script_.subspan(1);
    return octet;
  }

  // The next octets of the script, as they are.
  void Feed(Session& session, size_t count) {
    const size_t taken = std::min(count, script_.size());
    const ConstBytes in = script_.first(taken);
    script_ = script_.subspan(taken);
    Demand(session.OnBytes(in, now_) <= taken);
  }

  // A reply that fits somewhere, so that the deep states are reached.
  void Reply(Session& session, std::span<const std::string_view> replies, size_t which) {
    static_cast<void>(session.OnBytes(AsBytes(replies[which % replies.size()]), now_));
  }

  void LetTimePass(Session& session) {
    now_.ms += 1000 * TakeOctet();
    session.OnTick(now_);
  }

  void OfferTls(Session& session) {
    if (session.Next().want == Want::kStartTls) session.OnTlsReady(now_);
  }

  // What every step owes.
  static void CheckStep(const Session& session) {
    const typename Session::Step step = session.Next();
    Demand((step.want == Want::kSend) == !step.bytes.empty());
    Demand(step.want != Want::kInput || step.wake_by != kNever);
  }

  static bool Ended(const Session& session) {
    const Want want = session.Next().want;
    return want == Want::kFailed || want == Want::kClosed;
  }

  Instant now_{5000};

 private:
  void OnTransition(const char*, const char* from, const char* to, Instant) final {
    Demand(std::string_view(to) == "kFailed" || Has(from, to));
  }
  void OnCount(const char*, const char*, uint64_t, Instant) final {}

  ConstBytes script_;
};

}  // namespace tegami
