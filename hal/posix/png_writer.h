// SPDX-License-Identifier: MIT
// Writes one-bit pictures as PNG (ISO/IEC 15948), row by row.
#pragma once

#include <cstdio>

#include "tegami/base/bytes.h"
#include "tegami/base/status.h"
#include "tegami/hal/print_engine.h"

namespace tegami {

// Constant memory: each row is a chunk and a stored (uncompressed) DEFLATE block of its own.
//
// Drive: Begin(), AddRow() for every row, End(). Rows that are missing at the end are white, further ones are dropped.
class PngWriter {
 public:
  PngWriter() = default;
  ~PngWriter();
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  //   kIo  the file cannot be made
  [[nodiscard]] Status Begin(const char* path, const PageFormat& format);
  // width_dots / 8 octets, most significant bit left, 1 is black.
  void AddRow(ConstBytes row);
  //   kIo  the file system refused at some time since Begin()
  [[nodiscard]] Status End();

 private:
  void Chunk(const char* type, std::initializer_list<ConstBytes> parts);
  void Put(ConstBytes octets);

  static constexpr size_t kRowMaxBytes = UINT16_MAX / 8;

  std::FILE* file_ = nullptr;
  PageFormat format_;
  uint32_t rows_left_ = 0;
  uint32_t crc_ = 0;      // of the chunk under way
  uint32_t adler_a_ = 1;  // RFC 1950 §8.2
  uint32_t adler_b_ = 0;
};

}  // namespace tegami
