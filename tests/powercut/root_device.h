// SPDX-License-Identifier: MIT
// What a device does with its roots: takes signed bundles and an administrator's certificates, and verifies a server.
#pragma once

#include "app/roots_task.h"
#include "fakes/fake_clock.h"
#include "powercut/subject.h"

namespace tegami::powercut {

// Nothing goes over it: bundles and certificates come from a face.
class NoLine final : public OauthLine {
 public:
  void Begin(OauthFlow&, bool, Instant) override {}
  void Poll(Instant) override {}
  void Drop(Instant) override {}
  bool idle() const override { return true; }
  const OauthFlow* flow() const override { return nullptr; }
  Instant wake_by() const override { return kNever; }
  Cause cause() const override { return Cause::kNone; }
  std::string_view detail() const override { return {}; }
};

// One run of the device, from its start.
class RootDevice {
 public:
  // `built_in_version`: of the firmware's own roots.
  explicit RootDevice(Subject& subject, uint32_t built_in_version = 1000);

  // Hands a bundle in, piece by piece, and waits for the verdict. kNone: it counts now.
  Cause Take(ConstBytes bundle);

  // Whether the device would speak with mail.example.com by this certificate of tests/certificates/make.
  bool Trusts(const char* leaf, const char* intermediate = nullptr);

  const RootsFacts& facts() const { return task_.facts(); }
  RootsTask& task() { return task_; }

 private:
  FakeClock clock_;
  TlsServices tls_{clock_};
  NoLine line_;
  RootsTask task_;
};

}  // namespace tegami::powercut
