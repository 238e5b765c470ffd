// SPDX-License-Identifier: MIT
// tegami send: to a server named on the command line, or with the sign-in of a store.
#include "app/message_id.h"
#include "app/pop_task.h"
#include "app/process_hooks.h"
#include "app/smtp_failure.h"
#include "mime/address.h"
#include "posix/tool/commands.h"

namespace tegami {
namespace {

alignas(16) std::array<std::byte, kTlsArenaBytes> tls_arena;

SmtpAuth AuthOf(const ToolArguments& arguments) {
  switch (arguments.auth) {
    case ToolAuth::kAuto:
      return arguments.token_file.empty() && arguments.password_file.empty() ? SmtpAuth::kNone : SmtpAuth::kAuto;
    case ToolAuth::kXoauth2: return SmtpAuth::kXoauth2;
    case ToolAuth::kOauthBearer: return SmtpAuth::kOauthBearer;
    case ToolAuth::kPlain: return SmtpAuth::kPlain;
    case ToolAuth::kLogin: return SmtpAuth::kLogin;
    case ToolAuth::kNone: return SmtpAuth::kNone;
  }
  return SmtpAuth::kNone;
}

// A secret from a file, without the line end at its end.
template <typename AnySecret>
bool ReadSecret(std::string_view path, AnySecret& secret) {
  if (path.empty()) return true;
  std::array<uint8_t, AnySecret::kCapacity + 2> octets;
  const Result<size_t> read = ReadWholeFile(path.data(), octets);
  size_t size = read.value_or(0);
  while (size > 0 && (octets[size - 1] == '\n' || octets[size - 1] == '\r')) --size;
  const bool good = read && size > 0 && secret.Assign(ConstBytes(octets).first(size));
  Wipe(octets);
  if (!good) Report::Complain(read ? "empty or too long: " : "cannot read ", path);
  return good;
}

// What SendDirect() holds while a mail is under way.
struct DirectMail {
  AccessToken token;
  Password password;
  AttachedFiles files;
  MimeMessage message;
  Text<kMessageIdMaxBytes> message_id;
  etl::vector<SmtpRecipient, kRecipientsMax> recipients;
  std::array<uint8_t, 16 * 1024> recipient_text;
  std::array<uint8_t, kSmtpWorkBytes> work;
  MailTarget target;
  Text<kPop3LineMaxBytes> pop_words;
};

bool FillTarget(const ToolArguments& arguments, DirectMail& mail) {
  if (!ReadSecret(arguments.token_file, mail.token) || !ReadSecret(arguments.password_file, mail.password))
    return false;
  MailTarget& target = mail.target;
  if (!ParseHostPort(arguments.smtp, target.server)) return false;
  switch (arguments.security.value_or(SecureConnection::kStartTls)) {
    case SecureConnection::kNone: target.security = SmtpSecurity::kNone; break;
    case SecureConnection::kTls: target.security = SmtpSecurity::kImplicit; break;
    case SecureConnection::kStartTls: target.security = SmtpSecurity::kStartTls; break;
  }
  target.verification = arguments.verify ? TlsVerification::kFull : TlsVerification::kNone;
  target.auth = arguments.pop.empty() ? AuthOf(arguments) : SmtpAuth::kNone;
  target.user = arguments.user;
  target.token = mail.token.RevealText();
  if (arguments.pop.empty()) target.password = mail.password.RevealText();
  target.allow_password_without_tls = arguments.allow_password_without_tls;
  target.binary = arguments.binary == BinaryTransfer::kOn ? SmtpBinary::kOn : SmtpBinary::kOff;
  target.timeout_cap_ms = arguments.timeout_ms.value_or(0);
  return true;
}

Status WriteMessage(const ToolArguments& arguments, ToolSession& session, DirectMail& mail) {
  MessageHeader header;
  header.from = arguments.from;
  header.to = {arguments.to.data(), arguments.to.size()};
  header.cc = {arguments.cc.data(), arguments.cc.size()};
  header.subject = arguments.subject;
  header.message_id = View(mail.message_id);
  header.date = session.clock().WallClock().value_or(UtcTime{});
  TEGAMI_TRY(session.platform().entropy.Fill(header.boundary_seed));
  return mail.message.writer().Begin(header, arguments.text, mail.files.attachments());
}

Status FillRecipients(const ToolArguments& arguments, DirectMail& mail) {
  for (const auto* list : {&arguments.to, &arguments.cc, &arguments.bcc}) {
    for (const std::string_view address : *list) {
      TEGAMI_TRY(CheckAddress(address));
      SmtpRecipient recipient;
      recipient.address = address;
      mail.recipients.push_back(recipient);
    }
  }
  return {};
}

std::string_view OutcomeName(SmtpMailOutcome outcome) {
  switch (outcome) {
    case SmtpMailOutcome::kAccepted: return "delivered";
    case SmtpMailOutcome::kPartial: return "partial";
    case SmtpMailOutcome::kUnknown: return "unknown";
    case SmtpMailOutcome::kNone:
    case SmtpMailOutcome::kRefused: return "failed";
  }
  return "failed";
}

ToolResult ResultOf(const MailResult& result, std::span<const SmtpRecipient> recipients) {
  ToolResult told;
  told.outcome = OutcomeName(result.outcome);
  told.cause = result.cause;
  told.reply = View(result.text);
  told.recipients = recipients;
  told.with_recipients = true;
  return told;
}

}  // namespace

bool AttachedFiles::Open(const ToolArguments& arguments) {
  for (const std::string_view path : arguments.attach) {
    FileSource& file = files_[attachments_.size()];
    if (!file.Open(path.data())) {
      Report::Complain("--attach: cannot read ", path);
      return false;
    }
    Attachment attachment;
    attachment.source = &file;
    attachment.file_name = FileNameOf(path);
    attachment.media_type = MediaTypeOf(attachment.file_name);
    attachments_.push_back(attachment);
  }
  return true;
}

namespace {

// POP before SMTP. What comes of it; kNone: the mail may be sent.
Cause LogInFirst(const ToolArguments& arguments, ToolSession& session, MailTask& task, DirectMail& mail) {
  AccountSettings settings;
  Endpoint server;
  if (!ParseHostPort(arguments.pop, server)) return Cause::kInvalidSetting;
  settings.pop_host = server.host;
  settings.pop_port = server.port;
  settings.security = arguments.security.value_or(SecureConnection::kStartTls);
  settings.verify_certificate = arguments.verify;
  settings.allow_password_without_tls = arguments.allow_password_without_tls;
  Platform& platform = session.platform();
  static PopTask pop(task.connection(), mail.work, session.tracer());
  pop.Begin(settings, arguments.user, mail.password.RevealText(), arguments.timeout_ms.value_or(0),
            platform.clock.Now());
  for (;;) {
    platform.network.Poll(platform.clock.Now());
    pop.Poll(platform.clock.Now());
    if (pop.done()) break;
    platform.network.WaitForEvent(Earlier(pop.wake_by(), platform.network.WakeBy()));
  }
  AssignCut(mail.pop_words, pop.words());
  pop.End(platform.clock.Now());
  return pop.cause();
}

int SendDirect(const ToolArguments& arguments, ToolSession& session, Report& report) {
  static DirectMail mail;
  Platform& platform = session.platform();
  if (!SetProcessHooks(platform.clock, platform.entropy, tls_arena)) {
    Report::Complain("the random generator or the TLS arena failed");
    return 1;
  }
  if (!mail.files.Open(arguments) || !FillTarget(arguments, mail)) return 2;
  if (!MakeNewMessageId(platform.entropy, arguments.from, mail.message_id)) return 1;
  Status written = FillRecipients(arguments, mail);
  if (written) written = WriteMessage(arguments, session, mail);
  if (!written) {
    Report::Complain("--from, --to, --cc, --bcc, --subject, --text or a file's name is not valid: ",
                     ErrorName(written.error()));
    return 2;
  }
  static TlsServices tls(platform.clock);
  static GivenRoots given(session.ca_files().certificates());
  if (!tls.roots.Add(given)) return 1;
  static MailTask task(platform.network, tls, mail.work, session.tracer());
  if (!arguments.pop.empty()) {
    const Cause cause = LogInFirst(arguments, session, task, mail);
    if (cause != Cause::kNone) {
      return report.Result({.outcome = "failed", .cause = cause, .reply = View(mail.pop_words)});
    }
  }
  SmtpEnvelope envelope;
  envelope.sender = arguments.from;
  envelope.recipients = {mail.recipients.data(), mail.recipients.size()};
  envelope.text_room = mail.recipient_text;
  task.Begin(mail.target, envelope, mail.message, platform.clock.Now());
  while (task.phase() != MailTask::Phase::kDone) {
    platform.network.Poll(platform.clock.Now());
    task.Poll(platform.clock.Now());
    if (task.phase() == MailTask::Phase::kDone) break;
    platform.network.WaitForEvent(Earlier(task.wake_by(), platform.network.WakeBy()));
  }
  const ToolResult result = ResultOf(task.result(), envelope.recipients);
  report.Result(result);
  task.End(platform.clock.Now());
  platform.network.Poll(platform.clock.Now());
  return ExitStatus(result);
}

int Refuse(Report& report, Cause cause) { return report.Result({.outcome = "failed", .cause = cause}); }

// Hands the mail to the app of a store. 0: `id` is its job; otherwise it was said why not.
int SubmitToStore(const ToolArguments& arguments, MailAppCore& app, const AttachedFiles& files, Report& report,
                  JobId& id) {
  MailJob job;
  job.to = {arguments.to.data(), arguments.to.size()};
  job.cc = {arguments.cc.data(), arguments.cc.size()};
  job.bcc = {arguments.bcc.data(), arguments.bcc.size()};
  job.subject = arguments.subject;
  job.text = arguments.text;
  job.attachments = files.attachments();
  const Result<AccountId> account = AccountOf(arguments, app.book(), false);
  if (!account) {
    Report::Complain("--account: no such user: ", arguments.account);
    return 2;
  }
  job.account = *account;
  job.split_large = arguments.split_at_kib != 0;
  job.split_at_kib = arguments.split_at_kib;
  const Result<JobId> submitted = app.Submit(job);
  const Cause cause = submitted ? Cause::kNone : CauseOfRefusedJob(submitted.error());
  if (cause != Cause::kNone) return Refuse(report, cause);
  if (!submitted) {
    Report::Complain("--to, --cc, --bcc, --subject, --text or a file's name is not valid: ",
                     ErrorName(submitted.error()));
    return 2;
  }
  id = *submitted;
  return 0;
}

// Its cause where the fax never became a job.
Cause SubmitFaxToStore(const ToolArguments& arguments, MailAppCore& app, const AttachedFiles& files, JobId& id) {
  const Result<JobId> submitted = app.SubmitFax({.number = arguments.fax, .document = files.attachments()[0].source});
  id = submitted.value_or(0);
  if (submitted) return Cause::kNone;
  if (submitted.error() == Error::kBadState) return Cause::kInvalidSetting;
  const Cause cause = CauseOfRefusedJob(submitted.error());
  return cause != Cause::kNone ? cause : Cause::kInvalidFaxNumber;
}

int SendFromStore(const ToolArguments& arguments, ToolSession& session, Report& report) {
  static AttachedFiles files;
  if (!files.Open(arguments)) return 2;
  int status = 0;
  MailAppCore* app = StartApp(arguments, session, status);
  if (app == nullptr) return status;
  if (arguments.binary) app->jobs().SetBinary(arguments.binary);
  JobId id = 0;
  if (arguments.fax.empty()) {
    if (const int refused = SubmitToStore(arguments, *app, files, report, id); refused != 0) return refused;
  } else if (const Cause cause = SubmitFaxToStore(arguments, *app, files, id); cause != Cause::kNone) {
    return Refuse(report, cause);
  }
  if (arguments.queue) return report.Result({.outcome = "queued"});
  app->jobs().SetOnly(id);  // what waits in the queue besides is not ours
  for (;;) {
    const Instant wake = app->Poll();
    if (app->jobs().Ended(id)) break;
    session.platform().network.WaitForEvent(wake);
  }
  const ToolResult result = ResultOf(app->jobs().last_result(), app->jobs().last_recipients());
  report.Result(result);
  app->Poll();  // ends the connection politely
  return ExitStatus(result);
}

}  // namespace

int RunSend(const ToolArguments& arguments, ToolSession& session, Report& report) {
  return arguments.smtp.empty() ? SendFromStore(arguments, session, report) : SendDirect(arguments, session, report);
}

}  // namespace tegami
