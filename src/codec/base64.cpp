// SPDX-License-Identifier: MIT
// Three octets at a time; decoding by a table.
#include "codec/base64.h"

namespace tegami {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNotInAlphabet = 0xFF;

constexpr std::array<uint8_t, 256> MakeReverse(char c62, char c63) {
  std::array<uint8_t, 256> reverse{};
  reverse.fill(kNotInAlphabet);
  for (uint8_t i = 0; i < 62; ++i) reverse[static_cast<uint8_t>(kAlphabet[i])] = i;
  reverse[static_cast<uint8_t>(c62)] = 62;
  reverse[static_cast<uint8_t>(c63)] = 63;
  return reverse;
}

constexpr auto kReverse = MakeReverse('+', '/');
constexpr auto kReverseUrl = MakeReverse('-', '_');

void EncodeTriples(const uint8_t* in, size_t triples, uint8_t* out) {
  for (size_t i = 0; i < triples; ++i, in += 3, out += 4) {
    const uint32_t bits = uint32_t{in[0]} << 16U | uint32_t{in[1]} << 8U | in[2];
    out[0] = static_cast<uint8_t>(kAlphabet[bits >> 18U]);
    out[1] = static_cast<uint8_t>(kAlphabet[bits >> 12U & 63U]);
    out[2] = static_cast<uint8_t>(kAlphabet[bits >> 6U & 63U]);
    out[3] = static_cast<uint8_t>(kAlphabet[bits & 63U]);
  }
}

Result<size_t> Decode(std::string_view in, Bytes out, const std::array<uint8_t, 256>& reverse) {
  if (in.size() % 4 == 1) return Fail(Error::kCorrupt);
  const size_t size = in.size() * 3 / 4;
  if (size > out.size()) return Fail(Error::kNoSpace);
  uint32_t bits = 0;
  unsigned held = 0;
  size_t written = 0;
  for (const char c : in) {
    const uint8_t value = reverse[static_cast<uint8_t>(c)];
    if (value == kNotInAlphabet) return Fail(Error::kCorrupt);
    bits = bits << 6U | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out[written++] = static_cast<uint8_t>(bits >> held);
  }
  if ((bits & ((1U << held) - 1U)) != 0) return Fail(Error::kCorrupt);
  return written;
}

}  // namespace

size_t EncodeBase64(ConstBytes in, Bytes out) {
  const size_t triples = in.size() / 3;
  EncodeTriples(in.data(), triples, out.data());
  const size_t left = in.size() - 3 * triples;
  if (left == 0) return 4 * triples;
  const std::array<uint8_t, 3> last = {in[3 * triples], left == 2 ? in[3 * triples + 1] : uint8_t{0}, 0};
  uint8_t* end = out.data() + 4 * triples;
  EncodeTriples(last.data(), 1, end);
  end[3] = '=';
  if (left == 1) end[2] = '=';
  return 4 * (triples + 1);
}

size_t EncodeBase64Lines(ConstBytes in, Bytes out) {
  size_t written = 0;
  while (!in.empty()) {
    const ConstBytes line = in.first(std::min(in.size(), kBase64LineOctets));
    written += EncodeBase64(line, out.subspan(written));
    out[written++] = '\r';
    out[written++] = '\n';
    in = in.subspan(line.size());
  }
  return written;
}

Result<size_t> DecodeBase64(std::string_view in, Bytes out) {
  if (in.size() % 4 != 0) return Fail(Error::kCorrupt);
  size_t padding = 0;
  while (padding < 2 && padding < in.size() && in[in.size() - 1 - padding] == '=') ++padding;
  return Decode({in.data(), in.size() - padding}, out, kReverse);
}

Result<size_t> DecodeBase64Url(std::string_view in, Bytes out) { return Decode(in, out, kReverseUrl); }

}  // namespace tegami
