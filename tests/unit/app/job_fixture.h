// SPDX-License-Identifier: MIT
// A printer and its mail server, for tests of jobs.
#pragma once

#include "tegami/base/byte_source.h"
#include "unit/app/app_device.h"
#include "unit/app/smtp_peer.h"

namespace tegami {

// A scan of `size` octets.
class ScanSource final : public ByteSource {
 public:
  explicit ScanSource(size_t size) : size_(size) {}
  Result<Pulled> Pull(Bytes into) override {
    const size_t count = std::min(into.size(), size_ - at_);
    std::fill_n(into.begin(), count, uint8_t{'s'});
    at_ += count;
    return Pulled{.count = count, .end = at_ == size_};
  }
  std::optional<uint64_t> Size() const override { return size_; }
  Status Rewind() override {
    at_ = 0;
    return {};
  }

 private:
  size_t size_;
  size_t at_ = 0;
};

class JobFixture : public testing::Test {
 protected:
  static constexpr int64_t kOneWayMs = 50;

  JobFixture() {
    device.board.network.Listen("mx.contoso.example", 25, peer);
    device.board.network.SetLatency(kOneWayMs);
    settings.auth = AuthMethod::kOff;
    settings.service = MailService::kCustom;
    settings.security = SecureConnection::kNone;
    settings.smtp_port = 25;
    AssignCut(settings.smtp_host, "mx.contoso.example");
    AssignCut(settings.sender, "scanner@contoso.example");
    Save();
  }

  void Save() { ASSERT_TRUE(device.app->Do(SetAccountCommand{.settings = &settings})); }

  Result<JobId> Submit(std::string_view subject, std::span<const std::string_view> to,
                       std::span<ByteSource* const> sources = {}, JobKind kind = JobKind::kScanToMail,
                       uint32_t split_at_kib = 0) {
    std::vector<Attachment> attachments;
    for (ByteSource* source : sources) {
      attachments.push_back({.source = source, .file_name = "scan.pdf", .media_type = "application/pdf"});
    }
    MailJob job;
    job.kind = kind;
    job.to = to;
    job.subject = subject;
    job.text = "A text.\n";
    job.attachments = attachments;
    job.split_large = split_at_kib != 0;
    job.split_at_kib = split_at_kib;
    return device.app->Submit(job);
  }

  JobId Send(std::string_view subject, std::span<ByteSource* const> sources = {}, JobKind kind = JobKind::kScanToMail,
             uint32_t split_at_kib = 0) {
    const std::string_view to[] = {"ito@contoso.example"};
    const Result<JobId> id = Submit(subject, to, sources, kind, split_at_kib);
    EXPECT_TRUE(id);
    return id.value_or(0);
  }

  static std::string Header(const std::string& mail, const std::string& name) {
    const size_t at = mail.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const size_t begin = at + 2 + name.size() + 2;
    return mail.substr(begin, mail.find("\r\n", begin) - begin);
  }

  int64_t RoundTripsOf(int64_t since) { return (device.board.clock.Now().ms - since) / (2 * kOneWayMs); }

  // `ms` pass.
  void Wait(int64_t ms) {
    device.RunUntil([] { return false; }, ms);
  }

  SmtpPeer peer;
  AppDevice device;
  AccountSettings settings;
};

}  // namespace tegami
