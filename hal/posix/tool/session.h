// SPDX-License-Identifier: MIT
// The process as a device: the platform that the options describe, and the trace.
#pragma once

#include <cstdio>

#include "crypto/signature.h"
#include "posix/clock.h"
#include "posix/device_key.h"
#include "posix/entropy.h"
#include "posix/flash.h"
#include "posix/network.h"
#include "posix/panel.h"
#include "posix/print_engine.h"
#include "posix/store_directory.h"
#include "posix/tool/arguments.h"
#include "tegami/base/trace.h"
#include "tegami/hal/platform.h"
#include "tegami/mail_app.h"

namespace tegami {

// --trace FILE: state changes and counts, one a line.
class FileTracer final : public Tracer {
 public:
  ~FileTracer();
  [[nodiscard]] bool Open(std::string_view path);
  void OnTransition(const char* machine, const char* from, const char* to, Instant now) override;
  void OnCount(const char* machine, const char* what, uint64_t count, Instant now) override;

 private:
  std::FILE* file_ = nullptr;
};

// The CA files of --ca, as DER.
class CaFiles {
 public:
  // Complains and returns false where a file is missing or no certificate.
  [[nodiscard]] bool Load(const ToolArguments& arguments);
  // One file more; `option` is what to complain of.
  [[nodiscard]] bool LoadFile(std::string_view option, std::string_view path);
  std::span<const ExtraCertificate> certificates() const { return {certificates_.data(), count_}; }

 private:
  static constexpr size_t kCertificatesMax = 8;
  std::array<uint8_t, 32 * 1024> der_;
  size_t used_ = 0;
  std::array<ExtraCertificate, kCertificatesMax> certificates_;
  size_t count_ = 0;
};

class ToolSession {
 public:
  explicit ToolSession(const ToolArguments& arguments);

  // Opens trace, CA files and, where one is named, the store. Complains and returns the exit status where it cannot: 0
  // is success. `create_store`: make it where it is missing.
  [[nodiscard]] int Open(bool create_store);

  Platform& platform() { return platform_; }
  PosixClock& clock() { return clock_; }
  PosixNetwork& network() { return network_; }
  Tracer* tracer() { return arguments_.trace_file.empty() ? nullptr : &tracer_; }
  const CaFiles& ca_files() const { return ca_files_; }
  ConstBytes roots_key() const { return {roots_key_.data(), roots_key_bytes_}; }

 private:
  // Complains and returns false where --roots-key names no public key.
  bool LoadRootsKey();

  const ToolArguments& arguments_;
  PosixClock clock_;
  PosixEntropy entropy_;
  StoreDirectory directory_;
  PosixDeviceKey device_key_;
  PosixFlash flash_;
  PosixNetwork network_;
  PosixPanel panel_;
  PosixPrintEngine print_engine_;
  FileTracer tracer_;
  CaFiles ca_files_;
  std::array<uint8_t, kP256PublicKeyBytes> roots_key_{};
  size_t roots_key_bytes_ = 0;
  Platform platform_;
};

}  // namespace tegami
