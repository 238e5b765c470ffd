// SPDX-License-Identifier: MIT
// What storing costs: octets and erases a rotation, the life of the flash, mounting. Tegami's log beside littlefs, on
// the same imitated flash with the same load. Prints the table of docs/storage.md.
//
// usage: bench_store [store=log|littlefs] [users=10|500] [sector=KIB] [unit=OCTETS] [mib=N]
//
//   store, users, sector, unit   only the rows that have these
//   mib                          size of the flash (default: 16)
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/store/keeper.h"

namespace tegami::bench {
namespace {

constexpr uint32_t kMib = 1024 * 1024;
constexpr size_t kSignInBytes = 2300;  // a refresh token of 1,900 octets and the facts beside it
constexpr size_t kAccessTokenBytes = 1500;
constexpr size_t kSettingsBytes = 200;
constexpr size_t kNotesBytes = 30;
constexpr size_t kJobBytes = 2048;
constexpr size_t kHistoryBytes = 160;
constexpr size_t kEventBytes = 1024;
constexpr size_t kRootPartBytes = 8192;
constexpr uint32_t kJobsADay = 100;
constexpr uint32_t kDays = 3650;
// Rotations and jobs that are carried out; the wear of ten years is in proportion. The log's ring turns several times
// in so many; littlefs erases so much, and reads so much of a large directory, that fewer must do.
struct Effort {
  uint32_t rotations;
  uint32_t jobs;
};
constexpr Effort kLogEffort{4000, 7300};
constexpr Effort kLittlefsEffort{4000, 1000};
constexpr Effort kLargeLittlefsEffort{400, 100};

struct Load {
  const char* name;
  uint32_t users;
  uint32_t jobs;
  uint32_t history;
  uint32_t events;
  uint32_t root_parts;

  uint32_t records() const { return root_parts + 3 * (users + 1) + jobs + history + events; }
};
constexpr Load kLoads[] = {{"device and 10 users", 10, 4, 50, 4, 0}, {"device and 500 users", 500, 64, 500, 32, 40}};

std::vector<uint8_t> octets(kRootPartBytes);

bool Put(Keeper& keeper, RecordKind kind, uint32_t index, size_t size) {
  ++octets[size / 2];  // another value every time
  return keeper.Put({kind, index}, ConstBytes(octets).first(size));
}

// Returns how many records there is room for: all of load.records(), or fewer.
uint32_t Fill(Keeper& keeper, const Load& load) {
  uint32_t count = 0;
  const auto put = [&](RecordKind kind, uint32_t index, size_t size) {
    const bool good = Put(keeper, kind, index, size);
    count += good ? 1 : 0;
    return good;
  };
  bool good = true;
  for (uint32_t i = 0; i < load.root_parts && good; ++i) good = put(RecordKind::kRootPart, i, kRootPartBytes);
  for (uint32_t i = 0; i <= load.users && good; ++i) {
    good = put(RecordKind::kAccountSettings, i, kSettingsBytes) && put(RecordKind::kSignIn, i, kSignInBytes) &&
           put(RecordKind::kAccountNotes, i, kNotesBytes);
  }
  for (uint32_t i = 0; i < load.jobs && good; ++i) good = put(RecordKind::kJob, i, kJobBytes);
  for (uint32_t i = 0; i < load.history && good; ++i) good = put(RecordKind::kJobHistory, i, kHistoryBytes);
  for (uint32_t i = 0; i < load.events && good; ++i) good = put(RecordKind::kEventLog, i, kEventBytes);
  return count;
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

void Measure(const char* name, Keeper& keeper, Chip& chip, const Load& load, Effort effort) {
  const FlashGeometry geometry = chip.Geometry();
  std::printf("| %s | %s | %u | %u | ", load.name, name, geometry.sector_bytes / 1024, geometry.program_unit_bytes);
  const uint32_t fit = keeper.Mount() ? Fill(keeper, load) : 0;
  if (fit != load.records()) {
    std::printf("does not fit: %u of %u records | | | | | | |\n", fit, load.records());
    return;
  }
  const uint64_t programmed = chip.programmed_bytes();
  const uint64_t erases = chip.erases();
  for (uint32_t i = 0; i < effort.rotations; ++i) {
    if (!Put(keeper, RecordKind::kSignIn, i % (load.users + 1), kSignInBytes)) return void(std::printf("full\n"));
  }
  std::printf("%.0f | %.3f | ", double(chip.programmed_bytes() - programmed) / effort.rotations,
              double(chip.erases() - erases) / effort.rotations);
  chip.ResetWear();
  for (uint32_t i = 0; i < effort.jobs; ++i) {
    if (!Job(keeper, load, i)) return void(std::printf("full\n"));
  }
  uint32_t worst = 0;
  uint64_t sum = 0;
  for (const uint32_t wear : chip.wear()) {
    worst = std::max(worst, wear);
    sum += wear;
  }
  const double life = double(kJobsADay) * kDays / effort.jobs;
  std::printf("%.0f | %.0f | ", double(sum) / double(chip.wear().size()) * life, worst * life);
  chip.read_bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  const bool mounted = keeper.Mount();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.0f | %.1f | %zu |\n", mounted ? double(chip.read_bytes) / 1024 : -1.0, took.count(),
              keeper.ram_bytes());
  std::fflush(stdout);
}

struct Wanted {
  std::string_view store;
  std::optional<uint32_t> users, sector, unit;
  uint32_t mib = 16;

  // False: an argument that nobody understands.
  bool Read(std::string_view argument) {
    const size_t equals = argument.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view name = argument.substr(0, equals);
    const std::string_view value = argument.substr(equals + 1);
    const auto number = static_cast<uint32_t>(std::strtoul(value.data(), nullptr, 10));
    if (name == "store") store = value;
    if (name == "users") users = number;
    if (name == "sector") sector = number;
    if (name == "unit") unit = number;
    if (name == "mib") mib = number;
    return name == "store" ? value == "log" || value == "littlefs"
                           : number != 0 && (name == "users" || name == "sector" || name == "unit" || name == "mib");
  }
  bool Has(std::string_view name, uint32_t of_users, uint32_t of_sector, uint32_t of_unit) const {
    return (store.empty() || store == name) && users.value_or(of_users) == of_users &&
           sector.value_or(of_sector) == of_sector && unit.value_or(of_unit) == of_unit;
  }
};

void Compare(const Wanted& wanted) {
  std::printf(
      "| load | store | sector KiB | unit | octets programmed a rotation | erases a rotation | "
      "erases of a sector in ten years, mean | worst | KiB read to mount | ms to mount | RAM |\n");
  std::printf("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  for (const bool log : {true, false}) {
    const char* name = log ? "log" : "littlefs";
    for (const Load& load : kLoads) {
      for (const uint32_t sector : {4U, 64U, 256U}) {
        for (const uint32_t unit : {1U, 256U}) {
          if (!wanted.Has(name, load.users, sector, unit)) continue;
          Chip chip({sector * 1024, wanted.mib * kMib / (sector * 1024), unit});
          const auto keeper = log ? MakeLog(chip) : MakeLittlefs(chip);
          const bool large = load.users > 10 || sector > 4;
          Measure(name, *keeper, chip, load, log ? kLogEffort : large ? kLargeLittlefsEffort : kLittlefsEffort);
        }
      }
    }
  }
}

}  // namespace
}  // namespace tegami::bench

int main(int count, char** arguments) {
  tegami::bench::Wanted wanted;
  for (int i = 1; i < count; ++i) {
    if (wanted.Read(arguments[i])) continue;
    std::fprintf(stderr, "bench_store: %s? See the head of bench_store.cpp.\n", arguments[i]);
    return 2;
  }
  tegami::bench::Compare(wanted);
  return 0;
}
