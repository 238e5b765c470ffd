// SPDX-License-Identifier: MIT
// Pages go out on UART1, where the engine's controller would be.
#include "vexpress_a9/image.h"
#include "vexpress_a9/memory_map.h"
#include "vexpress_a9/pl011.h"

namespace tegami::vexpress_a9 {
namespace {

class UartChannel final : public PageChannel {
 public:
  Status Begin() override {
    uart_.Start();
    return {};
  }
  Status Write(ConstBytes octets) override {
    uart_.Write(octets);
    return {};
  }
  Status End() override { return {}; }

 private:
  Pl011 uart_{kUart1Base};
};

}  // namespace

PageChannel& ImagePageChannel() {
  static UartChannel channel;
  return channel;
}

}  // namespace tegami::vexpress_a9
