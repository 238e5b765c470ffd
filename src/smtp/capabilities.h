// SPDX-License-Identifier: MIT
// What a server's reply to EHLO offers.
#pragma once

#include <cstdint>
#include <string_view>

namespace tegami {

struct SmtpCapabilities {
  bool ehlo = false;  // false: HELO was the most that it understood
  bool pipelining = false;
  bool eight_bit_mime = false;
  bool binary_mime = false;
  bool chunking = false;
  bool smtp_utf8 = false;
  bool start_tls = false;
  bool enhanced_status_codes = false;
  bool size = false;
  uint64_t size_limit = 0;  // RFC 1870 §4: 0: no fixed limit
  bool auth = false;        // any method at all
  bool auth_xoauth2 = false;
  bool auth_oauth_bearer = false;
  bool auth_plain = false;
  bool auth_login = false;

  // One line of the reply without its code ("SIZE 157286400"). Unknown keywords are ignored (RFC 5321 §4.1.1.1).
  void OnLine(std::string_view line);
};

}  // namespace tegami
