// SPDX-License-Identifier: MIT
// A job in RAM.
#include "job/job.h"

#include <charconv>

#include "codec/escape.h"
#include "mime/address.h"
#include "mime/media_type.h"

namespace tegami {
namespace {

Status CheckOneLine(std::string_view text, size_t most) {
  if (text.size() > most) return Fail(Error::kTooLong);
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return Fail(Error::kInvalidCharacter);
  }
  return IsUtf8(text) ? Status{} : Fail(Error::kInvalidCharacter);
}

Status CheckAll(std::span<const std::string_view> addresses, size_t& octets) {
  for (const std::string_view address : addresses) {
    TEGAMI_TRY(CheckAddress(address));
    octets += address.size();
  }
  return {};
}

}  // namespace

Cause CauseOfRefusedJob(Error error) {
  switch (error) {
    case Error::kBusy: return Cause::kQueueFull;
    case Error::kNoSpace: return Cause::kStorageFull;
    case Error::kIo: return Cause::kStorageFailed;
    default: return Cause::kNone;
  }
}

Status CheckJob(const MailJob& job) {
  const size_t recipients = job.to.size() + job.cc.size() + job.bcc.size();
  if (recipients == 0) return Fail(Error::kInvalidArgument);
  if (recipients > kRecipientsMax) return Fail(Error::kTooLong);
  TEGAMI_TRY(CheckOneLine(job.subject, kSubjectMaxBytes));
  if (job.text.size() > kMailTextMaxBytes || job.attachments.size() > kAttachmentsMax) return Fail(Error::kTooLong);
  if (!IsUtf8(job.text) || job.text.find('\0') != std::string_view::npos) return Fail(Error::kInvalidCharacter);
  size_t octets = job.subject.size() + job.text.size();
  for (const auto addresses : {job.to, job.cc, job.bcc}) TEGAMI_TRY(CheckAll(addresses, octets));
  for (const Attachment& attachment : job.attachments) {
    TEGAMI_TRY(CheckOneLine(attachment.file_name, kFileNameMaxBytes));
    if (attachment.source == nullptr || !IsMediaType(attachment.media_type)) return Fail(Error::kInvalidArgument);
    octets += attachment.file_name.size() + attachment.media_type.size();
  }
  return octets <= kJobTextBytes ? Status{} : Fail(Error::kTooLong);
}

void Job::Clear() {
  progress = {};
  mail_ = {};
  used_ = subject_kept_ = 0;
  addresses_.clear();
  attachments_.clear();
}

size_t Job::CountRecipients(RecipientState state) const {
  const auto* end = progress.to.begin() + addresses_.size();
  return static_cast<size_t>(std::count(progress.to.begin(), end, state));
}

std::span<const Attachment> Job::PartAttachments() const {
  const std::span<const Attachment> all(attachments_.data(), attachments_.size());
  if (progress.part_count <= 1) return all;
  const size_t first = progress.part == 0 ? 0 : progress.part_ends[progress.part - 1U];
  return all.subspan(first, progress.part_ends[progress.part] - first);
}

void Job::MeasureSubject() { subject_kept_ = FittingBytes(mail_.subject, kSubjectMaxBytes - kPartNumberMaxBytes); }

// The number is written behind the subject, which is the last text in the storage; a very long subject gives way.
std::string_view Job::PartSubject() {
  if (progress.part_count <= 1) return mail_.subject;
  std::array<char, kPartNumberMaxBytes> number{};
  char* end = number.data();
  *end++ = ' ';
  *end++ = '(';
  end = std::to_chars(end, number.end(), progress.part + 1).ptr;
  *end++ = '/';
  end = std::to_chars(end, number.end(), progress.part_count).ptr;
  *end++ = ')';
  const auto size = static_cast<size_t>(end - number.data());
  char* subject = storage_.data() + used_ - mail_.subject.size();
  std::memcpy(subject + subject_kept_, number.data(), size);
  return {subject, subject_kept_ + size};
}

Status Job::Copy(ConstBytes from, std::string_view& into) {
  if (from.size() > kJobTextBytes - used_) return Fail(Error::kCorrupt);
  char* at = storage_.data() + used_;
  if (!from.empty()) std::memcpy(at, from.data(), from.size());
  used_ += from.size();
  into = {at, from.size()};
  return {};
}

}  // namespace tegami
