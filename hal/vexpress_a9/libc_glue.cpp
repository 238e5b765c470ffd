// SPDX-License-Identifier: MIT
// What newlib asks of a board, and what it is spared: no heap but in the test image.
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

#include "shared/decimal.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/image.h"

extern "C" {
// The region that the linker script grants.
extern char __libc_heap_start[];
extern char __libc_heap_end[];

// In a product image the region is empty: whoever allocates ends the run, in the first test that gets there.
void* _sbrk(ptrdiff_t increment) {
  static char* end = __libc_heap_start;
  if (increment > __libc_heap_end - end) {
    tegami::vexpress_a9::Print("\nfault: malloc: there is no heap for that\n");
    tegami::vexpress_a9::EndRun(tegami::vexpress_a9::kFaultStatus);
  }
  char* start = end;
  end += increment;
  return start;
}

// In place of newlib's, which allocates. Weak: full newlib, in the test image, brings its own along with scanf.
[[gnu::weak]] double strtod(const char* text, char** end) { return tegami::ParseDecimal(text, end); }

int _write(int, const char* data, int size) {
  tegami::vexpress_a9::Print({data, static_cast<size_t>(size)});
  return size;
}

int _read(int, char*, int) { return 0; }

int _close(int) { return -1; }

int _lseek(int, int, int) { return 0; }

int _isatty(int) { return 1; }

int _fstat(int, struct stat* facts) {
  facts->st_mode = S_IFCHR;
  return 0;
}

int _getpid() { return 1; }

int _kill(int, int) {
  errno = EINVAL;
  return -1;
}

[[noreturn]] void _exit(int status) { tegami::vexpress_a9::EndRun(status); }

[[noreturn]] void abort() {
  tegami::vexpress_a9::Print("\nfault: abort\n");
  tegami::vexpress_a9::EndRun(tegami::vexpress_a9::kFaultStatus);
}

// Static objects live for ever: their destructors are not kept.
int __aeabi_atexit(void*, void (*)(void*), void*) { return 0; }

void* __dso_handle = nullptr;

// A call of a pure virtual function. The library's own brings the demangler in.
[[noreturn]] void __cxa_pure_virtual() { abort(); }
}
