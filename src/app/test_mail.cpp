// SPDX-License-Identifier: MIT
// The test mail's subject and text, in the device's language.
#include "app/test_mail.h"

#include "codec/date.h"
#include "text/ui_text.h"

namespace tegami {
namespace {

constexpr size_t kTestTextMaxBytes = 1024;

// "Device: Printer on the 3rd floor"
Status AppendLine(AnyText& text, TextKey label, std::string_view value, Language language) {
  if (value.empty()) return {};
  TEGAMI_TRY(Append(text, UiText(label, language)));
  TEGAMI_TRY(Append(text, ": "));
  TEGAMI_TRY(Append(text, value));
  return Append(text, "\n");
}

}  // namespace

Status SubmitTestMail(JobRunner& jobs, AccountBook& book, const TestMailCommand& wish, const DeviceSettings& device,
                      std::optional<UtcTime> wall, Instant now) {
  const Language language = device.language;
  Text<kMailAddressMaxBytes> account;
  const Status known = FindOwnAddress(book, wish.account, account);
  Text<kSubjectMaxBytes> subject;
  TEGAMI_TRY(Append(subject, UiText(TextKey::kKindTest, language)));
  if (!device.device_name.empty()) {
    TEGAMI_TRY(Append(subject, ": "));
    TEGAMI_TRY(Append(subject, View(device.device_name)));
  }
  Text<kTestTextMaxBytes> text;
  TEGAMI_TRY(Append(text, UiText(TextKey::kTestMailBody, language)));
  TEGAMI_TRY(Append(text, "\n\n"));
  TEGAMI_TRY(AppendLine(text, TextKey::kDevice, View(device.device_name), language));
  TEGAMI_TRY(AppendLine(text, TextKey::kAccount, View(account), language));
  if (wall) {
    TEGAMI_TRY(AppendLine(text, TextKey::kTime, View(FormatMailDate(*wall, device.utc_offset_minutes)), language));
  }
  const std::string_view to = wish.to.empty() ? View(account) : wish.to;
  if (to.empty()) return Fail(known ? Error::kBadState : known.error());
  MailJob job;
  job.kind = JobKind::kTestMail;
  job.account = wish.account;
  job.to = {&to, 1};
  job.subject = View(subject);
  job.text = View(text);
  const Result<JobId> id = jobs.Submit(job, now);
  return id ? Status{} : Fail(id.error());
}

}  // namespace tegami
