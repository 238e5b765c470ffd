// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace tegami {

// Whether `text` names a media type, "application/pdf": RFC 6838 §4.2, without parameters, at most kMediaTypeMaxBytes.
bool IsMediaType(std::string_view text);

}  // namespace tegami
