// SPDX-License-Identifier: MIT
#include "posix/panel.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <iterator>

#include "posix/panel_text.h"

namespace tegami {
namespace {

struct KeySequence {
  std::string_view octets;
  PanelKey key;
};

// xterm's, rxvt's and the Linux console's.
constexpr KeySequence kSequences[] = {
    {"\033[A", PanelKey::kUp},     {"\033OA", PanelKey::kUp},    {"\033[B", PanelKey::kDown},
    {"\033OB", PanelKey::kDown},   {"\033OP", PanelKey::kSoft1}, {"\033[11~", PanelKey::kSoft1},
    {"\033[[A", PanelKey::kSoft1}, {"\033OQ", PanelKey::kSoft2}, {"\033[12~", PanelKey::kSoft2},
    {"\033[[B", PanelKey::kSoft2}, {"\033OR", PanelKey::kSoft3}, {"\033[13~", PanelKey::kSoft3},
    {"\033[[C", PanelKey::kSoft3}, {"\033OS", PanelKey::kSoft4}, {"\033[14~", PanelKey::kSoft4},
    {"\033[[D", PanelKey::kSoft4}, {"\r", PanelKey::kOk},        {"\n", PanelKey::kOk},
    {"\177", PanelKey::kBack},     {"\b", PanelKey::kBack},
};

constexpr char kEscape = '\033';

bool IsPrintable(char character) { return character >= ' ' && character <= '~'; }

// The length of an escape sequence that means nothing here.
size_t UnknownSequenceSize(std::string_view keys) {
  size_t size = 2;
  while (size < keys.size() && (keys[size] < '@' || keys[size] > '~')) ++size;
  return std::min(size + 1, keys.size());
}

void WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count <= 0) return;  // nobody looks at it any more
    text.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace

PosixPanel::PosixPanel(int keyboard, int screen)
    : keyboard_(keyboard), screen_(screen), screen_is_terminal_(::isatty(screen) == 1) {
  termios terminal{};
  if (::tcgetattr(keyboard_, &terminal) != 0) return;
  terminal_before_ = terminal;
  terminal.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // ISIG stays: Ctrl-C ends the program
  ::tcsetattr(keyboard_, TCSANOW, &terminal);
}

PosixPanel::~PosixPanel() {
  if (terminal_before_) ::tcsetattr(keyboard_, TCSANOW, &*terminal_before_);
}

void PosixPanel::Show(const PanelPage& page) {
  if (shown_revision_ == page.revision) return;
  shown_revision_ = page.revision;
  PanelText text;
  DrawPanelText(page, screen_is_terminal_ ? PanelStyle::kTerminal : PanelStyle::kPlain, text);
  WriteAll(screen_, View(text));
}

std::optional<PanelInput> PosixPanel::TakeInput() {
  if (pressed_.empty()) ReadKeyboard();
  if (pressed_.empty()) return std::nullopt;
  const PanelInput oldest = pressed_.front();
  pressed_.pop();
  return oldest;
}

void PosixPanel::ReadKeyboard() {
  pollfd entry{.fd = keyboard_, .events = POLLIN, .revents = 0};
  if (keyboard_ended_ || ::poll(&entry, 1, 0) <= 0) return;
  std::array<char, kPressedMax> buffer;
  const ssize_t count = ::read(keyboard_, buffer.data(), buffer.size());
  keyboard_ended_ = count <= 0;
  if (count <= 0) return;
  std::string_view keys(buffer.data(), static_cast<size_t>(count));
  while (!keys.empty()) keys.remove_prefix(TakeKey(keys));
}

// Takes the first key of `keys`, which is not empty; returns its octets.
size_t PosixPanel::TakeKey(std::string_view keys) {
  for (const KeySequence& sequence : kSequences) {
    if (!keys.starts_with(sequence.octets)) continue;
    Press({.key = sequence.key});
    return sequence.octets.size();
  }
  const char first = keys.front();
  if (IsPrintable(first)) Press({.key = PanelKey::kCharacter, .value = static_cast<uint8_t>(first)});
  if (first != kEscape) return 1;
  // A terminal sends a sequence in one piece: an Escape alone is the key of that name.
  if (keys.size() == 1 || (keys[1] != '[' && keys[1] != 'O')) {
    Press({.key = PanelKey::kBack});
    return 1;
  }
  return UnknownSequenceSize(keys);
}

}  // namespace tegami
