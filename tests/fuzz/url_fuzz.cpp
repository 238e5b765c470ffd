// SPDX-License-Identifier: MIT
// Any octets as a URL: refused, or its parts lie inside it.
#include <cstdlib>

#include "http/request.h"
#include "http/url.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

bool Inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tegami;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const UrlRule rule : {UrlRule::kHttps, UrlRule::kHttpAllowed, UrlRule::kLink}) {
    const Result<Url> url = ParseUrl(text, rule);
    if (!url) continue;
    Require(Inside(url->host, text) && Inside(url->path, text) && Inside(url->query, text));
    Require(!url->host.empty() && url->port != 0 && IsHostName(url->host));
    Require(rule == UrlRule::kHttpAllowed || url->https);
    // What was accepted goes into a head, and makes exactly its own lines there.
    HttpRequest request;
    request.url = *url;
    uint8_t head[2048];
    const Result<size_t> written = WriteRequestHead(request, head);
    Require(written.has_value());
    size_t lines = 0;
    for (size_t i = 0; i < *written; ++i) lines += head[i] == '\n' ? 1U : 0U;
    Require(lines == 7);
  }
  return 0;
}
