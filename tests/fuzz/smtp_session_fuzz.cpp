// SPDX-License-Identifier: MIT
// The SMTP session against any server, any split and any order of events.
#include "unit/smtp/fuzz_driver.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tegami::SmtpFuzzDriver({data, size}).Run();
  return 0;
}
