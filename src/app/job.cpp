// SPDX-License-Identifier: MIT
// Copying a job in.
#include "app/job.h"

#include "codec/escape.h"
#include "mime/address.h"

namespace tegami {
namespace {

Status CheckOneLine(std::string_view text, size_t most) {
  if (text.size() > most) return Fail(Error::kTooLong);
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return Fail(Error::kInvalidCharacter);
  }
  return IsUtf8(text) ? Status{} : Fail(Error::kInvalidCharacter);
}

}  // namespace

void Job::Clear() {
  id = 0;
  used_ = 0;
  message_id.clear();
  addresses_.clear();
  attachments_.clear();
}

Status Job::Take(const MailJob& from, JobId new_id, Instant now) {
  Clear();
  if (from.to.size() + from.cc.size() + from.bcc.size() == 0) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(CheckOneLine(from.subject, kSubjectMaxBytes));
  if (from.text.size() > kMailTextMaxBytes || from.attachments.size() > kAttachmentsMax) return Fail(Error::kTooLong);
  if (!IsUtf8(from.text) || from.text.find('\0') != std::string_view::npos) return Fail(Error::kInvalidCharacter);
  TEGAMI_TRY(CopyAddresses(from.to, to_count_));
  TEGAMI_TRY(CopyAddresses(from.cc, cc_count_));
  TEGAMI_TRY(CopyAddresses(from.bcc, bcc_count_));
  TEGAMI_TRY(Copy(from.subject, subject_));
  TEGAMI_TRY(Copy(from.text, text_));
  for (const Attachment& attachment : from.attachments) {
    TEGAMI_TRY(CheckOneLine(attachment.file_name, kFileNameMaxBytes));
    if (attachment.source == nullptr) return Fail(Error::kInvalidArgument);
    Attachment copy;
    copy.source = attachment.source;
    TEGAMI_TRY(Copy(attachment.file_name, copy.file_name));
    TEGAMI_TRY(Copy(attachment.media_type, copy.media_type));
    attachments_.push_back(copy);
  }
  id = new_id;
  kind = from.kind;
  account = from.account;
  state = JobState::kWaiting;
  attempts = 0;
  token_refused = false;
  submitted = now;
  due = now;
  cause = Cause::kNone;
  return {};
}

Status Job::CopyAddresses(std::span<const std::string_view> from, size_t& count) {
  count = from.size();
  if (from.size() > addresses_.available()) return Fail(Error::kTooLong);
  for (const std::string_view address : from) {
    TEGAMI_TRY(CheckAddress(address));
    std::string_view copy;
    TEGAMI_TRY(Copy(address, copy));
    addresses_.push_back(copy);
  }
  return {};
}

Status Job::Copy(std::string_view from, std::string_view& into) {
  if (from.size() > storage_.size() - used_) return Fail(Error::kTooLong);
  char* at = storage_.data() + used_;
  if (!from.empty()) std::memcpy(at, from.data(), from.size());
  used_ += from.size();
  into = {at, from.size()};
  return {};
}

}  // namespace tegami
