// SPDX-License-Identifier: MIT
// Whether the options of send make a mail, and which of them does not.
#include <array>

#include "codec/escape.h"
#include "mime/address.h"
#include "posix/tool/arguments.h"
#include "posix/tool/file_source.h"

namespace tegami {
namespace {

// As it may be shown in a line.
using Shown = Text<160>;

Shown ShownOf(std::string_view text) {
  Shown shown;
  EscapeForDisplay(text, shown);
  return shown;
}

ArgumentError CheckMailAddress(std::string_view option, std::string_view address) {
  return CheckAddress(address) ? ArgumentError{}
                               : ComplainOf("send: ", option, " is no mail address: ", View(ShownOf(address)));
}

bool HasControlCharacter(std::string_view text, std::string_view allowed) {
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (control && allowed.find(c) == std::string_view::npos) return true;
  }
  return false;
}

ArgumentError CheckWords(std::string_view option, std::string_view text, size_t most, bool lines) {
  if (text.size() > most) return ComplainOf("send: ", option, " is too long");
  if (!IsUtf8(text)) return ComplainOf("send: ", option, " is not UTF-8");
  if (!lines && HasControlCharacter(text, {}))
    return ComplainOf("send: ", option, " has a line end or control character");
  return {};
}

}  // namespace

ArgumentError CheckMail(const ToolArguments& a) {
  struct List {
    std::string_view option;
    const decltype(a.to)& addresses;
  };
  for (const List& list : {List{"--to", a.to}, {"--cc", a.cc}, {"--bcc", a.bcc}}) {
    for (const std::string_view address : list.addresses) {
      if (ArgumentError error = CheckMailAddress(list.option, address); !error.empty()) return error;
    }
  }
  if (!a.from.empty()) {
    if (ArgumentError error = CheckMailAddress("--from", a.from); !error.empty()) return error;
  }
  if (ArgumentError error = CheckWords("--subject", a.subject, kSubjectMaxBytes, false); !error.empty()) return error;
  if (ArgumentError error = CheckWords("--text", a.text, kMailTextMaxBytes, true); !error.empty()) return error;
  for (const std::string_view path : a.attach) {
    const std::string_view name = FileNameOf(path);
    if (ArgumentError error = CheckWords("--attach: the file's name", name, kFileNameMaxBytes, false); !error.empty()) {
      return error;
    }
  }
  return {};
}

}  // namespace tegami
