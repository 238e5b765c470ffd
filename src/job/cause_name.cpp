// SPDX-License-Identifier: MIT
// Identifiers to causes.
#include "job/cause_name.h"

namespace tegami {

Cause CauseNamed(std::string_view identifier) {
  const Cause cause = CauseOfIdentifier(identifier);
  return cause == Cause::kNone && !identifier.empty() ? Cause::kServerProtocol : cause;
}

}  // namespace tegami
