// SPDX-License-Identifier: MIT
#include "posix/nor_model.h"

#include <bit>

namespace tegami {
namespace {

constexpr uint32_t kSectorMinBytes = 4 * 1024;
constexpr uint32_t kSectorMaxBytes = 256 * 1024;
constexpr uint32_t kUnitMaxBytes = 256;
constexpr uint8_t kErased = 0xFF;

bool IsErased(ConstBytes range) {
  return std::all_of(range.begin(), range.end(), [](uint8_t octet) { return octet == kErased; });
}

void ProgramOctets(Bytes range, ConstBytes data) {
  for (size_t i = 0; i < range.size(); ++i) range[i] = static_cast<uint8_t>(range[i] & data[i]);
}

// SplitMix64 (Steele, Lea and Flood): reproducible noise for the bits that a cut leaves undecided.
class Noise {
 public:
  explicit Noise(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15U;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }
  uint8_t Octet() { return static_cast<uint8_t>(Next() & 0xFFU); }

 private:
  uint64_t state_;
};

// Some of the bits that should go to 0 have gone.
void TearProgram(Bytes range, ConstBytes data, Noise& noise) {
  for (size_t i = 0; i < range.size(); ++i) range[i] = static_cast<uint8_t>(range[i] & (data[i] | noise.Octet()));
}

// A chip programs a sector to 0 before it erases it, so between old and erased lies everything.
void TearErase(Bytes range, Noise& noise) {
  for (uint8_t& octet : range) octet = noise.Octet();
}

}  // namespace

bool NorModel::Allows(const FlashGeometry& geometry) {
  const bool sizes = std::has_single_bit(geometry.sector_bytes) && geometry.sector_bytes >= kSectorMinBytes &&
                     geometry.sector_bytes <= kSectorMaxBytes && std::has_single_bit(geometry.program_unit_bytes) &&
                     geometry.program_unit_bytes <= kUnitMaxBytes && geometry.sector_count > 0;
  const uint64_t total_bytes = uint64_t{geometry.sector_bytes} * geometry.sector_count;
  return sizes && total_bytes <= UINT32_MAX;
}

Status NorModel::Attach(const FlashGeometry& geometry, Bytes medium) {
  if (!Allows(geometry) || size_t{geometry.sector_bytes} * geometry.sector_count != medium.size()) {
    return Fail(Error::kInvalidArgument);
  }
  geometry_ = geometry;
  medium_ = medium;
  return {};
}

void NorModel::SetPowerCut(const PowerCut& cut) { cut_ = cut; }

void NorModel::RestorePower() {
  power_is_off_ = false;
  cut_ = {};
}

bool NorModel::IsCutNow() {
  ++operations_;
  if (cut_.operation == 0 || --cut_.operation != 0) return false;
  power_is_off_ = true;
  return true;
}

Status NorModel::Read(uint32_t offset, Bytes into) {
  if (power_is_off_) return Fail(Error::kIo);
  if (offset > medium_.size() || into.size() > medium_.size() - offset) return Fail(Error::kInvalidArgument);
  CopyBytes(into, medium_.subspan(offset, into.size()));
  return {};
}

Status NorModel::Program(uint32_t offset, ConstBytes data) {
  if (power_is_off_) return Fail(Error::kIo);
  if (data.empty()) return {};
  if (offset >= medium_.size() || data.size() > medium_.size() - offset) return Fail(Error::kInvalidArgument);
  const bool aligned = offset % geometry_.program_unit_bytes == 0 && data.size() % geometry_.program_unit_bytes == 0;
  const bool in_one_sector = offset / geometry_.sector_bytes == (offset + data.size() - 1) / geometry_.sector_bytes;
  const Bytes range = medium_.subspan(offset, data.size());
  if (!aligned || !in_one_sector || !IsErased(range)) return Fail(Error::kInvalidArgument);
  if (IsCutNow()) {
    LeaveProgrammed(range, data);
    return Fail(Error::kIo);
  }
  ProgramOctets(range, data);
  programmed_bytes_ += data.size();
  return {};
}

Status NorModel::Erase(uint32_t sector) {
  if (power_is_off_) return Fail(Error::kIo);
  if (sector >= geometry_.sector_count) return Fail(Error::kInvalidArgument);
  const Bytes range = medium_.subspan(size_t{sector} * geometry_.sector_bytes, geometry_.sector_bytes);
  ++erases_;
  if (IsCutNow()) {
    LeaveErased(range);
    return Fail(Error::kIo);
  }
  std::fill(range.begin(), range.end(), kErased);
  return {};
}

uint32_t NorModel::UnitsDone(size_t range_bytes) const {
  const size_t octets = std::min<size_t>(cut_.octets, range_bytes);
  return static_cast<uint32_t>(octets / geometry_.program_unit_bytes);
}

void NorModel::LeaveProgrammed(Bytes range, ConstBytes data) {
  Noise noise(cut_.seed);
  const size_t unit_bytes = geometry_.program_unit_bytes;
  const size_t units_done = UnitsDone(range.size());
  for (size_t unit = 0; unit * unit_bytes < range.size(); ++unit) {
    const Bytes cells = range.subspan(unit * unit_bytes, unit_bytes);
    const ConstBytes wanted = data.subspan(unit * unit_bytes, unit_bytes);
    const uint64_t fate = cut_.style == CutStyle::kScattered ? noise.Next() % 3 : 0;
    if (cut_.style == CutStyle::kScattered ? fate == 1 : unit < units_done) {
      ProgramOctets(cells, wanted);
    } else if (cut_.style == CutStyle::kScattered ? fate == 2 : cut_.style == CutStyle::kTorn && unit == units_done) {
      TearProgram(cells, wanted, noise);
    }
  }
}

void NorModel::LeaveErased(Bytes range) {
  Noise noise(cut_.seed);
  if (cut_.style == CutStyle::kScattered) return TearErase(range, noise);
  const size_t done_bytes = size_t{UnitsDone(range.size())} * geometry_.program_unit_bytes;
  std::fill_n(range.begin(), done_bytes, kErased);
  const Bytes rest = range.subspan(done_bytes);
  if (cut_.style == CutStyle::kTorn) TearErase(rest.first(std::min<size_t>(rest.size(), kUnitMaxBytes)), noise);
}

}  // namespace tegami
