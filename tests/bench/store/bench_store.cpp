// SPDX-License-Identifier: MIT
// What storing costs: octets and erases a rotation, the life of the flash, mounting. Tegami's log beside littlefs, on
// the same imitated flash with the same load. Prints the tables of docs/storage.md.
//
// usage: bench_store
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/store/keeper.h"

namespace tegami::bench {
namespace {

constexpr uint32_t kFlashBytes = 16 * 1024 * 1024;
constexpr size_t kSignInBytes = 2300;  // a refresh token of 1,900 octets and the facts beside it
constexpr size_t kAccessTokenBytes = 1500;
constexpr size_t kSettingsBytes = 200;
constexpr size_t kNotesBytes = 30;
constexpr size_t kJobBytes = 2048;
constexpr size_t kHistoryBytes = 160;
constexpr size_t kEventBytes = 1024;
constexpr size_t kRootPartBytes = 8192;
constexpr uint32_t kRotations = 4000;
constexpr uint32_t kJobsADay = 100;
constexpr uint32_t kDays = 3650;
// Jobs that are carried out; the wear of ten years is in proportion. The log's ring turns several times in so many;
// littlefs erases so much that fewer must do.
constexpr uint32_t kLogJobs = 7300;
constexpr uint32_t kLittlefsJobs = 1000;

struct Load {
  const char* name;
  uint32_t users;
  uint32_t jobs;
  uint32_t history;
  uint32_t events;
  uint32_t root_parts;
};
constexpr Load kLoads[] = {{"device and 10 users", 10, 4, 50, 4, 0}, {"device and 500 users", 500, 64, 500, 32, 40}};

std::vector<uint8_t> octets(kRootPartBytes);

bool Put(Keeper& keeper, RecordKind kind, uint32_t index, size_t size) {
  ++octets[size / 2];  // another value every time
  return keeper.Put({kind, index}, ConstBytes(octets).first(size));
}

bool Fill(Keeper& keeper, const Load& load) {
  bool good = true;
  for (uint32_t i = 0; i < load.root_parts && good; ++i) good = Put(keeper, RecordKind::kRootPart, i, kRootPartBytes);
  for (uint32_t i = 0; i <= load.users && good; ++i) {
    good = Put(keeper, RecordKind::kAccountSettings, i, kSettingsBytes) &&
           Put(keeper, RecordKind::kSignIn, i, kSignInBytes) && Put(keeper, RecordKind::kAccountNotes, i, kNotesBytes);
  }
  for (uint32_t i = 0; i < load.jobs && good; ++i) good = Put(keeper, RecordKind::kJob, i, kJobBytes);
  for (uint32_t i = 0; i < load.history && good; ++i) good = Put(keeper, RecordKind::kJobHistory, i, kHistoryBytes);
  for (uint32_t i = 0; i < load.events && good; ++i) good = Put(keeper, RecordKind::kEventLog, i, kEventBytes);
  return good;
}

// What one job writes at most: queued, a rotation with its access token, ended, remembered, logged.
bool Job(Keeper& keeper, const Load& load, uint32_t number) {
  return Put(keeper, RecordKind::kJob, load.jobs, kJobBytes) &&
         Put(keeper, RecordKind::kSignIn, number % (load.users + 1), kSignInBytes) &&
         Put(keeper, RecordKind::kAccessToken, 0, kAccessTokenBytes) &&
         Put(keeper, RecordKind::kJobHistory, number % load.history, kHistoryBytes) &&
         Put(keeper, RecordKind::kEventLog, number % load.events, kEventBytes) &&
         Put(keeper, RecordKind::kAccountNotes, number % (load.users + 1), kNotesBytes) &&
         keeper.Remove({RecordKind::kJob, load.jobs});
}

void Measure(const char* name, Keeper& keeper, Chip& chip, const Load& load, uint32_t jobs) {
  const FlashGeometry geometry = chip.Geometry();
  std::printf("| %s | %s | %u | %u | ", load.name, name, geometry.sector_bytes / 1024, geometry.program_unit_bytes);
  if (!keeper.Mount() || !Fill(keeper, load)) {
    std::printf("does not fit | | | | | | |\n");
    return;
  }
  const uint64_t programmed = chip.programmed_bytes();
  const uint64_t erases = chip.erases();
  for (uint32_t i = 0; i < kRotations; ++i) {
    if (!Put(keeper, RecordKind::kSignIn, i % (load.users + 1), kSignInBytes)) return void(std::printf("full\n"));
  }
  std::printf("%.0f | %.3f | ", double(chip.programmed_bytes() - programmed) / kRotations,
              double(chip.erases() - erases) / kRotations);
  chip.ResetWear();
  for (uint32_t i = 0; i < jobs; ++i) {
    if (!Job(keeper, load, i)) return void(std::printf("full\n"));
  }
  uint32_t worst = 0;
  uint64_t sum = 0;
  for (const uint32_t wear : chip.wear()) {
    worst = std::max(worst, wear);
    sum += wear;
  }
  const double life = double(kJobsADay) * kDays / jobs;
  std::printf("%.0f | %.0f | ", double(sum) / double(chip.wear().size()) * life, worst * life);
  chip.read_bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  const bool mounted = keeper.Mount();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.0f | %.1f | %zu |\n", mounted ? double(chip.read_bytes) / 1024 : -1.0, took.count(),
              keeper.ram_bytes());
  std::fflush(stdout);
}

}  // namespace
}  // namespace tegami::bench

int main() {
  using namespace tegami::bench;
  std::printf(
      "| load | store | sector KiB | unit | octets programmed a rotation | erases a rotation | "
      "erases of a sector in ten years, mean | worst | KiB read to mount | ms to mount | RAM |\n");
  std::printf("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  for (const bool log : {true, false}) {
    for (const Load& load : kLoads) {
      for (const uint32_t sector : {4U, 64U, 256U}) {
        for (const uint32_t unit : {1U, 256U}) {
          Chip chip({sector * 1024, kFlashBytes / (sector * 1024), unit});
          const auto keeper = log ? MakeLog(chip) : MakeLittlefs(chip);
          Measure(log ? "log" : "littlefs", *keeper, chip, load, log ? kLogJobs : kLittlefsJobs);
        }
      }
    }
  }
}
