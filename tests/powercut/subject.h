// SPDX-License-Identifier: MIT
// A device whose power is cut: chip, store, accounts; and a spy that sees every nonce that goes to the chip.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "account/account_book.h"
#include "account/staged_settings.h"
#include "fakes/fake_device_key.h"
#include "fakes/fake_entropy.h"
#include "fakes/fake_flash.h"
#include "store/store.h"

namespace tegami::powercut {

// (opening, sequence, offset, random): what a record is sealed with besides the store's own key.
using Nonce = std::array<uint8_t, SegmentHeader::kOpeningBytes + 12>;

// Passes everything on, and reads the headers of what is programmed, also of what a cut destroys: whoever listens to
// the bus has seen it.
class SpiedFlash final : public Flash {
 public:
  explicit SpiedFlash(FakeFlash& chip) : chip_(chip) {}

  FlashGeometry Geometry() const override { return chip_.Geometry(); }
  Status Read(uint32_t offset, Bytes into) override { return chip_.Read(offset, into); }
  Status Program(uint32_t offset, ConstBytes data) override;
  Status Erase(uint32_t sector) override { return chip_.Erase(sector); }

  // Carried out, and answered with kIo all the same: nobody can tell it from a refusal.
  NthCall denied_programs;

  // As if this spy had seen all that the other one saw. `other` outlives it.
  void Continue(const SpiedFlash& other);

  uint64_t nonces() const { return seen_.size(); }
  uint64_t repeated() const { return repeated_; }

 private:
  void Note(const Nonce& nonce);

  FakeFlash& chip_;
  std::map<uint32_t, SegmentHeader> opened_;  // by segment
  const std::set<Nonce>* before_ = nullptr;
  std::set<Nonce> seen_;
  uint64_t repeated_ = 0;
};

// All records by key, as they open.
using State = std::map<uint32_t, std::string>;

// Sections of settings in the account book.
class BookKeeper final : public SettingsKeeper {
 public:
  BookKeeper(Store& store, AccountBook& book) : staged_(store), book_(book) {}
  Status Load(const SettingsSection& section, SettingsDraft& draft) override;
  Status Save(const SettingsSection& section, SettingsDraft& draft) override;
  Status Stage(const SettingsSection& section, const SettingsDraft& draft) override;
  Status SaveStaged(SettingsDraft& draft) override;

 private:
  StagedSettings staged_;
  AccountBook& book_;
};

class Subject {
 public:
  explicit Subject(const FlashGeometry& geometry, uint64_t seed = 1);
  // The same chip in another copy. `from` outlives it; `seed` is another one than any before.
  Subject(const Subject& from, uint64_t seed);

  // The power comes (back).
  Status Boot();
  // The same with what is planned for the chip.
  Status BootInCut();
  State Read();

  BookKeeper Keeper() { return {*store, *book}; }

  Status Put(RecordId id, const std::string& value, GoingKinds going = {}) {
    return store->Put(id, AsBytes(value), going);
  }

  mutable FakeFlash chip;
  SpiedFlash spy{chip};
  FakeDeviceKey key;
  FakeEntropy entropy;
  std::unique_ptr<Store> store;
  std::unique_ptr<AccountBook> book;
};

// A value that differs in every octet for different seeds.
std::string ValueOf(unsigned seed, size_t size);

// Program units 1 and 256, sectors of 4, 64 and 256 KiB; four and eight segments.
inline constexpr FlashGeometry kGeometries[] = {
    {.sector_bytes = 4096, .sector_count = 128, .program_unit_bytes = 1},
    {.sector_bytes = 4096, .sector_count = 128, .program_unit_bytes = 256},
    {.sector_bytes = 65536, .sector_count = 8, .program_unit_bytes = 1},
    {.sector_bytes = 65536, .sector_count = 8, .program_unit_bytes = 256},
    {.sector_bytes = 262144, .sector_count = 4, .program_unit_bytes = 1},
    {.sector_bytes = 262144, .sector_count = 4, .program_unit_bytes = 256},
};

// TEGAMI_TEST_MODE=long: everything. Otherwise a sample.
bool Everything();

}  // namespace tegami::powercut
