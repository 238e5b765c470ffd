// SPDX-License-Identifier: MIT
// From what an OAuth machine reports to the cause that people see. The one place that knows.
#pragma once

#include "oauth/failure.h"
#include "tegami/error_codes.h"

namespace tegami {

// `transport`: why no response came, where the connection knows it.
Cause CauseOf(const OauthFailure& failure, Cause transport);

}  // namespace tegami
