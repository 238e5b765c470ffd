// SPDX-License-Identifier: MIT
// Processor exceptions: says where and why on the console, and ends the run. Registers and stack are not printed: they
// may hold octets of a secret.
#include <cstdint>

#include "vexpress_a9/console.h"
#include "vexpress_a9/image.h"
#include "vexpress_a9/restart.h"

namespace {

using tegami::vexpress_a9::Print;
using tegami::vexpress_a9::PrintHex;

// In the order of startup.S.
constexpr const char* kKinds[] = {
    "undefined instruction", "supervisor call", "prefetch abort", "data abort", "reserved", "interrupt",
    "fast interrupt"};

}  // namespace

extern "C" [[noreturn]] void ReportException(uint32_t kind, uint32_t address) {
  uint32_t data_status = 0;
  uint32_t data_address = 0;
  uint32_t fetch_status = 0;
  asm volatile("mrc p15, 0, %0, c5, c0, 0" : "=r"(data_status));
  asm volatile("mrc p15, 0, %0, c6, c0, 0" : "=r"(data_address));
  asm volatile("mrc p15, 0, %0, c5, c0, 1" : "=r"(fetch_status));
  Print("\nfault: ");
  Print(kind < sizeof kKinds / sizeof *kKinds ? kKinds[kind] : "?");
  PrintHex(" at", address);
  PrintHex(", data fault status", data_status);
  PrintHex(" address", data_address);
  PrintHex(", fetch fault status", fetch_status);
  Print("\n");
  tegami::vexpress_a9::NoteFault();
  tegami::vexpress_a9::EndRun(tegami::vexpress_a9::kFaultStatus);
}
