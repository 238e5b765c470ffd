// SPDX-License-Identifier: MIT
// The loop, and the commands.
#include "app/mail_app_core.h"

#include <new>

#include "app/process_hooks.h"
#include "app/test_mail.h"
#include "crypto/self_test.h"
#include "settings/checks.h"

namespace tegami {
namespace {

alignas(16) std::array<std::byte, kTlsArenaBytes> tls_arena;

MailAppCore& CoreOf(MailApp* app) { return static_cast<MailAppCore&>(*app); }

}  // namespace

size_t MailApp::StorageBytes() { return sizeof(MailAppCore); }

std::span<std::byte> MailApp::StaticStorage() {
  alignas(MailAppCore) static std::array<std::byte, sizeof(MailAppCore)> app_storage;
  return app_storage;
}

MailApp& MailApp::Build(std::span<std::byte> storage, Platform& platform, const MailAppOptions& options) {
  return *new (storage.data()) MailAppCore(platform, options);
}

Status MailApp::Start() { return CoreOf(this).Start(); }
Instant MailApp::Poll() { return CoreOf(this).Poll(); }
Result<JobId> MailApp::Submit(const MailJob& job) { return CoreOf(this).Submit(job); }
Result<JobId> MailApp::SubmitFax(const FaxJob& fax) { return CoreOf(this).SubmitFax(fax); }
FaxFormat MailApp::fax_format() { return CoreOf(this).fax_format(); }
void MailApp::Notify(DeviceEvent event) { CoreOf(this).Notify(event); }
Status MailApp::Reattach(JobId id, std::span<const Attachment> attachments) {
  return CoreOf(this).Reattach(id, attachments);
}
size_t MailApp::Jobs(JobCursor& cursor, std::span<JobFacts> into) { return CoreOf(this).Jobs(cursor, into); }
Status MailApp::Do(const Command& command) { return CoreOf(this).Do(command); }
Status MailApp::Do(const Command& command, EventActor actor) { return CoreOf(this).Do(command, actor); }
void MailApp::Note(const Event& event) { CoreOf(this).Note(event); }
Result<Event> MailApp::ReadEvent(uint32_t number) { return CoreOf(this).ReadEvent(number); }
bool MailApp::TakeScanRequest() { return CoreOf(this).TakeScanRequest(); }
const Snapshot& MailApp::snapshot() const { return static_cast<const MailAppCore&>(*this).snapshot(); }

// A segment is a second of erasing at the worst: other work comes between.
constexpr int64_t kTidyStepMs = 5000;
constexpr int64_t kTidyLookMs = 60000;

Cause StoreCause(const Status& mounted) {
  if (mounted) return Cause::kNone;
  return mounted.error() == Error::kRefused ? Cause::kStorageForeign : Cause::kStorageFailed;
}

MailAppCore::MailAppCore(Platform& platform, const MailAppOptions& options, OauthLine* line)
    : platform_(platform),
      options_(options),
      given_line_(line),
      store_(platform.flash, platform.device_key, platform.entropy),
      book_(store_),
      clock_(platform.clock, book_),
      time_(platform.network, clock_),
      tls_(clock_),
      given_roots_(options.extra_roots),
      transport_(platform.network, tls_, book_, http_work_, options.tracer),
      tokens_(line != nullptr ? *line : transport_, clock_, book_, options.tracer),
      roots_(store_, tls_, tokens_.line(), {options.roots_key, options.roots_url, options.timeout_cap_ms}),
      jobs_(platform.network, tls_, clock_, platform.entropy, store_, book_, tokens_, smtp_work_, options.tracer),
      log_(store_, clock_),
      log_task_(platform.network, tls_, store_, log_, book_, smtp_work_),
      connection_test_(platform.network, clock_, book_, tokens_, jobs_, snapshot_.test),
      notify_(book_, jobs_, clock_) {}

Status MailAppCore::Start() {
  TEGAMI_TRY(SetProcessHooks(clock_, platform_.entropy, tls_arena));
  TEGAMI_TRY(CryptoSelfTest());
  if (!options_.extra_roots.empty()) TEGAMI_TRY(tls_.roots.Add(given_roots_));
  const Status mounted = store_.Mount();
  snapshot_.store_trouble = StoreCause(mounted);
  if (mounted) clock_.Start();
  if (mounted) BeginLog();
  roots_.Start(mounted.has_value());
  if (mounted) static_cast<void>(FinishStaged());
  if (mounted) TEGAMI_TRY(book_.LoadDevice(device_));
  tokens_.SetTimeoutCap(options_.timeout_cap_ms);
  jobs_.SetTimeoutCap(options_.timeout_cap_ms);
  log_task_.SetTimeoutCap(options_.timeout_cap_ms);
  connection_test_.SetTimeoutCap(options_.timeout_cap_ms);
  jobs_.SetRetry(options_.retry_jobs);
  jobs_.SetTime(&time_);
  if (mounted) jobs_.Start(clock_.Now());
  AssignCut(snapshot_.scan_destination, options_.scan_destination);
  ApplyDevice();
  if (mounted) tokens_.Start(clock_.Now());
  RenewSnapshot(clock_.Now());
  return mounted;
}

void MailAppCore::ApplyDevice() {
  tokens_.SetLanguage(device_.language);
  jobs_.SetDevice(device_);
  log_task_.SetSender(View(device_.network.host_name), options_.firmware_version);
  static_cast<void>(platform_.network.Configure(device_.network));
  time_.AskAnew();
  facts_stale_ = true;
}

Instant MailAppCore::Poll() {
  const Instant now = clock_.Now();
  platform_.network.Poll(now);
  PollClock(now);
  PollPanel(now);
  const SignInFacts::Phase phase_before = tokens_.facts().phase;
  const uint32_t changes_before = tokens_.changes();
  tokens_.Poll(now);
  if (tokens_.facts().phase != phase_before || tokens_.changes() != changes_before) facts_stale_ = true;
  if (refresh_wanted_) PollRefresh(now);
  roots_.Poll(now);
  jobs_.Poll(now);
  connection_test_.Poll(now);
  while (const std::optional<TokenEvent> trouble = tokens_.TakeEvent()) {
    LogTrouble(&log_, *trouble);
    notify_.NoteTrouble(*trouble, now);
  }
  notify_.Poll(device_, now);
  PollLog(phase_before, now);
  PollStore(now);
  RenewSnapshot(now);
  ShowPanel(now);
  Instant wake = Earlier(Earlier(tokens_.wake_by(), jobs_.wake_by()), log_task_.wake_by());
  wake = Earlier(wake, Earlier(roots_.wake_by(), connection_test_.wake_by()));
  wake = Earlier(wake, notify_.wake_by());
  if (time_.asking(now)) wake = Earlier(wake, time_.answer_until());
  wake = Earlier(wake, platform_.network.WakeBy());
  return Earlier(wake, next_facts_);
}

// Erases what a sign-out left on flash, a segment at a time, while no mail is on its way.
void MailAppCore::PollStore(Instant now) {
  if (now < next_tidy_ || !jobs_.idle()) return;
  if (staged_left_) static_cast<void>(FinishStaged());
  const Result<bool> more = store_.Tidy();
  next_tidy_ = After(now, more && *more ? kTidyStepMs : kTidyLookMs);
}

void MailAppCore::PollClock(Instant now) {
  const uint32_t doubted = tokens_.date_failures();
  if (std::exchange(dates_doubted_, doubted) != doubted) static_cast<void>(time_.DoubtDates(now));
  const uint32_t corrections = time_.corrections();
  if (time_.Poll(now)) facts_stale_ = true;
  if (time_.corrections() != corrections) tokens_.OnClockCorrected();
}

// Not inlined: the page, 6 KiB, is on the stack here, where little else is, and not below all that Poll() calls.
[[gnu::noinline]] void MailAppCore::ShowPanel(Instant now) {
  PanelPage page;
  panel_face_.Render(snapshot_, now, page);
  platform_.panel.Show(page);
}

void MailAppCore::PollPanel(Instant now) {
  while (const std::optional<PanelInput> input = platform_.panel.TakeInput()) {
    const std::optional<Command> command = panel_face_.OnInput(*input, snapshot_);
    if (command) static_cast<void>(Do(*command, EventActor::kPanel));
    facts_stale_ = true;
    RenewSnapshot(now);
  }
}

void MailAppCore::PollRefresh(Instant now) {
  const TokenService::TokenAnswer answer = tokens_.RequestToken(*refresh_wanted_, false, nullptr, now);
  if (!answer.ready && answer.cause == Cause::kNone) return;
  refresh_wanted_.reset();
  facts_stale_ = true;
}

Status MailAppCore::Do(const Command& command, EventActor actor) {
  facts_stale_ = true;
  actor_ = actor;
  const std::optional<Event> event = EventOf(command, actor, book_, {tokens_.facts(), clock_.WallClock()});
  // What was saved before must not overtake what is saved now.
  if (staged_left_ && event && event->kind == EventKind::kSettingsChanged) TEGAMI_TRY(FinishStaged());
  const Status done = std::visit([this](const auto& wish) { return Carry(wish); }, command);
  if (done && event) log_.Add(*event);
  return done;
}

Status MailAppCore::Carry(const CancelSignInCommand&) {
  tokens_.CancelSignIn(clock_.Now());
  return {};
}

Status MailAppCore::Carry(const ApplySignInCommand& c) {
  const Status applied = tokens_.Apply(c.account.value_or(tokens_.facts().account));
  return applied || applied.error() != Error::kNotFound ? applied : Fail(Error::kBadState);
}

Status MailAppCore::Carry(const DiscardSignInCommand& c) {
  const Status discarded = tokens_.Discard(c.account);
  return discarded || discarded.error() != Error::kNotFound ? discarded : Fail(Error::kBadState);
}

// Whether a sign-in under the settings of now would be bound to something else than one under `after`. Not inlined: the
// settings of now, 5 KiB, leave the stack before the new ones are saved.
[[gnu::noinline]] bool MailAppCore::TakesSignIn(AccountId account, const AccountSettings& after) {
  AccountSettings before;
  if (!book_.LoadSettings(account, before)) return true;
  return SecretsBoundToChange(before, after).sign_in;
}

Status MailAppCore::Carry(const SetAccountCommand& c) {
  if (c.settings == nullptr) return Fail(Error::kInvalidArgument);
  tls_.sessions.Clear();
  const bool secrets_go = TakesSignIn(c.account, *c.settings);
  const Status saved = book_.SaveSettings(c.account, *c.settings);
  if (saved) tokens_.OnSettingsChanged(c.account, secrets_go, clock_.Now());
  return saved;
}

Status MailAppCore::Carry(const DeleteUserCommand& c) {
  TEGAMI_TRY(book_.DeleteUser(c.account));
  tokens_.OnSettingsChanged(c.account, true, clock_.Now());
  return {};
}

Status MailAppCore::Carry(const SetDeviceCommand& c) {
  if (c.settings == nullptr) return Fail(Error::kInvalidArgument);
  TEGAMI_TRY(book_.SaveDevice(*c.settings));
  device_ = *c.settings;
  ApplyDevice();
  return {};
}

Status MailAppCore::Carry(const SetClockCommand& c) {
  const SettingProblem problem = CheckClock(device_, c.now);
  if (problem == SettingProblem::kNone) return clock_.SetWallClock(c.now);
  return Fail(problem == SettingProblem::kTimeServerSet ? Error::kBadState : Error::kInvalidArgument);
}

Status MailAppCore::Carry(const SetProxyCommand& c) {
  return c.settings != nullptr ? book_.SaveProxy(*c.settings) : Fail(Error::kInvalidArgument);
}

Status MailAppCore::Carry(const SetNotifyCommand& c) {
  return c.settings == nullptr ? Fail(Error::kInvalidArgument) : book_.SaveGroup(*c.settings);
}

Status MailAppCore::Carry(const SetFaxCommand& c) {
  return c.settings == nullptr ? Fail(Error::kInvalidArgument) : book_.SaveGroup(*c.settings);
}

Status MailAppCore::Carry(const RefreshCommand& c) {
  if (refresh_wanted_) return Fail(Error::kBusy);
  tokens_.ForceRefresh();
  refresh_wanted_ = c.account;
  return {};
}

Status MailAppCore::Carry(const TestMailCommand& c) {
  return SubmitTestMail(jobs_, book_, c, device_, clock_.WallClock(), clock_.Now());
}

Status MailAppCore::Carry(const RequestScanCommand&) {
  if (options_.scan_destination.empty()) return Fail(Error::kBadState);
  scan_requested_ = true;
  return {};
}

}  // namespace tegami
