// SPDX-License-Identifier: MIT
// A fax becomes a mail job of the fax server's account.
#include "app/mail_app_core.h"
#include "job/fax_message.h"

namespace tegami {

Result<JobId> MailAppCore::SubmitFax(const FaxJob& fax) {
  if (fax.document == nullptr) return Fail(Error::kInvalidArgument);
  FaxMessage message;
  {
    FaxSettings settings;
    if (!book_.LoadGroup(settings)) return Fail(Error::kIo);
    TEGAMI_TRY(ComposeFax(settings, fax.number, View(device_.device_name), message));
  }
  const std::string_view to[] = {View(message.address)};
  Attachment document;
  document.source = fax.document;
  document.file_name = message.file_name;
  document.media_type = message.media_type;
  MailJob job;
  job.kind = JobKind::kFaxToMail;
  job.account = kFaxAccount;
  job.to = to;
  job.subject = View(message.subject);
  job.text = View(message.text);
  job.attachments = {&document, 1};
  const Result<JobId> submitted = Submit(job);
  // The number was good: it is the settings that make no address of it.
  const bool address = !submitted && CauseOfRefusedJob(submitted.error()) == Cause::kNone;
  return address ? Fail(Error::kBadState) : submitted;
}

FaxFormat MailAppCore::fax_format() {
  FaxSettings settings;
  static_cast<void>(book_.LoadGroup(settings));  // a store that fails leaves the default
  return settings.format;
}

}  // namespace tegami
