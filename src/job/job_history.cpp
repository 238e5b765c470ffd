// SPDX-License-Identifier: MIT
// The history's pages: the first entry's sequence number, then the entries, each a record within the record.
#include "job/job_history.h"

#include "job/cause_name.h"
#include "store/fields.h"

namespace tegami {
namespace {

// On flash: never reuse a number.
enum PageTag : uint8_t { kFirst = 1, kEntry = 2 };
enum EntryTag : uint8_t {
  kId = 1,
  kCounts = 2,  // octets, in the order of CountAt
  kAccount = 3,
  kSubmitted = 4,
  kEnded = 5,
  kCause = 6,
  kRecipient = 7,
  kReply = 8,
};
enum CountAt : uint8_t { kKind, kState, kAttempts, kRecipients, kRefused, kParts, kPartsDelivered, kTwice, kCountsEnd };

Status WriteEntry(const JobFacts& facts, FieldWriter& fields) {
  std::array<uint8_t, kCountsEnd> counts{};
  counts[kKind] = static_cast<uint8_t>(facts.kind);
  counts[kState] = static_cast<uint8_t>(facts.state);
  counts[kAttempts] = facts.attempts;
  counts[kRecipients] = facts.recipients;
  counts[kRefused] = facts.recipients_refused;
  counts[kParts] = facts.parts;
  counts[kPartsDelivered] = facts.parts_delivered;
  counts[kTwice] = facts.may_be_twice ? 1 : 0;
  fields.PutNumber(kId, facts.id);
  fields.Put(kCounts, counts);
  if (facts.account != kMailAccount) fields.PutNumber(kAccount, facts.account);
  if (facts.submitted) fields.PutNumber(kSubmitted, facts.submitted->seconds);
  if (facts.ended) fields.PutNumber(kEnded, facts.ended->seconds);
  if (facts.cause != Cause::kNone) fields.Put(kCause, AsBytes(CauseIdentifier(facts.cause)));
  Text<kJobHistoryAddressBytes> recipient;
  AssignCut(recipient, View(facts.first_recipient));
  fields.PutText(kRecipient, recipient);
  if (!facts.reply.empty()) fields.PutText(kReply, facts.reply);
  return fields.status();
}

void TakeCounts(ConstBytes value, JobFacts& facts) {
  std::array<uint8_t, kCountsEnd> counts{};
  CopyBytes(counts, value);
  if (counts[kKind] <= static_cast<uint8_t>(JobKind::kTestMail)) facts.kind = static_cast<JobKind>(counts[kKind]);
  if (counts[kState] <= static_cast<uint8_t>(JobState::kCancelled)) {
    facts.state = static_cast<JobState>(counts[kState]);
  }
  facts.attempts = counts[kAttempts];
  facts.recipients = counts[kRecipients];
  facts.recipients_refused = counts[kRefused];
  facts.parts = std::max<uint8_t>(counts[kParts], 1);
  facts.parts_delivered = counts[kPartsDelivered];
  facts.may_be_twice = counts[kTwice] != 0;
}

Status ReadEntry(ConstBytes entry, JobFacts& facts) {
  facts = {};
  FieldReader fields(entry);
  while (fields.Next()) {
    switch (fields.tag()) {
      case kId: facts.id = static_cast<JobId>(fields.Number()); break;
      case kCounts: TakeCounts(fields.value(), facts); break;
      case kAccount: facts.account = static_cast<AccountId>(fields.Number()); break;
      case kSubmitted: facts.submitted = UtcTime{fields.Number()}; break;
      case kEnded: facts.ended = UtcTime{fields.Number()}; break;
      case kCause: facts.cause = CauseNamed(AsText(fields.value())); break;
      case kRecipient: fields.TakeText(facts.first_recipient); break;
      case kReply: fields.TakeText(facts.reply); break;
      default: break;
    }
  }
  if (facts.state == JobState::kDelivered) facts.progress_permille = 1000;
  return fields.status();
}

}  // namespace

std::optional<uint32_t> JobHistory::FirstSequence(ConstBytes page, uint32_t* entries) {
  std::optional<uint32_t> first;
  *entries = 0;
  FieldReader fields(page);
  while (fields.Next()) {
    if (fields.tag() == kFirst) first = static_cast<uint32_t>(fields.Number());
    if (fields.tag() == kEntry) ++*entries;
  }
  return first;
}

void JobHistory::Start() {
  next_ = 0;
  for (auto index = store_.NextIndex(RecordKind::kJobHistory, 0); index;
       index = store_.NextIndex(RecordKind::kJobHistory, *index + 1)) {
    const Result<ConstBytes> page = store_.Open({RecordKind::kJobHistory, *index});
    if (!page) continue;
    uint32_t entries = 0;
    const std::optional<uint32_t> first = FirstSequence(*page, &entries);
    if (first) next_ = std::max(next_, *first + std::min(entries, kJobHistoryPageEntries));
  }
  recent_ = {};
  JobFacts facts;
  for (uint32_t sequence = next_; sequence > begin() && next_ - sequence < recent_.size(); --sequence) {
    if (Read(sequence - 1, facts)) recent_[(sequence - 1) % recent_.size()] = facts.id;
  }
}

Status JobHistory::Add(const JobFacts& facts) {
  const uint32_t first = next_ / kJobHistoryPageEntries * kJobHistoryPageEntries;
  size_t size = 0;
  if (next_ != first) {
    const Result<ConstBytes> page = store_.Open(PageRecord(next_));
    if (page && page->size() <= page_.size()) size = CopyBytes(page_, *page);
  }
  if (size == 0) {
    // A new page; or one that no longer opens, whose entries' numbers go with it.
    FieldWriter head{Bytes(page_)};
    head.PutNumber(kFirst, next_);
    size = head.size();
  }
  std::array<uint8_t, kEntryMaxBytes> entry{};
  FieldWriter inner(entry);
  TEGAMI_TRY(WriteEntry(facts, inner));
  FieldWriter outer(Bytes(page_).subspan(size));
  outer.Put(kEntry, ConstBytes(entry).first(inner.size()));
  TEGAMI_TRY(outer.status());
  TEGAMI_TRY(store_.Put(PageRecord(next_), ConstBytes(page_).first(size + outer.size())));
  recent_[next_ % recent_.size()] = facts.id;
  ++next_;
  return {};
}

Status JobHistory::Read(uint32_t sequence, JobFacts& facts) {
  if (sequence < begin() || sequence >= end()) return Fail(Error::kNotFound);
  const Result<ConstBytes> page = store_.Open(PageRecord(sequence));
  if (!page) return Fail(Error::kNotFound);
  uint32_t at = 0;
  FieldReader fields(*page);
  while (fields.Next()) {
    if (fields.tag() == kFirst) at = static_cast<uint32_t>(fields.Number());
    if (fields.tag() == kEntry && at++ == sequence) return ReadEntry(fields.value(), facts);
  }
  return Fail(Error::kNotFound);
}

bool JobHistory::HasJustEnded(JobId id) const { return std::find(recent_.begin(), recent_.end(), id) != recent_.end(); }

}  // namespace tegami
