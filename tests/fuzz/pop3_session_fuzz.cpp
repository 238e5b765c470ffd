// SPDX-License-Identifier: MIT
// The POP3 session against any server, any split and any order of events.
#include "unit/pop3/fuzz_driver.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tegami::Pop3FuzzDriver({data, size}).Run();
  return 0;
}
