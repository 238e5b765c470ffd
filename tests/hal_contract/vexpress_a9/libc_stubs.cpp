// SPDX-License-Identifier: MIT
// What GoogleTest and full newlib ask of a system, where there is none: no files, no working directory, a clock.
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>

#include <cerrno>
#include <cstddef>

#include "vexpress_a9/board.h"

extern "C" {

void _fini() {}

int _open(const char*, int, ...) {
  errno = ENOENT;
  return -1;
}

int _stat(const char*, struct stat*) {
  errno = ENOENT;
  return -1;
}

int _unlink(const char*) {
  errno = ENOENT;
  return -1;
}

int mkdir(const char*, mode_t) {
  errno = EROFS;
  return -1;
}

char* getcwd(char* into, size_t size) {
  if (size < 2) return nullptr;
  into[0] = '/';
  into[1] = '\0';
  return into;
}

// GoogleTest times its tests by it.
int _gettimeofday(struct timeval* now, void*) {
  const int64_t ms = tegami::vexpress_a9::StartedBoard().platform.clock.Now().ms;
  now->tv_sec = static_cast<time_t>(ms / 1000);
  now->tv_usec = static_cast<suseconds_t>(ms % 1000 * 1000);
  return 0;
}

clock_t _times(struct tms*) { return static_cast<clock_t>(-1); }
}
