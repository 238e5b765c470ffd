// SPDX-License-Identifier: MIT
#include "fakes/fake_flash.h"

#include <cstdlib>

namespace tegami {

FakeFlash::FakeFlash(const FlashGeometry& geometry) {
  if (!NorModel::Allows(geometry)) std::abort();
  image_.assign(size_t{geometry.sector_bytes} * geometry.sector_count, 0xFF);
  programmed_.assign(image_.size() / geometry.program_unit_bytes, false);
  wear_.assign(geometry.sector_count, 0);
  if (!model_.Attach(geometry, image_)) std::abort();
}

Status FakeFlash::Read(uint32_t offset, Bytes into) {
  ++reads_;
  if (failing_reads.IsNow()) return Fail(Error::kIo);
  const Status done = model_.Read(offset, into);
  if (!done && done.error() == Error::kInvalidArgument) ++refused_;
  return done;
}

bool FakeFlash::IsProgrammable(uint32_t offset, size_t size) const {
  const uint32_t unit_bytes = model_.Geometry().program_unit_bytes;
  for (size_t at = offset; at < offset + size && at < image_.size(); at += unit_bytes) {
    if (programmed_[at / unit_bytes]) return false;
  }
  return true;
}

bool FakeFlash::ReadsErased(size_t unit_offset) const {
  const auto begin = image_.begin() + static_cast<std::ptrdiff_t>(unit_offset);
  return std::all_of(begin, begin + model_.Geometry().program_unit_bytes, [](uint8_t octet) { return octet == 0xFF; });
}

Status FakeFlash::Program(uint32_t offset, ConstBytes data) {
  if (model_.PowerIsOff()) return Fail(Error::kIo);
  if (!IsProgrammable(offset, data.size())) {
    ++refused_;
    return Fail(Error::kInvalidArgument);
  }
  if (failing_programs.IsNow()) return Fail(Error::kIo);
  const Status done = model_.Program(offset, data);
  if (!done && done.error() == Error::kInvalidArgument) {
    ++refused_;
    return done;
  }
  // After a cut, a unit that still reads as erased may be programmed: nobody could tell it from an untouched one.
  const uint32_t unit_bytes = model_.Geometry().program_unit_bytes;
  for (size_t at = offset; at < offset + data.size() && at < image_.size(); at += unit_bytes) {
    programmed_[at / unit_bytes] = done || !ReadsErased(at);
  }
  return done;
}

Status FakeFlash::Erase(uint32_t sector) {
  if (!model_.PowerIsOff() && sector < wear_.size() && failing_erases.IsNow()) return Fail(Error::kIo);
  const uint64_t erases_before = model_.erases();
  const Status done = model_.Erase(sector);
  if (!done && done.error() == Error::kInvalidArgument) ++refused_;
  if (model_.erases() == erases_before) return done;
  ++wear_[sector];
  const size_t unit_bytes = model_.Geometry().program_unit_bytes;
  const size_t begin = size_t{sector} * model_.Geometry().sector_bytes;
  for (size_t at = begin; at < begin + model_.Geometry().sector_bytes; at += unit_bytes) {
    programmed_[at / unit_bytes] = !done && !ReadsErased(at);
  }
  return done;
}

uint32_t FakeFlash::MaxWear() const { return *std::max_element(wear_.begin(), wear_.end()); }

void FakeFlash::CopyFrom(FakeFlash& other) {
  if (other.image_.size() != image_.size()) std::abort();
  std::copy(other.image_.begin(), other.image_.end(), image_.begin());  // in place: the model looks at it
  programmed_ = other.programmed_;
}

}  // namespace tegami
