// SPDX-License-Identifier: MIT
// Pages become a file of the host: print=FILE of the start-up arguments. Without one they fall on the floor.
#include "tegami/base/text.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/semihosting/semihosting.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

class FileChannel final : public PageChannel {
 public:
  Status Begin() override {
    const auto path = StartArgument("print");
    if (!path) return {};
    Text<256> name;
    TEGAMI_TRY(Assign(name, *path));
    return file_.Open(name.c_str(), HostFileMode::kWrite);
  }
  Status Write(ConstBytes octets) override { return file_.open() ? file_.Write(octets) : Status(); }
  Status End() override {
    file_.Close();
    return {};
  }

 private:
  HostFile file_;
};

}  // namespace

PageChannel& ImagePageChannel() {
  static FileChannel channel;
  return channel;
}

}  // namespace tegami::vexpress_a9
