// SPDX-License-Identifier: MIT
#include "posix/png_writer.h"

#include <array>

namespace tegami {
namespace {

constexpr std::array<uint8_t, 8> kSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<uint8_t, 2> kZlibHeader{0x78, 0x01};  // RFC 1950 §2.2: deflate, 32 KiB window, fastest
constexpr uint32_t kAdlerModulus = 65521;

std::array<uint8_t, 4> BigEndian(uint32_t value) {
  return {static_cast<uint8_t>(value >> 24U), static_cast<uint8_t>((value >> 16U) & 0xFFU),
          static_cast<uint8_t>((value >> 8U) & 0xFFU), static_cast<uint8_t>(value & 0xFFU)};
}

// RFC 1951 §3.2.4: a stored block's head.
std::array<uint8_t, 5> StoredHead(size_t size, bool last) {
  const auto low = static_cast<uint8_t>(size & 0xFFU);
  const auto high = static_cast<uint8_t>((size >> 8U) & 0xFFU);
  return {static_cast<uint8_t>(last ? 1 : 0), low, high, static_cast<uint8_t>(low ^ 0xFFU),
          static_cast<uint8_t>(high ^ 0xFFU)};
}

// The polynomial of ISO 3309, bit by bit: a page is a megabyte, once.
uint32_t Crc32(uint32_t crc, ConstBytes octets) {
  for (const uint8_t octet : octets) {
    crc ^= octet;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return crc;
}

}  // namespace

PngWriter::~PngWriter() {
  if (file_ != nullptr) std::fclose(file_);
}

void PngWriter::Put(ConstBytes octets) {
  if (!octets.empty()) std::fwrite(octets.data(), 1, octets.size(), file_);  // ferror() is looked at by End()
}

void PngWriter::Chunk(const char* type, std::initializer_list<ConstBytes> parts) {
  size_t size = 0;
  for (const ConstBytes part : parts) size += part.size();
  Put(BigEndian(static_cast<uint32_t>(size)));
  const ConstBytes name = AsBytes({type, 4});
  Put(name);
  crc_ = Crc32(0xFFFFFFFFU, name);
  for (const ConstBytes part : parts) {
    Put(part);
    crc_ = Crc32(crc_, part);
  }
  Put(BigEndian(crc_ ^ 0xFFFFFFFFU));
}

Status PngWriter::Begin(const char* path, const PageFormat& format) {
  if (file_ != nullptr) std::fclose(file_);
  file_ = std::fopen(path, "wbe");
  if (file_ == nullptr) return Fail(Error::kIo);
  format_ = format;
  rows_left_ = format.height_rows;
  adler_a_ = 1;
  adler_b_ = 0;
  Put(kSignature);
  constexpr std::array<uint8_t, 5> kOneBitGrey{1, 0, 0, 0, 0};
  Chunk("IHDR", {BigEndian(format.width_dots), BigEndian(format.height_rows), kOneBitGrey});
  const auto dots_per_metre = BigEndian(static_cast<uint32_t>(format.dots_per_inch * 10000U / 254U));
  constexpr uint8_t kMetre = 1;
  Chunk("pHYs", {dots_per_metre, dots_per_metre, ConstBytes(&kMetre, 1)});
  Chunk("IDAT", {kZlibHeader});
  return {};
}

void PngWriter::AddRow(ConstBytes row) {
  if (file_ == nullptr || rows_left_ == 0) return;
  --rows_left_;
  std::array<uint8_t, 1 + kRowMaxBytes> line;
  line[0] = 0;  // no filter
  const size_t size = 1 + format_.width_dots / 8U;
  // In PNG 1 is white.
  for (size_t i = 1; i < size; ++i) line[i] = static_cast<uint8_t>(i <= row.size() ? row[i - 1] ^ 0xFFU : 0xFFU);
  const ConstBytes octets = Bytes(line).first(size);
  for (const uint8_t octet : octets) {
    adler_a_ = (adler_a_ + octet) % kAdlerModulus;
    adler_b_ = (adler_b_ + adler_a_) % kAdlerModulus;
  }
  Chunk("IDAT", {StoredHead(size, false), octets});
}

Status PngWriter::End() {
  if (file_ == nullptr) return Fail(Error::kBadState);
  while (rows_left_ != 0) AddRow({});
  Chunk("IDAT", {StoredHead(0, true), BigEndian((adler_b_ << 16U) | adler_a_)});
  Chunk("IEND", {});
  const bool broken = std::ferror(file_) != 0;
  const bool closed = std::fclose(file_) == 0;
  file_ = nullptr;
  return broken || !closed ? Status(Fail(Error::kIo)) : Status();
}

}  // namespace tegami
