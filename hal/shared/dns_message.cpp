// SPDX-License-Identifier: MIT
#include "shared/dns_message.h"

namespace tegami {
namespace {

constexpr size_t kNameMaxBytes = 255;  // RFC 1035 §2.3.4, on the wire
constexpr size_t kLabelMaxBytes = 63;
constexpr uint16_t kInternet = 1;

// RFC 1035 §4.1.1
constexpr uint16_t kResponse = 0x8000;
constexpr uint16_t kOpcodeMask = 0x7800;
constexpr uint16_t kTruncated = 0x0200;
constexpr uint16_t kRecursionDesired = 0x0100;
constexpr uint16_t kCodeMask = 0x000f;
constexpr uint16_t kCodeNoError = 0;
constexpr uint16_t kCodeNoSuchName = 3;

// Takes octets from the front of a message; once it ran out it gives zeros and says so.
class Reader {
 public:
  explicit Reader(ConstBytes octets) : octets_(octets) {}

  bool ok() const { return ok_; }

  uint8_t Octet() {
    if (at_ >= octets_.size()) {
      ok_ = false;
      return 0;
    }
    return octets_[at_++];
  }

  uint16_t Number() {
    const uint16_t high = Octet();
    return static_cast<uint16_t>((high << 8) | Octet());
  }

  ConstBytes Take(size_t count) {
    if (count > octets_.size() - at_) {
      ok_ = false;
      return {};
    }
    at_ += count;
    return octets_.subspan(at_ - count, count);
  }

  // A name ends with an empty label, or goes on elsewhere by a pointer (§4.1.4), which need not be followed.
  void SkipName() {
    while (ok_) {
      const uint8_t length = Octet();
      if (length == 0) return;
      if ((length & 0xc0) == 0xc0) {
        Octet();
        return;
      }
      if ((length & 0xc0) != 0) ok_ = false;
      Take(length);
    }
  }

 private:
  ConstBytes octets_;
  size_t at_ = 0;
  bool ok_ = true;
};

char Lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string_view WithoutLastDot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Whether the name that stands next is `name`. Questions are not compressed.
bool NameMatches(Reader& reader, std::string_view name) {
  name = WithoutLastDot(name);
  while (!name.empty()) {
    const size_t length = std::min(name.find('.'), name.size());
    if (reader.Octet() != length) return false;
    const std::string_view label = AsText(reader.Take(length));
    if (label.size() != length) return false;
    for (size_t i = 0; i < length; ++i) {
      if (Lower(label[i]) != Lower(name[i])) return false;
    }
    name.remove_prefix(std::min(length + 1, name.size()));
  }
  return reader.Octet() == 0 && reader.ok();
}

bool IsAnswerTo(Reader& reader, const DnsQuestion& question, uint16_t& flags, uint16_t& answers) {
  const uint16_t id = reader.Number();
  flags = reader.Number();
  const uint16_t questions = reader.Number();
  answers = reader.Number();
  reader.Number();
  reader.Number();
  if (!reader.ok() || id != question.id || (flags & (kResponse | kOpcodeMask)) != kResponse) return false;
  // A server that does not understand may leave the question out.
  if (questions == 0) return (flags & kCodeMask) != kCodeNoError;
  return questions == 1 && NameMatches(reader, question.name) &&
         reader.Number() == static_cast<uint16_t>(question.record) && reader.Number() == kInternet && reader.ok();
}

}  // namespace

Result<size_t> WriteDnsQuery(const DnsQuestion& question, Bytes into) {
  size_t at = 0;
  const auto put = [&](uint16_t number) {
    into[at++] = static_cast<uint8_t>(number >> 8);
    into[at++] = static_cast<uint8_t>(number);
  };
  std::string_view name = WithoutLastDot(question.name);
  if (name.empty() || name.size() > kNameMaxBytes - 2 || into.size() < kDnsQueryMaxBytes) {
    return Fail(Error::kInvalidArgument);
  }
  put(question.id);
  put(kRecursionDesired);
  put(1);
  put(0);
  put(0);
  put(0);
  while (!name.empty()) {
    const size_t length = std::min(name.find('.'), name.size());
    if (length == 0 || length > kLabelMaxBytes || length + 1 == name.size()) return Fail(Error::kInvalidArgument);
    into[at++] = static_cast<uint8_t>(length);
    at += CopyBytes(into.subspan(at), AsBytes({name.data(), length}));
    name.remove_prefix(std::min(length + 1, name.size()));
  }
  into[at++] = 0;
  put(static_cast<uint16_t>(question.record));
  put(kInternet);
  return at;
}

DnsVerdict ReadDnsAnswer(ConstBytes message, const DnsQuestion& question, PeerAddresses& addresses) {
  Reader reader(message);
  uint16_t flags = 0;
  uint16_t answers = 0;
  if (!IsAnswerTo(reader, question, flags, answers)) return DnsVerdict::kNotOurs;
  if ((flags & kCodeMask) == kCodeNoSuchName) return DnsVerdict::kNoSuchName;
  if ((flags & kCodeMask) != kCodeNoError) return DnsVerdict::kServerFailed;

  const bool ipv4 = question.record == DnsRecord::kA;
  bool found = false;
  for (uint16_t i = 0; i < answers && reader.ok(); ++i) {
    reader.SkipName();
    const uint16_t type = reader.Number();
    const uint16_t network = reader.Number();
    reader.Take(4);  // time to live: nothing is kept
    const ConstBytes data = reader.Take(reader.Number());
    if (!reader.ok() || type != static_cast<uint16_t>(question.record) || network != kInternet) continue;
    if (data.size() != (ipv4 ? 4U : 16U)) continue;
    IpAddress address{.family = ipv4 ? IpAddress::Family::kIpv4 : IpAddress::Family::kIpv6};
    CopyBytes(address.octets, data);
    if (!addresses.full()) addresses.push_back(address);
    found = true;
  }
  // An answer that was cut still has whole records at its front.
  if (found) return DnsVerdict::kAddresses;
  if ((flags & kTruncated) != 0) return DnsVerdict::kTruncated;
  return reader.ok() ? DnsVerdict::kNoAddress : DnsVerdict::kServerFailed;
}

}  // namespace tegami
