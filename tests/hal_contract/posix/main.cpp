// SPDX-License-Identifier: MIT
// The contract suite on the posix port. Started by tests/hal_contract/run, which says who the peers are.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <optional>

#include "../fixture.h"
#include "posix/clock.h"
#include "posix/device_key.h"
#include "posix/entropy.h"
#include "posix/flash.h"
#include "posix/network.h"
#include "posix/panel.h"
#include "posix/print_engine.h"

namespace tegami::contract {
namespace {

// What a power cycle opens again; the platform's references go through it.
struct Kept {
  explicit Kept(Entropy& entropy) : device_key(directory, entropy) {}

  Status Open(const char* path) {
    TEGAMI_TRY(directory.Open(path, StoreDirectory::Missing::kCreate));
    return flash.Open(directory, {.sync = PosixFlash::Sync::kNever});
  }

  StoreDirectory directory;
  PosixFlash flash;
  PosixDeviceKey device_key;
};

class RebootableFlash final : public Flash {
 public:
  explicit RebootableFlash(std::optional<Kept>& kept) : kept_(kept) {}
  FlashGeometry Geometry() const override { return kept_->flash.Geometry(); }
  Status Read(uint32_t offset, Bytes into) override { return kept_->flash.Read(offset, into); }
  Status Program(uint32_t offset, ConstBytes data) override { return kept_->flash.Program(offset, data); }
  Status Erase(uint32_t sector) override { return kept_->flash.Erase(sector); }

 private:
  std::optional<Kept>& kept_;
};

class RebootableKey final : public DeviceKey {
 public:
  explicit RebootableKey(std::optional<Kept>& kept) : kept_(kept) {}
  Status Derive(ConstBytes label, ConstBytes salt, std::span<uint8_t, kDerivedBytes> key) override {
    return kept_->device_key.Derive(label, salt, key);
  }

 private:
  std::optional<Kept>& kept_;
};

class Machine {
 public:
  Machine() : network_(clock_, {.dns_servers = DnsServers(dns_servers_)}), panel_(nowhere_, nowhere_) {
    page_path_.append(directory_);
    page_path_.append("/page.png");
    print_engine_.SetOutput(page_path_.c_str());
    PowerOn();
  }
  ~Machine() {
    kept_.reset();
    for (const char* name : {"flash.bin", "device.key", "lock", "page.png"}) {
      Text<128> path(directory_);
      path.append("/");
      path.append(name);
      ::unlink(path.c_str());
    }
    ::rmdir(directory_);
    ::close(nowhere_);
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  void PowerOn() {
    kept_.reset();
    kept_.emplace(entropy_);
    const Status opened = kept_->Open(directory_);
    if (opened) return;
    const std::string_view trouble = kept_->directory.trouble();
    fprintf(stderr, "hal_contract: %.*s\n", static_cast<int>(trouble.size()), trouble.data());
    exit(1);
  }

  Platform platform{clock_, entropy_, key_, flash_, network_, panel_, print_engine_};

 private:
  static const char* DnsServers(Text<64>& text) {
    if (!Peers().dns) return nullptr;
    text.assign(Peers().dns->host.c_str());
    char port[8];
    snprintf(port, sizeof port, ":%u", unsigned{Peers().dns->port});
    text.append(port);
    return text.c_str();
  }

  char directory_[32] = "/tmp/hal_contract.XXXXXX";
  const bool made_ = ::mkdtemp(directory_) != nullptr;
  const int nowhere_ = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  Text<64> dns_servers_;
  Text<64> page_path_;
  std::optional<Kept> kept_;
  PosixClock clock_;
  PosixEntropy entropy_;
  RebootableKey key_{kept_};
  RebootableFlash flash_{kept_};
  PosixNetwork network_;
  PosixPanel panel_;
  PosixPrintEngine print_engine_;
};

Machine& TheMachine() {
  static Machine machine;
  return machine;
}

}  // namespace

Platform& ContractPlatform() { return TheMachine().platform; }

bool ContractReboot() {
  TheMachine().PowerOn();
  return true;
}

}  // namespace tegami::contract

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (tegami::contract::TakePeerArgument(argv[i])) continue;
    fprintf(stderr, "hal_contract: not NAME=HOST:PORT: %s\n", argv[i]);
    return 2;
  }
  return RUN_ALL_TESTS();
}
