// SPDX-License-Identifier: MIT
#include "pop3/failure.h"

namespace tegami {

const char* Pop3StageName(Pop3Stage stage) {
  switch (stage) {
#define TEGAMI_POP3_STAGE(name, text) \
  case Pop3Stage::name: return #name;
#include "pop3/failure.def"
#undef TEGAMI_POP3_STAGE
  }
  return "?";
}

const char* Pop3CauseName(Pop3Cause cause) {
  switch (cause) {
#define TEGAMI_POP3_CAUSE(name, text) \
  case Pop3Cause::name: return #name;
#include "pop3/failure.def"
#undef TEGAMI_POP3_CAUSE
  }
  return "?";
}

const char* Pop3CodeName(Pop3Code code) {
  switch (code) {
    case Pop3Code::kNone: return "kNone";
    case Pop3Code::kOther: return "kOther";
#define TEGAMI_POP3_CODE(name, wire, text) \
  case Pop3Code::name: return #name;
#include "pop3/failure.def"
#undef TEGAMI_POP3_CODE
  }
  return "?";
}

}  // namespace tegami
