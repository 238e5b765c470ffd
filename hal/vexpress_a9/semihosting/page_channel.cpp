// SPDX-License-Identifier: MIT
// Pages become a file of the host: print=FILE of the start-up arguments, page.pbm where there is none.
#include "tegami/base/text.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/semihosting/semihosting.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

class FileChannel final : public PageChannel {
 public:
  Status Begin() override {
    Text<256> path;
    TEGAMI_TRY(Assign(path, StartArgument("print").value_or("page.pbm")));
    return file_.Open(path.c_str(), HostFileMode::kWrite);
  }
  Status Write(ConstBytes octets) override { return file_.Write(octets); }
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
