// SPDX-License-Identifier: MIT
// Options to platform.
#include "posix/tool/session.h"

#include <cinttypes>

#include "codec/base64.h"
#include "posix/tool/file_source.h"
#include "posix/tool/report.h"
#include "trust/extra_roots.h"

namespace tegami {
namespace {

constexpr size_t kPemMaxBytes = 64 * 1024;

struct PemLabel {
  std::string_view begin;
  std::string_view end;
};
constexpr PemLabel kCertificateLabel{"-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"};
constexpr PemLabel kPublicKeyLabel{"-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"};
// RFC 5480 §2: SubjectPublicKeyInfo of an uncompressed P-256 key.
constexpr size_t kP256InfoBytes = 26 + kP256PublicKeyBytes;

// argv's strings end with NUL, and views of whole ones do too.
const char* CString(std::string_view view) { return view.data(); }

PosixClock::Options ClockOptions(const ToolArguments& arguments) {
  PosixClock::Options options;
  options.rate = arguments.clock_rate;
  options.start = arguments.clock_start;
  options.settable = false;  // the next process starts with the machine's time again: the store keeps the difference
  return options;
}

PosixNetwork::Options NetworkOptions(const ToolArguments& arguments) {
  PosixNetwork::Options options;
  if (!arguments.additional_interface.empty()) options.additional_interface = CString(arguments.additional_interface);
  return options;
}

// One object of a PEM file; advances `text` behind it. 0: no further one, or it is broken.
size_t DecodePem(const PemLabel& label, std::string_view& text, Bytes into) {
  const size_t begin = text.find(label.begin);
  const size_t end = text.find(label.end);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return 0;
  std::array<char, 16 * 1024> joined;
  size_t size = 0;
  for (size_t i = begin + label.begin.size(); i < end && size < joined.size(); ++i) {
    if (text[i] != '\r' && text[i] != '\n' && text[i] != ' ') joined[size++] = text[i];
  }
  text.remove_prefix(end + label.end.size());
  return DecodeBase64({joined.data(), size}, into).value_or(0);
}

}  // namespace

FileTracer::~FileTracer() {
  if (file_ != nullptr) std::fclose(file_);
}

bool FileTracer::Open(std::string_view path) {
  file_ = std::fopen(CString(path), "w");
  return file_ != nullptr;
}

void FileTracer::OnTransition(const char* machine, const char* from, const char* to, Instant now) {
  std::fprintf(file_, "%" PRId64 " %s %s -> %s\n", now.ms, machine, from, to);
}

void FileTracer::OnCount(const char* machine, const char* what, uint64_t count, Instant now) {
  std::fprintf(file_, "%" PRId64 " %s %s %" PRIu64 "\n", now.ms, machine, what, count);
}

bool CaFiles::Load(const ToolArguments& arguments) {
  for (const std::string_view path : arguments.ca_files) {
    if (!LoadFile("--ca", path)) return false;
  }
  return true;
}

bool CaFiles::LoadFile(std::string_view option, std::string_view path) {
  static std::array<uint8_t, kPemMaxBytes> file;
  const auto complain = [&](std::string_view what) {
    Text<256> sentence;
    AssignCut(sentence, option);
    static_cast<void>(Append(sentence, what));
    Report::Complain(View(sentence), path);
    return false;
  };
  const Result<size_t> size = ReadWholeFile(CString(path), file);
  if (!size) return complain(size.error() == Error::kTooLong ? ": larger than 64 KiB: " : ": cannot read ");
  std::string_view text = AsText(ConstBytes(file).first(*size));
  const size_t count_before = count_;
  const bool pem = text.find(kCertificateLabel.begin) != std::string_view::npos;
  while (count_ < kCertificatesMax) {
    const Bytes room = Bytes(der_).subspan(used_);
    const size_t der_size = pem ? DecodePem(kCertificateLabel, text, room) : CopyBytes(room, AsBytes(text));
    if (der_size == 0 || !SubjectOf(room.first(der_size))) break;
    certificates_[count_++].der = room.first(der_size);
    used_ += der_size;
    if (!pem) break;
  }
  return count_ != count_before || complain(": no certificate (PEM or DER) in ");
}

bool ToolSession::LoadRootsKey() {
  const std::string_view path = arguments_.roots_key_file;
  if (path.empty()) return true;
  std::array<uint8_t, 1024> file;
  std::array<uint8_t, kP256InfoBytes> info;
  const Result<size_t> size = ReadWholeFile(CString(path), file);
  std::string_view text = size ? AsText(ConstBytes(file).first(*size)) : std::string_view{};
  if (DecodePem(kPublicKeyLabel, text, info) != info.size()) {
    Report::Complain("--roots-key: not the public key that toolchain/roots_bundle keygen writes: ", path);
    return false;
  }
  roots_key_bytes_ = CopyBytes(roots_key_, ConstBytes(info).last(kP256PublicKeyBytes));
  return true;
}

ToolSession::ToolSession(const ToolArguments& arguments)
    : arguments_(arguments),
      clock_(ClockOptions(arguments)),
      device_key_(directory_, entropy_),
      network_(clock_, NetworkOptions(arguments)),
      panel_(-1, -1),
      platform_{clock_, entropy_, device_key_, flash_, network_, panel_, print_engine_} {}

int ToolSession::Open(bool create_store) {
  if (!arguments_.trace_file.empty() && !tracer_.Open(arguments_.trace_file)) {
    Report::Complain("--trace: cannot write ", arguments_.trace_file);
    return 2;
  }
  for (const std::string_view entry : arguments_.resolve) {
    if (network_.resolve_map().Add(entry)) continue;
    Report::Complain("--resolve takes NAME:PORT:ADDR:PORT, not ", entry);
    return 2;
  }
  if (!ca_files_.Load(arguments_) || !LoadRootsKey()) return 2;
  if (arguments_.store.empty()) return 0;
  const auto missing = create_store ? StoreDirectory::Missing::kCreate : StoreDirectory::Missing::kFail;
  if (!directory_.Open(CString(arguments_.store), missing) || !flash_.Open(directory_, PosixFlash::Options())) {
    Report::Complain("--store: ", directory_.trouble());
    return 2;
  }
  return 0;
}

}  // namespace tegami
