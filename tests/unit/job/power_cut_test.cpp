// SPDX-License-Identifier: MIT
// The power goes at every flash operation of a job's life: it is in the queue or in the history, never in neither, and
// where it may have been sent already, that is known.
#include <functional>

#include "unit/job/job_flash.h"

namespace tegami {
namespace {

struct Step {
  const char* name;
  std::function<void(JobFlash&)> prepare;
  std::function<void(JobFlash&)> act;
  std::function<void(JobFlash&)> check;  // after the restart
};

bool IsWaiting(JobFlash& device, JobId id) { return device.queue->Find(id) != nullptr; }
size_t TimesEnded(JobFlash& device, JobId id) {
  const std::vector<JobId> ended = device.Ended();
  return static_cast<size_t>(std::count(ended.begin(), ended.end(), id));
}

void Mark(JobFlash& device) {
  Job job;
  if (!device.queue->Load(*device.queue->Find(2), job)) return;
  job.progress.in_flight = true;
  job.progress.attempts = 1;
  static_cast<void>(Assign(job.progress.message_id, "<0123456789abcdef@contoso.example>"));
  static_cast<void>(device.queue->Save(*device.queue->Find(2), job));
}

void End(JobFlash& device) {
  JobFacts facts;
  facts.id = 2;
  facts.state = JobState::kDelivered;
  static_cast<void>(device.history->Add(facts));
  device.queue->Remove(*device.queue->Find(2));
}

void AddTwo(JobFlash& device) {
  ASSERT_TRUE(device.Add(1));
  ASSERT_TRUE(device.Add(2));
}

std::vector<Step> Steps() {
  return {
      {"queue add", [](JobFlash& d) { ASSERT_TRUE(d.Add(1)); }, [](JobFlash& d) { static_cast<void>(d.Add(2)); },
       [](JobFlash& d) { EXPECT_EQ(TimesEnded(d, 2), 0U); }},
      {"being sent", AddTwo, Mark,
       [](JobFlash& d) {
         ASSERT_TRUE(IsWaiting(d, 2));
         Job job;
         ASSERT_TRUE(d.queue->Load(*d.queue->Find(2), job));
         EXPECT_EQ(job.progress.in_flight, !job.progress.message_id.empty()) << "both or neither";
       }},
      {"queue finish",
       [](JobFlash& d) {
         AddTwo(d);
         Mark(d);
       },
       End, [](JobFlash& d) { EXPECT_EQ(TimesEnded(d, 2) + (IsWaiting(d, 2) ? 1 : 0), 1U) << "one of the two"; }},
  };
}

TEST(JobPowerCut, LeavesAJobInTheQueueOrInTheHistory) {
  constexpr FlashGeometry kGeometries[] = {
      {.sector_bytes = 4096, .sector_count = 64, .program_unit_bytes = 1},
      {.sector_bytes = 65536, .sector_count = 4, .program_unit_bytes = 256},
  };
  uint64_t cuts = 0;
  for (const FlashGeometry& geometry : kGeometries) {
    for (const Step& step : Steps()) {
      CryptoSetup::Get().Reset();
      JobFlash prepared(geometry);
      ASSERT_TRUE(prepared.Boot());
      step.prepare(prepared);
      JobFlash counted(geometry);
      counted.flash.CopyFrom(prepared.flash);
      ASSERT_TRUE(counted.Boot());
      const uint64_t before = counted.flash.operations();
      step.act(counted);
      const uint64_t operations = counted.flash.operations() - before;
      ASSERT_GT(operations, 0U);
      for (uint64_t operation = 1; operation <= operations; ++operation) {
        for (const uint32_t octets : {0U, 20U, 60U, 300U}) {
          for (const CutStyle style : {CutStyle::kClean, CutStyle::kTorn, CutStyle::kScattered}) {
            SCOPED_TRACE(testing::Message() << step.name << ", operation " << operation << " of " << operations << ", "
                                            << octets << " octets, style " << static_cast<int>(style));
            JobFlash device(geometry);
            device.flash.CopyFrom(prepared.flash);
            ASSERT_TRUE(device.Boot());
            device.flash.SetPowerCut({.operation = operation, .octets = octets, .style = style, .seed = operation});
            step.act(device);
            ++cuts;
            ASSERT_TRUE(device.Boot());
            EXPECT_TRUE(IsWaiting(device, 1)) << "the bystander";
            step.check(device);
            // Nothing is left over that a second restart would find.
            const std::vector<JobId> waiting = device.Waiting();
            ASSERT_TRUE(device.Boot());
            EXPECT_EQ(device.Waiting(), waiting);
            if (testing::Test::HasFailure()) return;
          }
        }
      }
    }
  }
  std::printf("%llu power cuts\n", static_cast<unsigned long long>(cuts));
}

}  // namespace
}  // namespace tegami
