// SPDX-License-Identifier: MIT
// tegami roots update, import, list, remove.
#include <charconv>
#include <cstdio>

#include "codec/date.h"
#include "codec/escape.h"
#include "codec/json_writer.h"
#include "posix/tool/commands.h"

namespace tegami {
namespace {

void PrintLine(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

// What counts now, before the result.
void PrintRoots(const RootsFacts& facts, bool as_json) {
  if (!as_json) {
    std::printf("%s %u, %u certificates%s; %u imported\n", facts.updated ? "bundle" : "built in", facts.version,
                facts.count, facts.damaged ? " (a stored bundle is damaged)" : "", facts.imported);
    return;
  }
  std::array<uint8_t, 256> line;
  JsonWriter json{line};
  json.BeginObject();
  json.Key("version");
  json.Number(facts.version);
  json.Key("count");
  json.Number(facts.count);
  json.Key("updated");
  json.Bool(facts.updated);
  json.Key("damaged");
  json.Bool(facts.damaged);
  json.Key("imported");
  json.Number(facts.imported);
  json.EndObject();
  PrintLine(json.text());
}

using HexText = Text<2 * kSha256Bytes>;

HexText Hex(ConstBytes octets) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  HexText text;
  for (const uint8_t octet : octets) {
    const std::array<char, 2> pair{kDigits[octet >> 4U], kDigits[octet & 15U]};
    static_cast<void>(Append(text, {pair.data(), pair.size()}));
  }
  return text;
}

void PrintCertificate(uint32_t number, const CertificateSummary& summary, bool as_json) {
  Text<kErrorTextMaxBytes> subject;
  EscapeForDisplay(View(summary.subject), subject);
  const auto end = FormatRfc3339(summary.not_after);
  const HexText fingerprint = Hex(summary.fingerprint);
  if (!as_json) {
    std::printf("%u  %s  until %s  SHA-256 %s\n", number, subject.c_str(), end.c_str(), fingerprint.c_str());
    return;
  }
  std::array<uint8_t, 2048> line;
  JsonWriter json{line};
  json.BeginObject();
  json.Key("number");
  json.Number(number);
  json.Key("subject");
  json.String(View(subject));
  json.Key("authority");
  json.Bool(summary.authority);
  json.Key("not_after");
  json.String(View(end));
  json.Key("sha256");
  json.String(View(fingerprint));
  json.EndObject();
  PrintLine(json.text());
}

int Finish(const MailAppCore& app, Report& report, std::string_view outcome) {
  ToolResult result;
  result.cause = app.roots_facts().cause;
  result.outcome = result.cause == Cause::kNone ? outcome : "failed";
  return report.Result(result);
}

// Hands the file in, piece by piece. False: it cannot be read.
bool HandIn(std::string_view path, MailAppCore& app) {
  static std::array<uint8_t, kRootPartBytes> piece;
  std::FILE* file = std::fopen(path.data(), "rb");  // NOLINT: argv's strings end with NUL
  if (file == nullptr) return false;
  bool first = true;
  for (bool last = false; !last;) {
    const size_t size = std::fread(piece.data(), 1, piece.size(), file);
    const int next = std::fgetc(file);
    last = next == EOF;
    if (!last) std::ungetc(next, file);
    if (!app.Do(AddRootsCommand{.piece = Bytes(piece).first(size), .first = first, .last = last})) break;
    first = false;
  }
  std::fclose(file);
  return true;
}

}  // namespace

int UpdateRoots(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  const bool fetches = arguments.operands.empty() || arguments.operands[0].starts_with("https:");
  if (fetches) {
    static_cast<void>(app->Do(FetchRootsCommand{}));  // the facts say why not
  } else if (!HandIn(arguments.operands[0], *app)) {
    Report::Complain("roots update: cannot read ", arguments.operands[0]);
    return 2;
  }
  for (;;) {
    const Instant wake = app->Poll();
    const RootsFacts::Phase phase = app->roots_facts().phase;
    if (phase != RootsFacts::Phase::kReceiving && phase != RootsFacts::Phase::kChecking) break;
    session.platform().network.WaitForEvent(wake);
  }
  PrintRoots(app->roots_facts(), arguments.json);
  return Finish(*app, report, "updated");
}

int ImportRoots(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  static CaFiles files;
  if (!files.LoadFile("roots import", arguments.operands[0])) return 2;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  for (const ExtraCertificate& certificate : files.certificates()) {
    if (!app->Do(ImportCaCommand{certificate.der})) break;
  }
  return Finish(*app, report, "imported");
}

int ListRoots(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  CertificateSummary summary;
  for (uint32_t number = 0; app->roots().NextImported(number, summary); ++number) {
    PrintCertificate(number, summary, arguments.json);
  }
  PrintRoots(app->roots_facts(), arguments.json);
  if (arguments.json) report.Result({.outcome = "roots"});
  return 0;
}

int RemoveRoot(const ToolArguments& arguments, ToolSession& session, Report& report) {
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  RemoveCaCommand command;
  const std::string_view number = arguments.operands[0];
  std::from_chars(number.data(), number.data() + number.size(), command.number);
  if (const Status removed = app->Do(command); !removed) {
    if (removed.error() != Error::kNotFound) {
      return report.Result({.outcome = "failed", .cause = Cause::kStorageFailed});
    }
    Report::Complain("roots remove: no certificate has the number ", number);
    return 2;
  }
  return Finish(*app, report, "removed");
}

}  // namespace tegami
