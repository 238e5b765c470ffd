// SPDX-License-Identifier: MIT
// Any names, subjects, texts and attachments: refused, or a message that a strict receiver reads back.
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>

#include "fakes/mime_check.h"
#include "fakes/text_source.h"
#include "mime/message_writer.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

// The input in pieces, each with its length before it.
class Pieces {
 public:
  explicit Pieces(std::string_view rest) : rest_(rest) {}
  uint8_t Octet() {
    if (rest_.empty()) return 0;
    const auto octet = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return octet;
  }
  std::string_view Next() {
    const std::string_view piece = rest_.substr(0, size_t{Octet()} * (1 + Octet() % 8U));
    rest_.remove_prefix(std::min(piece.size(), rest_.size()));
    return piece.substr(0, piece.size());
  }

 private:
  std::string_view rest_;
};

std::string WithCrlf(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n') {
      out.push_back(text[i]);
      continue;
    }
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    out += "\r\n";
  }
  return out;
}

std::string PullAll(tegami::MessageWriter& writer, size_t piece) {
  std::string all;
  std::string room(piece, '\0');
  for (;;) {
    const auto pulled = writer.Pull({reinterpret_cast<uint8_t*>(room.data()), room.size()});
    Require(pulled.has_value());
    all.append(room.data(), pulled->count);
    if (pulled->end) return all;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tegami;
  Pieces pieces({reinterpret_cast<const char*>(data), size});
  const uint8_t choice = pieces.Octet();
  const std::string_view to[] = {"you@contoso.example", pieces.Next()};
  MessageHeader header;
  header.from = "scanner@contoso.example";
  header.to = {to, to[1].empty() ? size_t{1} : size_t{2}};
  header.from_name = pieces.Next();
  header.subject = pieces.Next();
  header.message_id = "<1.2@contoso.example>";
  header.date = UtcTime{1795525500};
  // Not to be guessed by what is being written, as on a device.
  const size_t seed = std::hash<std::string_view>()({reinterpret_cast<const char*>(data), size});
  std::memcpy(header.boundary_seed.data(), &seed, sizeof seed);
  const std::string_view text = pieces.Next();
  const std::string_view name = pieces.Next();
  const std::string octets(pieces.Next());
  TextSource source(octets);
  source.size_known = (choice & 1U) != 0;
  source.stutters = (choice & 2U) != 0;
  const Attachment attachment{&source, name, "application/pdf"};
  const bool attached = (choice & 4U) != 0;

  MessageWriter writer;
  if (!writer.Begin(header, text, {&attachment, attached ? size_t{1} : size_t{0}})) return 0;
  for (const MessageEncoding encoding : {MessageEncoding::kBase64, MessageEncoding::kBinary}) {
    Require(writer.Select(encoding).has_value());
    const std::optional<uint64_t> stated = writer.Size();
    const std::string written = PullAll(writer, 1 + choice);
    Require(!stated || *stated == written.size());
    mime_check::Message message = mime_check::Read(written, writer.NeedsSmtpUtf8());
    Require(message.fault.empty());
    Require(mime_check::Decoded(message.whole.fields["subject"]) == header.subject);
    if (!attached) {
      Require(message.whole.body == WithCrlf(text));
      continue;
    }
    Require(message.parts.size() == (text.empty() ? 1U : 2U));
    mime_check::Part& part = message.parts.back();
    Require(part.body == octets);
    Require(name.empty() || mime_check::Parameter(part.fields["content-disposition"], "filename") == name);
    Require(text.empty() || message.parts.front().body == WithCrlf(text));
  }
  return 0;
}
