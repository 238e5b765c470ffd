// SPDX-License-Identifier: MIT
// The demo image: start-up arguments say where names lead, what is trusted besides, what is scanned and where to.
#include "vexpress_a9/image.h"

#include <array>

#include "shared/lwip/lwip_glue.h"
#include "shared/mapped_network.h"
#include "vexpress_a9/board.h"
#include "vexpress_a9/console.h"
#include "vexpress_a9/demo/demo.h"
#include "vexpress_a9/semihosting/semihosting.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

constexpr int kMisuse = 2;
constexpr size_t kCertificateMaxBytes = 2048;

Demo& TheDemo() {
  static Demo demo;
  return demo;
}

// "ADDR:PORT"
void UseDnsServer(std::string_view place, MappedNetwork& mapped, LwipNetwork& network) {
  const size_t colon = std::min(place.rfind(':'), place.size());
  unsigned port = 0;
  for (size_t i = colon + 1; i < place.size(); ++i) port = port * 10 + static_cast<unsigned>(place[i] - '0');
  const auto address = ParseAddress({place.data(), colon});
  if (!address || port == 0 || port > UINT16_MAX) return Print("demo: dns= takes ADDR:PORT\n");
  mapped.SetDnsServer(*address);
  network.SetServerPorts(static_cast<uint16_t>(port), 0);
}

// ca=FILE: one certificate, DER.
std::span<const ExtraCertificate> TestCertificates() {
  static std::array<uint8_t, kCertificateMaxBytes> der;
  static ExtraCertificate certificate;
  const auto path = StartArgument("ca");
  if (!path) return {};
  Text<512> name;
  HostFile file;
  if (!Assign(name, *path) || !file.Open(name.c_str(), HostFileMode::kRead)) {
    Print("demo: ca= cannot be opened\n");
    EndRun(kMisuse);
  }
  const Result<size_t> size = file.Read(der);
  file.Close();
  certificate.der = Bytes(der).first(size.value_or(0));
  return {&certificate, 1};
}

}  // namespace

Platform& ImagePlatform(Board& board) {
  static MappedNetwork network(board.network);
  static Platform platform{
      board.platform.clock, board.platform.entropy,     board.platform.device_key, board.platform.flash, network,
      board.platform.panel, board.platform.print_engine};
  StartArguments entries("resolve");
  while (const auto entry = entries.Next()) {
    if (!network.Add(*entry)) Print("demo: resolve= takes NAME:PORT:ADDR:PORT\n");
  }
  if (const auto dns = StartArgument("dns")) UseDnsServer(*dns, network, board.network);
  return platform;
}

MailAppOptions ImageOptions() {
  MailAppOptions options;
  options.extra_roots = TestCertificates();
  options.scan_destination = StartArgument("scan") ? StartArgument("to").value_or("") : "";
  return options;
}

void BeginImage(MailApp& app) { TheDemo().Begin(app); }

ImageStep StepImage(MailApp& app, Instant now) { return TheDemo().Step(app, now); }

}  // namespace tegami::vexpress_a9
