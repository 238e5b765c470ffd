// SPDX-License-Identifier: MIT
// Writing of a request's head (RFC 9112 §3, §5).
#include "http/request.h"

#include "http/head_writer.h"

namespace tegami {
namespace {

// RFC 9112 §3.2.1: origin-form.
void WriteTarget(HeadWriter& head, const HttpRequest& request) {
  head << (request.url.path.empty() ? std::string_view("/") : request.url.path);
  if (!request.url.query.empty()) head << "?" << request.url.query;
  if (!request.query.empty()) head << (request.url.query.empty() ? "?" : "&") << request.query;
}

// RFC 9110 §7.2; RFC 3986 §3.2.2: an IPv6 address stands in brackets.
void WriteHost(HeadWriter& head, const Url& url) {
  head << "Host: ";
  if (url.host_is_ipv6) {
    head << "[" << url.host << "]";
  } else {
    head << url.host;
  }
  if (url.port != (url.https ? 443 : 80)) head << ":" << size_t{url.port};
  head.EndLine();
}

}  // namespace

Result<size_t> WriteRequestHead(const HttpRequest& request, Bytes into) {
  HeadWriter head(into);
  const bool post = request.method == HttpMethod::kPost;
  head << (post ? "POST " : "GET ");
  WriteTarget(head, request);
  (head << " HTTP/1.1").EndLine();
  WriteHost(head, request.url);
  (head << "User-Agent: Tegami/1").EndLine();
  (head << "Accept: " << request.accept).EndLine();
  (head << "Accept-Encoding: identity").EndLine();
  if (!request.authorization.empty()) (head << "Authorization: " << request.authorization).EndLine();
  if (post) {
    (head << "Content-Type: application/x-www-form-urlencoded").EndLine();
    (head << "Content-Length: " << request.form.size()).EndLine();
  }
  // RFC 9112 §9.6: persistence is the default of HTTP/1.1 and need not be asked for.
  if (!request.keep_alive) (head << "Connection: close").EndLine();
  head.EndLine();
  return head.Finish();
}

}  // namespace tegami
