// SPDX-License-Identifier: MIT
#include "vexpress_a9/keyboard.h"

#include <array>

#include "shared/registers.h"
#include "vexpress_a9/memory_map.h"

namespace tegami::vexpress_a9 {
namespace {

// PL050 (ARM DDI 0143).
constexpr uintptr_t kControl = kKeyboardBase + 0x00;
constexpr uintptr_t kStatus = kKeyboardBase + 0x04;
constexpr uintptr_t kData = kKeyboardBase + 0x08;
constexpr uint32_t kEnableWithInterrupt = (1U << 2) | (1U << 4);
constexpr uint32_t kReceiveFull = 1U << 4;

// Scan code set 2.
constexpr uint8_t kReleasePrefix = 0xf0;
constexpr uint8_t kExtendPrefix = 0xe0;
constexpr uint8_t kLeftShift = 0x12;
constexpr uint8_t kRightShift = 0x59;

struct Key {
  uint8_t code;
  PanelKey key;
};
constexpr Key kKeys[] = {{0x5a, PanelKey::kOk},    {0x76, PanelKey::kBack},  {0x66, PanelKey::kBack},
                         {0x05, PanelKey::kSoft1}, {0x06, PanelKey::kSoft2}, {0x04, PanelKey::kSoft3},
                         {0x0c, PanelKey::kSoft4}};
constexpr Key kExtendedKeys[] = {{0x75, PanelKey::kUp}, {0x72, PanelKey::kDown}, {0x5a, PanelKey::kOk}};

struct Character {
  uint8_t code;
  char plain;
  char shifted;
};
constexpr Character kCharacters[] = {
    {0x1c, 'a', 'A'}, {0x32, 'b', 'B'}, {0x21, 'c', 'C'}, {0x23, 'd', 'D'}, {0x24, 'e', 'E'}, {0x2b, 'f', 'F'},
    {0x34, 'g', 'G'}, {0x33, 'h', 'H'}, {0x43, 'i', 'I'}, {0x3b, 'j', 'J'}, {0x42, 'k', 'K'}, {0x4b, 'l', 'L'},
    {0x3a, 'm', 'M'}, {0x31, 'n', 'N'}, {0x44, 'o', 'O'}, {0x4d, 'p', 'P'}, {0x15, 'q', 'Q'}, {0x2d, 'r', 'R'},
    {0x1b, 's', 'S'}, {0x2c, 't', 'T'}, {0x3c, 'u', 'U'}, {0x2a, 'v', 'V'}, {0x1d, 'w', 'W'}, {0x22, 'x', 'X'},
    {0x35, 'y', 'Y'}, {0x1a, 'z', 'Z'}, {0x45, '0', ')'}, {0x16, '1', '!'}, {0x1e, '2', '@'}, {0x26, '3', '#'},
    {0x25, '4', '$'}, {0x2e, '5', '%'}, {0x36, '6', '^'}, {0x3d, '7', '&'}, {0x3e, '8', '*'}, {0x46, '9', '('},
    {0x29, ' ', ' '}, {0x4e, '-', '_'}, {0x55, '=', '+'}, {0x49, '.', '>'}, {0x41, ',', '<'}, {0x4a, '/', '?'},
    {0x4c, ';', ':'}, {0x52, '\'', '"'}};

template <size_t N>
std::optional<PanelInput> Find(const Key (&keys)[N], uint8_t code) {
  for (const Key& key : keys) {
    if (key.code == code) return PanelInput{.key = key.key};
  }
  return std::nullopt;
}

}  // namespace

void Keyboard::Start() { WriteRegister(kControl, kEnableWithInterrupt); }

std::optional<PanelInput> Keyboard::Take() {
  while ((ReadRegister(kStatus) & kReceiveFull) != 0) {
    if (const auto input = OnCode(static_cast<uint8_t>(ReadRegister(kData)))) return input;
  }
  return std::nullopt;
}

std::optional<PanelInput> Keyboard::OnCode(uint8_t code) {
  if (code == kReleasePrefix) {
    released_ = true;
    return std::nullopt;
  }
  if (code == kExtendPrefix) {
    extended_ = true;
    return std::nullopt;
  }
  const bool released = released_;
  const bool extended = extended_;
  released_ = false;
  extended_ = false;
  if (!extended && (code == kLeftShift || code == kRightShift)) shift_ = !released;
  if (released) return std::nullopt;
  if (extended) return Find(kExtendedKeys, code);
  if (const auto input = Find(kKeys, code)) return input;
  for (const Character& character : kCharacters) {
    if (character.code != code) continue;
    const char letter = shift_ ? character.shifted : character.plain;
    return PanelInput{.key = PanelKey::kCharacter, .value = static_cast<uint8_t>(letter)};
  }
  return std::nullopt;
}

}  // namespace tegami::vexpress_a9
