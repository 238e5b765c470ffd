// SPDX-License-Identifier: MIT
// Writes an OAuth request: a form, the client's authentication, and the URL it goes to.
#pragma once

#include "codec/form.h"
#include "http/request.h"
#include "oauth/client.h"

namespace tegami {

// Add() the members in their order, then Finish(). All that is written lies in `room`.
class FormRequest {
 public:
  explicit FormRequest(Bytes room) : room_(room), form_(room) {}

  void Add(std::string_view name, std::string_view value) { form_.Add(name, value); }

  // Shows the client's secret, where it has one, and fills `request`. `language` becomes the query mkt=, unless empty.
  //   kTooLong          `room` is too small
  //   kInvalidArgument  the endpoint is no URL
  [[nodiscard]] Status Finish(const OauthClient& client, std::string_view endpoint, std::string_view language,
                              HttpRequest& request);

 private:
  Bytes room_;
  FormWriter form_;
};

}  // namespace tegami
