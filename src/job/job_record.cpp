// SPDX-License-Identifier: MIT
// A job's record: fields, the subject last.
#include "job/cause_name.h"
#include "job/job.h"
#include "store/fields.h"
#include "store/record.h"

namespace tegami {
namespace {

// On flash: never reuse a number.
enum JobTag : uint8_t {
  kId = 1,
  kKind = 2,
  kAccount = 3,
  kAttempts = 4,
  kUnknown = 5,
  kInFlight = 6,
  kPart = 7,
  kPartEnds = 8,  // an octet a part
  kCause = 9,     // its identifier
  kCauseRepeats = 10,
  kSubmitted = 11,
  kDue = 12,
  kMessageId = 13,
  kRecipientStates = 14,  // an octet each
  kTo = 15,
  kCc = 16,
  kBcc = 17,
  kFileName = 18,  // each followed by its kMediaType
  kMediaType = 19,
  kText = 20,
  kSubject = 21,
  kSplit = 22,
  kSplitAtKib = 23,
};

constexpr size_t kFieldHeadBytes = 3;
constexpr size_t kNumbersBytes = 13 * (kFieldHeadBytes + 8);
// Head, numbers, cause, Message-ID, parts, states of all recipients.
constexpr size_t kFixedBytes = kNumbersBytes + 64 + kFieldHeadBytes + kMessageIdMaxBytes + kFieldHeadBytes +
                               kJobPartsMax + kFieldHeadBytes + kRecipientsMax + 2 * kFieldHeadBytes;
static_assert(kFixedBytes + kJobTextBytes + kFieldHeadBytes * (kRecipientsMax + 2 * kAttachmentsMax) <=
              kRecordValueMaxBytes);

void TakeOctet(const FieldReader& fields, uint8_t& into, size_t most) {
  into = static_cast<uint8_t>(std::clamp<int64_t>(fields.Number(), 0, static_cast<int64_t>(most)));
}

void TakeProgress(FieldReader& fields, JobProgress& progress) {
  switch (fields.tag()) {
    case kId: progress.id = static_cast<JobId>(fields.Number()); return;
    case kAttempts: TakeOctet(fields, progress.attempts, UINT8_MAX); return;
    case kUnknown: TakeOctet(fields, progress.unknown, UINT8_MAX); return;
    case kInFlight: fields.TakeBool(progress.in_flight); return;
    case kPart: TakeOctet(fields, progress.part, kJobPartsMax - 1); return;
    case kPartEnds: progress.part_count = static_cast<uint8_t>(CopyBytes(progress.part_ends, fields.value())); return;
    case kCause: progress.cause = CauseNamed(AsText(fields.value())); return;
    case kCauseRepeats: TakeOctet(fields, progress.cause_repeats, UINT8_MAX); return;
    case kSubmitted: progress.submitted = UtcTime{fields.Number()}; return;
    case kDue: progress.due = UtcTime{fields.Number()}; return;
    case kMessageId: fields.TakeText(progress.message_id); return;
    case kRecipientStates:
      for (size_t i = 0; i < std::min(fields.value().size(), kRecipientsMax); ++i) {
        const uint8_t state = fields.value()[i];
        if (state <= static_cast<uint8_t>(RecipientState::kRefused)) {
          progress.to[i] = static_cast<RecipientState>(state);
        }
      }
      return;
    default: return;
  }
}

// What does not go together would send nothing, or outside of the attachments.
Status CheckParts(const JobProgress& progress, size_t attachments) {
  if (progress.part_count == 0) return Fail(Error::kCorrupt);
  if (progress.part_count == 1) return progress.part == 0 ? Status{} : Fail(Error::kCorrupt);
  if (progress.part >= progress.part_count) return Fail(Error::kCorrupt);
  size_t before = 0;
  for (size_t i = 0; i < progress.part_count; ++i) {
    if (progress.part_ends[i] <= before || progress.part_ends[i] > attachments) return Fail(Error::kCorrupt);
    before = progress.part_ends[i];
  }
  return {};
}

void WriteProgress(const JobProgress& progress, size_t recipients, FieldWriter& fields) {
  fields.PutNumber(kId, progress.id);
  fields.PutNumber(kAttempts, progress.attempts);
  if (progress.unknown != 0) fields.PutNumber(kUnknown, progress.unknown);
  if (progress.in_flight) fields.PutNumber(kInFlight, 1);
  if (progress.part_count > 1) {
    fields.PutNumber(kPart, progress.part);
    fields.Put(kPartEnds, ConstBytes(progress.part_ends).first(progress.part_count));
  }
  if (progress.cause != Cause::kNone) {
    fields.Put(kCause, AsBytes(CauseIdentifier(progress.cause)));
    fields.PutNumber(kCauseRepeats, progress.cause_repeats);
  }
  if (progress.submitted) fields.PutNumber(kSubmitted, progress.submitted->seconds);
  if (progress.due) fields.PutNumber(kDue, progress.due->seconds);
  if (!progress.message_id.empty()) fields.PutText(kMessageId, progress.message_id);
  const auto* end = progress.to.begin() + recipients;
  const bool any = std::any_of(progress.to.begin(), end, [](RecipientState s) { return s != RecipientState::kOpen; });
  if (!any) return;
  std::array<uint8_t, kRecipientsMax> states{};
  std::transform(progress.to.begin(), end, states.begin(), [](RecipientState s) { return static_cast<uint8_t>(s); });
  fields.Put(kRecipientStates, ConstBytes(states).first(recipients));
}

}  // namespace

size_t JobRecordBytes(const MailJob& job) {
  size_t octets = kFixedBytes + job.subject.size() + job.text.size();
  for (const auto addresses : {job.to, job.cc, job.bcc}) {
    for (const std::string_view address : addresses) octets += kFieldHeadBytes + address.size();
  }
  for (const Attachment& attachment : job.attachments) {
    octets += 2 * kFieldHeadBytes + attachment.file_name.size() + attachment.media_type.size();
  }
  return octets;
}

Result<size_t> WriteJob(const MailJob& job, const JobProgress& progress, Bytes into) {
  FieldWriter fields(into);
  fields.PutEnum(kKind, job.kind);
  fields.PutNumber(kAccount, job.account);
  WriteProgress(progress, job.to.size() + job.cc.size() + job.bcc.size(), fields);
  if (job.split_large) fields.PutNumber(kSplit, 1);
  if (job.split_at_kib != 0) fields.PutNumber(kSplitAtKib, job.split_at_kib);
  for (const std::string_view address : job.to) fields.Put(kTo, AsBytes(address));
  for (const std::string_view address : job.cc) fields.Put(kCc, AsBytes(address));
  for (const std::string_view address : job.bcc) fields.Put(kBcc, AsBytes(address));
  for (const Attachment& attachment : job.attachments) {
    fields.Put(kFileName, AsBytes(attachment.file_name));
    fields.Put(kMediaType, AsBytes(attachment.media_type));
  }
  fields.Put(kText, AsBytes(job.text));
  fields.Put(kSubject, AsBytes(job.subject));
  TEGAMI_TRY(fields.status());
  return fields.size();
}

Status ReadJobFacts(ConstBytes record, JobFacts& facts, JobProgress* into) {
  facts = {};
  JobProgress own;
  JobProgress& progress = into != nullptr ? *into : own;
  progress = {};
  FieldReader fields(record);
  while (fields.Next()) {
    switch (fields.tag()) {
      case kKind: fields.TakeEnum(facts.kind, JobKind::kTestMail); break;
      case kAccount: facts.account = static_cast<AccountId>(fields.Number()); break;
      case kTo:
      case kCc:
      case kBcc:
        if (facts.recipients == 0) AssignCut(facts.first_recipient, AsText(fields.value()));
        ++facts.recipients;
        break;
      case kFileName: ++facts.attachments; break;
      default: TakeProgress(fields, progress); break;
    }
  }
  TEGAMI_TRY(fields.status());
  if (progress.id == 0 || facts.recipients == 0 || facts.recipients > kRecipientsMax) return Fail(Error::kCorrupt);
  TEGAMI_TRY(CheckParts(progress, facts.attachments));
  facts.id = progress.id;
  facts.attempts = progress.attempts;
  facts.parts = progress.part_count;
  facts.parts_delivered = progress.part;
  facts.may_be_twice = progress.unknown != 0 || progress.in_flight;
  facts.submitted = progress.submitted;
  facts.due = progress.due;
  facts.cause = progress.cause;
  facts.state = progress.attempts == 0 ? JobState::kWaiting : JobState::kRetrying;
  facts.recipients_refused =
      static_cast<uint8_t>(std::count(progress.to.begin(), progress.to.end(), RecipientState::kRefused));
  return {};
}

Status Job::TakeField(uint8_t tag, ConstBytes value, std::array<size_t, 3>& counts) {
  switch (tag) {
    case kTo:
    case kCc:
    case kBcc:
      if (addresses_.full()) return Fail(Error::kCorrupt);
      ++counts[tag - kTo];
      addresses_.emplace_back();
      return Copy(value, addresses_.back());
    case kFileName:
      if (attachments_.full()) return Fail(Error::kCorrupt);
      attachments_.emplace_back();
      return Copy(value, attachments_.back().file_name);
    case kMediaType: return attachments_.empty() ? Fail(Error::kCorrupt) : Copy(value, attachments_.back().media_type);
    case kText: return Copy(value, mail_.text);
    case kSubject: return Copy(value, mail_.subject);
    default: return {};
  }
}

Status Job::Read(ConstBytes record) {
  Clear();
  std::array<size_t, 3> counts{};
  FieldReader fields(record);
  while (fields.Next()) {
    TakeProgress(fields, progress);
    if (fields.tag() == kKind) fields.TakeEnum(mail_.kind, JobKind::kTestMail);
    if (fields.tag() == kAccount) mail_.account = static_cast<AccountId>(fields.Number());
    if (fields.tag() == kSplit) fields.TakeBool(mail_.split_large);
    if (fields.tag() == kSplitAtKib) mail_.split_at_kib = static_cast<uint32_t>(fields.Number());
    TEGAMI_TRY(TakeField(fields.tag(), fields.value(), counts));
  }
  TEGAMI_TRY(fields.status());
  if (progress.id == 0 || addresses_.empty()) return Fail(Error::kCorrupt);
  TEGAMI_TRY(CheckParts(progress, attachments_.size()));
  MeasureSubject();
  const std::span<const std::string_view> all = all_recipients();
  mail_.to = all.first(counts[0]);
  mail_.cc = all.subspan(counts[0], counts[1]);
  mail_.bcc = all.last(counts[2]);
  mail_.attachments = {attachments_.data(), attachments_.size()};
  return {};
}

}  // namespace tegami
