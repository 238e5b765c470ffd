// SPDX-License-Identifier: MIT
#include "vexpress_a9/semihosting/semihosting.h"

#include "vexpress_a9/console.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr size_t kArgumentsMaxBytes = 4096;
constexpr int kMisuseStatus = 2;

enum class Operation : uint32_t {
  kOpen = 0x01,
  kClose = 0x02,
  kWrite = 0x05,
  kRead = 0x06,
  kSeek = 0x0a,
  kLength = 0x0c,
  kCommandLine = 0x15,
  kExitExtended = 0x20,
};

int Call(Operation operation, const uint32_t* block) {
  register uint32_t r0 asm("r0") = static_cast<uint32_t>(operation);
  register const uint32_t* r1 asm("r1") = block;
  asm volatile("svc 0xab" : "+r"(r0) : "r"(r1) : "memory", "cc");
  return static_cast<int>(r0);
}

uint32_t Address(const void* pointer) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer)); }

}  // namespace

void SemihostingExit(int status) {
  constexpr uint32_t kApplicationExit = 0x20026;
  const uint32_t block[] = {kApplicationExit, static_cast<uint32_t>(status)};
  Call(Operation::kExitExtended, block);
  for (;;) {
  }
}

std::string_view SemihostingArguments() {
  static char line[kArgumentsMaxBytes];
  uint32_t block[] = {Address(line), sizeof line};
  if (Call(Operation::kCommandLine, block) != 0) {
    Print("the start-up arguments are too long\n");
    SemihostingExit(kMisuseStatus);
  }
  const std::string_view whole(line, block[1]);
  const size_t space = whole.find(' ');
  return space == std::string_view::npos ? std::string_view()
                                         : std::string_view(line + space + 1, whole.size() - space - 1);
}

Status HostFile::Open(const char* path, HostFileMode mode) {
  const uint32_t block[] = {Address(path), static_cast<uint32_t>(mode), static_cast<uint32_t>(std::strlen(path))};
  handle_ = Call(Operation::kOpen, block);
  if (handle_ < 0) return Fail(Error::kNotFound);
  return {};
}

Result<uint32_t> HostFile::Size() const {
  const uint32_t block[] = {static_cast<uint32_t>(handle_)};
  const int size = Call(Operation::kLength, block);
  if (size < 0) return Fail(Error::kIo);
  return static_cast<uint32_t>(size);
}

Result<size_t> HostFile::Read(Bytes into) {
  // SYS_READ answers with the octets that it did not read.
  const uint32_t block[] = {static_cast<uint32_t>(handle_), Address(into.data()), static_cast<uint32_t>(into.size())};
  const auto missing = static_cast<uint32_t>(Call(Operation::kRead, block));
  if (missing > into.size()) return Fail(Error::kIo);
  return into.size() - missing;
}

Status HostFile::Write(ConstBytes octets) {
  const uint32_t block[] = {static_cast<uint32_t>(handle_), Address(octets.data()),
                            static_cast<uint32_t>(octets.size())};
  if (Call(Operation::kWrite, block) != 0) return Fail(Error::kIo);
  return {};
}

Status HostFile::Seek(uint32_t offset) {
  const uint32_t block[] = {static_cast<uint32_t>(handle_), offset};
  if (Call(Operation::kSeek, block) != 0) return Fail(Error::kIo);
  return {};
}

void HostFile::Close() {
  const uint32_t block[] = {static_cast<uint32_t>(handle_)};
  if (handle_ >= 0) Call(Operation::kClose, block);
  handle_ = -1;
}

}  // namespace tegami::vexpress_a9
