// SPDX-License-Identifier: MIT
// Any octets as an answer of the DNS and of a time server; any name as a question.
#include <array>
#include <cstdlib>

#include "shared/dns_message.h"
#include "shared/sntp_message.h"

namespace {

using namespace tegami;

void Require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kName = "smtp.office365.com";

void ReadAnswer(ConstBytes message, DnsRecord record) {
  const uint16_t id = message.size() < 2 ? 0 : static_cast<uint16_t>((message[0] << 8) | message[1]);
  PeerAddresses addresses;
  const DnsVerdict verdict = ReadDnsAnswer(message, {.name = kName, .record = record, .id = id}, addresses);
  Require((verdict == DnsVerdict::kAddresses) == !addresses.empty());
}

void Ask(std::string_view name) {
  std::array<uint8_t, kDnsQueryMaxBytes> query;
  const Result<size_t> size = WriteDnsQuery({.name = name}, query);
  if (!size) return;
  Require(*size <= kDnsQueryMaxBytes && *size >= name.size());
  // What was asked is recognized in an answer.
  query[2] = 0x81;
  query[3] = 0x80;
  PeerAddresses none;
  Require(ReadDnsAnswer(Bytes(query).first(*size), {.name = name}, none) == DnsVerdict::kNoAddress);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ConstBytes octets(data, size);
  ReadAnswer(octets, DnsRecord::kA);
  ReadAnswer(octets, DnsRecord::kAaaa);
  Ask(AsText(octets));
  (void)ReadSntpReply(octets, 0);
  return 0;
}
