// SPDX-License-Identifier: MIT
// One fax to be sent through an Internet-fax provider, as firmware hands it in.
#pragma once

#include <string_view>

#include "tegami/base/byte_source.h"
#include "tegami/config.h"
#include "tegami/mail_job.h"

namespace tegami {

// FaxSettings say how it becomes a mail, and which format the provider takes.
struct FaxJob {
  // As somebody typed it: digits, a leading '+', '*', '#', and ',' or 'p' for a pause; spaces, hyphens, dots, slashes
  // and brackets between them do not count.
  std::string_view number;
  // TIFF-F (RFC 2301, profile F or S) or PDF, as MailApp::fax_format() says; must live until the job has ended.
  ByteSource* document = nullptr;
};

}  // namespace tegami
