// SPDX-License-Identifier: MIT
#include "vexpress_a9/demo/measured.h"

#include <lwip/stats.h>

#include "app/process_hooks.h"
#include "codec/json_arena.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/stack_gauge.h"

namespace tegami::vexpress_a9 {
namespace {

void Tell(const char* name, size_t octets) { PrintLine("measured %s %u", name, static_cast<unsigned>(octets)); }

}  // namespace

void PrintMeasured() {
  Tell("stack_peak", StackPeakBytes());
  Tell("stack_size", StackBytes());
  Tell("tls_arena_peak", TlsArena().peak_bytes());
  Tell("json_arena_peak", JsonArena::PeakBytes());
  Tell("lwip_heap_peak", lwip_stats.mem.max);
}

}  // namespace tegami::vexpress_a9
