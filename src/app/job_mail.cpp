// SPDX-License-Identifier: MIT
// From a job to a mail: its message, its parts, its limits, its envelope.
#include <charconv>

#include "app/job_runner.h"
#include "app/message_id.h"
#include "app/oauth_setup.h"
#include "oauth/provider_table.h"

namespace tegami {
namespace {

constexpr uint64_t kNoLimit = UINT64_MAX;
// Parts are measured as the first of many: a later one has a digit more, also in its Message-ID.
constexpr uint64_t kPartNumberRoom = 32;

SmtpSecurity SecurityOf(SecureConnection security) {
  switch (security) {
    case SecureConnection::kNone: return SmtpSecurity::kNone;
    case SecureConnection::kTls: return SmtpSecurity::kImplicit;
    case SecureConnection::kStartTls: return SmtpSecurity::kStartTls;
  }
  return SmtpSecurity::kStartTls;
}

bool WantsBinary(BinaryTransfer wish, MailService service) {
  switch (wish) {
    case BinaryTransfer::kOn: return true;
    case BinaryTransfer::kOff: return false;
    case BinaryTransfer::kAuto: return ProviderOf(service).binary_proved;
  }
  return false;
}

// Why a message could not be begun.
Cause CauseOfMessage(Error error) {
  const bool source = error == Error::kUnsupported || error == Error::kIo;
  return source ? Cause::kAttachmentGone : Cause::kInvalidAddress;
}

void AppendNumber(AnyText& text, uint64_t number) {
  std::array<char, 20> digits{};
  const char* end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  static_cast<void>(Append(text, {digits.data(), static_cast<size_t>(end - digits.data())}));
}

}  // namespace

// A user's own mailbox sends as its user, whatever else is set.
void JobRunner::ChooseSender() {
  const bool as_user = job_.mail().kind == JobKind::kToMyEmail || settings_.sender.empty();
  from_ = as_user ? user_ : settings_.sender;
}

void JobRunner::BeginMail(Instant now) {
  kept_back_ = false;
  ChooseSender();
  if (const Cause cause = PlanParts(); cause != Cause::kNone) {
    EndAttempt(cause, now);
    return;
  }
  if (const Status written = WriteMessage(job_.PartAttachments(), job_.PartSubject()); !written) {
    EndAttempt(CauseOfMessage(written.error()), now);
    return;
  }
  message_octets_ = message_.Size().value_or(0);
  message_.Tell(*this);
  FillEnvelope();
  FillTarget();
  SmtpEnvelope envelope;
  envelope.sender = View(from_);
  envelope.recipients = {recipients_.data(), recipients_.size()};
  envelope.text_room = recipient_text_;
  const bool same = connected_account_ == current_->account && connected_revision_ == attempt_revision_;
  octets_before_ = task_.octets_sent();
  if (!same || !task_.SubmitNext(target_, envelope, message_, now)) {
    octets_before_ = 0;
    task_.Begin(target_, envelope, message_, now);
  }
  connected_account_ = current_->account;
  connected_revision_ = attempt_revision_;
  stage_ = Stage::kSending;
}

// Before the first octet leaves, the flash knows that it did, and by which Message-ID: should the power go now, nobody
// can tell whether the mail arrived.
Status JobRunner::OnMailLeaves() {
  job_.progress.in_flight = true;
  const Status saved = queue_.Save(*current_, job_);
  kept_back_ = !saved;
  if (!saved) storage_failed_ = true;
  return saved;
}

// The first attempt makes it, every further one keeps it; each part has one of its own: "<hex.2@domain>".
Status JobRunner::MakeMessageId() {
  JobProgress& progress = job_.progress;
  if (progress.message_id.empty() && !MakeNewMessageId(entropy_, View(from_), progress.message_id)) {
    return Fail(Error::kIo);
  }
  part_message_id_ = progress.message_id;
  if (progress.part == 0) return {};
  const std::string_view whole = View(progress.message_id);
  const size_t at = whole.find('@');
  if (at == std::string_view::npos) return Fail(Error::kCorrupt);
  TEGAMI_TRY(Assign(part_message_id_, {whole.data(), at}));
  TEGAMI_TRY(Append(part_message_id_, "."));
  AppendNumber(part_message_id_, progress.part + 1U);
  return Append(part_message_id_, {whole.data() + at, whole.size() - at});
}

Status JobRunner::WriteMessage(std::span<const Attachment> attachments, std::string_view subject) {
  TEGAMI_TRY(MakeMessageId());
  const MailJob& mail = job_.mail();
  MessageHeader header;
  header.from = View(from_);
  header.from_name = View(settings_.sender_name);
  header.to = mail.to;
  header.cc = mail.cc;
  header.subject = subject;
  header.message_id = View(part_message_id_);
  header.date = clock_.WallClock();
  header.utc_offset_minutes = device_.utc_offset_minutes;
  header.auto_submitted = mail.kind == JobKind::kNotification;
  TEGAMI_TRY(entropy_.Fill(header.boundary_seed));
  TEGAMI_TRY(message_.writer().Begin(header, mail.text, attachments));
  return message_.Select(BodyEncoding::kBase64);
}

bool JobRunner::ShouldSendBinary() const {
  return WantsBinary(binary_.value_or(settings_.binary), settings_.service) && !notes_.binary_refused &&
         !notes_.chunking_refused;
}

// Whether what the server told of itself then is still taken for true.
bool JobRunner::IsFresh(std::optional<UtcTime> told) const {
  const std::optional<UtcTime> wall = clock_.WallClock();
  return wall && told && *told <= *wall && wall->seconds - told->seconds < kServerLimitTrustSeconds;
}

// What one mail may have, in octets: by the settings, and by what the server said within a day.
uint64_t JobRunner::SizeLimit() const {
  uint64_t limit = kNoLimit;
  if (settings_.message_max_kib != 0) limit = uint64_t{settings_.message_max_kib} * 1024;
  if (IsFresh(notes_.size_asked) && notes_.size_limit != 0) limit = std::min(limit, notes_.size_limit);
  return limit;
}

// Decides into which mails the job goes. kMessageTooLarge: into none, as far as is known before dialling.
Cause JobRunner::PlanParts() {
  JobProgress& progress = job_.progress;
  if (progress.part_count > 1) return Cause::kNone;  // the first parts may be delivered: the numbers stand
  const uint64_t limit = SizeLimit();
  const MailJob& mail = job_.mail();
  if (mail.split_large && mail.attachments.size() > 1) {
    const uint64_t wanted = mail.split_at_kib == 0 ? kNoLimit : uint64_t{mail.split_at_kib} * 1024;
    return PlanSplit(std::min(limit, wanted));
  }
  const Status written = WriteMessage(job_.attachments(), mail.subject);
  if (!written) return CauseOfMessage(written.error());
  if (ShouldSendBinary() && !message_.Select(BodyEncoding::kBinary)) return Cause::kAttachmentGone;
  const std::optional<uint64_t> size = message_.Size();
  return size && *size > limit ? RefuseSize(*size, limit) : Cause::kNone;
}

// As many attachments in each mail as go, in their order. Where a server would take them without base64 this is
// careful: it may not.
Cause JobRunner::PlanSplit(uint64_t limit) {
  JobProgress& progress = job_.progress;
  const size_t count = job_.attachments().size();
  progress.part_count = kJobPartsMax;  // so that a number is counted in
  uint8_t parts = 0;
  size_t first = 0;
  for (size_t end = 1; end <= count; ++end) {
    Result<uint64_t> size = MeasurePart(first, end);
    if (size && *size > limit && end - first > 1) {
      progress.part_ends[parts++] = static_cast<uint8_t>(end - 1);
      first = end - 1;
      size = MeasurePart(first, end);
    }
    if (!size || *size > limit) {
      progress.part_count = 1;
      return size ? RefuseSize(*size, limit) : CauseOfMessage(size.error());
    }
  }
  progress.part_ends[parts++] = static_cast<uint8_t>(count);
  progress.part_count = parts;
  return Cause::kNone;
}

// What a mail with these attachments has; one whose size nobody knows counts as nothing.
Result<uint64_t> JobRunner::MeasurePart(size_t first, size_t end) {
  const std::string_view subject = job_.PartSubject();
  TEGAMI_TRY(WriteMessage(job_.attachments().subspan(first, end - first), subject));
  const std::optional<uint64_t> size = message_.Size();
  return size ? *size + kPartNumberRoom : 0;
}

// With the numbers, in place of a server's words.
Cause JobRunner::RefuseSize(uint64_t size, uint64_t limit) {
  result_.text.clear();
  static_cast<void>(Append(result_.text, "size "));
  AppendNumber(result_.text, size);
  static_cast<void>(Append(result_.text, ", limit "));
  AppendNumber(result_.text, limit);
  return Cause::kMessageTooLarge;
}

// Those who have not got this part yet, as many as the server takes at once.
void JobRunner::FillEnvelope() {
  recipients_.clear();
  const bool limited = notes_.recipients_max != 0 && IsFresh(notes_.recipients_told);
  const size_t most = limited ? notes_.recipients_max : kRecipientsMax;
  for (size_t i = 0; i < job_.all_recipients().size() && recipients_.size() < most; ++i) {
    if (job_.progress.to[i] != RecipientState::kOpen) continue;
    SmtpRecipient recipient;
    recipient.address = job_.all_recipients()[i];
    recipients_.push_back(recipient);
  }
}

void JobRunner::FillTarget() {
  target_ = {};
  target_.server = MailServerOf(settings_);
  target_.security = SecurityOf(settings_.security);
  target_.verification = settings_.verify_certificate ? TlsVerification::kFull : TlsVerification::kNone;
  const bool without = settings_.auth == AuthMethod::kOff || settings_.auth == AuthMethod::kPopBeforeSmtp;
  target_.auth = without ? SmtpAuth::kNone : SmtpAuth::kAuto;
  target_.user = View(user_);
  target_.token = token_.RevealText();
  target_.password = password_.RevealText();
  target_.allow_password_without_tls = settings_.allow_password_without_tls;
  const bool binary = WantsBinary(binary_.value_or(settings_.binary), settings_.service);
  target_.binary = binary ? SmtpBinary::kOn : SmtpBinary::kOff;
  target_.refused_ways = {.binary = notes_.binary_refused, .chunking = notes_.chunking_refused};
  target_.timeout_cap_ms = timeout_cap_ms_;
}

}  // namespace tegami
