// SPDX-License-Identifier: MIT
// Queue and history on a fake chip, across reboots.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "fakes/crypto_setup.h"
#include "fakes/fake_device_key.h"
#include "fakes/fake_flash.h"
#include "job/job_queue.h"

namespace tegami {

// Octets that a test can point at.
class NoOctets final : public ByteSource {
 public:
  Result<Pulled> Pull(Bytes) override { return Pulled{.end = true}; }
  std::optional<uint64_t> Size() const override { return 0; }
  Status Rewind() override { return {}; }
};

class JobFlash {
 public:
  static constexpr FlashGeometry kGeometry{.sector_bytes = 64 * 1024, .sector_count = 16, .program_unit_bytes = 4};

  explicit JobFlash(const FlashGeometry& geometry = kGeometry) : flash(geometry) {}

  // A restart: monotonic time begins again, wall time does not.
  [[nodiscard]] Status Boot(std::optional<UtcTime> wall = FakeClock::kStart) {
    queue.reset();
    history.reset();
    flash.Reboot();
    store = std::make_unique<Store>(flash, key, CryptoSetup::Get().entropy);
    TEGAMI_TRY(store->Mount());
    history = std::make_unique<JobHistory>(*store);
    queue = std::make_unique<JobQueue>(*store);
    now = Instant{1000};
    history->Start();
    queue->Start(*history, now, wall);
    return {};
  }

  Status Add(JobId id, JobKind kind = JobKind::kScanToMail, size_t attachments = 0, AccountId account = kMailAccount) {
    const std::string_view to[] = {"ito@contoso.example", "sato@contoso.example"};
    std::vector<Attachment> files(attachments,
                                  {.source = &octets, .file_name = "scan.pdf", .media_type = "application/pdf"});
    MailJob job;
    job.kind = kind;
    job.account = account;
    job.to = std::span(to).first(1);
    job.bcc = std::span(to).last(1);
    const std::string subject = "Subject " + std::to_string(id);
    job.subject = subject;
    job.text = "A text.\n";
    job.attachments = files;
    return queue->Add(job, id, now, FakeClock::kStart);
  }

  std::vector<JobId> Waiting() const {
    std::vector<JobId> ids;
    for (const WaitingJob* job = queue->Before(UINT32_MAX); job != nullptr; job = queue->Before(job->id)) {
      ids.push_back(job->id);
    }
    return ids;
  }
  std::vector<JobId> Ended() {
    std::vector<JobId> ids;
    JobFacts facts;
    for (uint32_t sequence = history->end(); sequence > history->begin(); --sequence) {
      if (history->Read(sequence - 1, facts)) ids.push_back(facts.id);
    }
    return ids;
  }

  FakeFlash flash;
  FakeDeviceKey key;
  NoOctets octets;
  Instant now{1000};
  std::unique_ptr<Store> store;
  std::unique_ptr<JobHistory> history;
  std::unique_ptr<JobQueue> queue;
};

}  // namespace tegami
