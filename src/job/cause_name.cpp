// SPDX-License-Identifier: MIT
// Identifiers to causes.
#include "job/cause_name.h"

namespace tegami {

Cause CauseNamed(std::string_view identifier) {
  if (identifier.empty()) return Cause::kNone;
#define TEGAMI_CAUSE(name, id, code, retry) \
  if (identifier == (id)) return Cause::name;
#include "tegami/error_codes.def"
#undef TEGAMI_CAUSE
  return Cause::kServerProtocol;
}

}  // namespace tegami
