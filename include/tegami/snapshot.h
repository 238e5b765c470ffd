// SPDX-License-Identifier: MIT
// The facts that faces may read. Plain data, renewed by MailApp::Poll(); holds no secret.
#pragma once

#include <array>
#include <optional>

#include "tegami/base/text.h"
#include "tegami/base/time.h"
#include "tegami/connection_test.h"
#include "tegami/error_codes.h"
#include "tegami/mail_job.h"
#include "tegami/settings.h"

namespace tegami {

enum class AccountState : uint8_t {
  kSignedOut,
  kWaitingForUser,      // a code is shown, or being fetched
  kSignedInNotApplied,  // signed in, [Set] not yet pressed
  kSignedIn,
  kAboutToLapse,    // the refresh token nears the end of its idle life
  kLinkExpired,     // 361
  kSignInAgain,     // 370
  kNoSignInNeeded,  // the account does not use OAuth 2.0
};

// A sign-in under way, or how the last one ended.
struct SignInFacts {
  enum class Phase : uint8_t { kNone, kAsking, kCodeShown, kConfirm, kDone, kFailed };
  Phase phase = Phase::kNone;
  AccountId account = kMailAccount;
  Text<kUserCodeMaxBytes> user_code;
  Text<kUrlMaxBytes> verification_uri;
  Text<kUrlMaxBytes> verification_uri_complete;  // empty where the provider has none
  Instant code_expires = kNever;
  int64_t code_life_ms = 0;
  Text<kMailAddressMaxBytes> signed_in_as;  // after kConfirm
  bool differs_from_sender = false;
  Cause cause = Cause::kNone;       // after kFailed
  Text<kErrorTextMaxBytes> detail;  // the provider's words, escaped
};

struct AccountFacts {
  AccountId id = kMailAccount;
  AccountState state = AccountState::kSignedOut;
  MailService service = MailService::kExchangeOnline;
  AuthMethod auth = AuthMethod::kOff;
  SecureConnection security = SecureConnection::kStartTls;
  bool verify_certificate = true;
  Text<kHostNameMaxBytes> smtp_host;
  uint16_t smtp_port = 0;
  Text<kMailAddressMaxBytes> account_name;  // who signed in, or the configured user
  Text<kMailAddressMaxBytes> sender;
  Text<kTenantMaxBytes> tenant;
  Text<kScopeMaxBytes> scope;
  std::optional<UtcTime> last_refresh;
  std::optional<UtcTime> last_mail;
  std::optional<int32_t> days_left;  // nothing where the provider does not say how long an unused sign-in lives
  Cause cause = Cause::kNone;        // what is wrong with it, if anything
  Text<kErrorTextMaxBytes> detail;
};

enum class JobState : uint8_t { kWaiting, kSending, kRetrying, kDelivered, kPartial, kFailed, kCancelled };

struct JobFacts {
  JobId id = 0;
  JobKind kind = JobKind::kScanToMail;
  JobState state = JobState::kWaiting;
  AccountId account = kMailAccount;
  uint16_t progress_permille = 0;
  uint8_t attempts = 0;
  uint8_t parts = 1;  // mails that it takes
  uint8_t parts_delivered = 0;
  // The connection was lost at the very end of an attempt, or the power: the mail may have arrived then, and again by a
  // later attempt, with the same Message-ID.
  bool may_be_twice = false;
  Text<kMailAddressMaxBytes> first_recipient;
  uint8_t attachments = 0;  // of a job that waits
  uint8_t recipients = 0;
  uint8_t recipients_refused = 0;
  std::optional<UtcTime> submitted;
  std::optional<UtcTime> due;  // of a job that is to be tried again: when
  std::optional<UtcTime> ended;
  Cause cause = Cause::kNone;
  Text<kJobReplyMaxBytes> reply;  // the server's words, escaped; or sizes that do not go together
};

// Whom the device trusts to sign servers' certificates, and how the last change of it went.
struct RootsFacts {
  enum class Phase : uint8_t { kIdle, kReceiving, kChecking, kDone, kFailed };
  Phase phase = Phase::kIdle;  // of a signed bundle that is being taken
  Cause cause = Cause::kNone;  // why the last bundle, or the last certificate, was refused
  bool updated = false;        // a signed bundle counts, in place of the built-in roots
  bool damaged = false;        // one is stored, but it is damaged: the built-in roots serve
  uint32_t version = 0;        // of those that count
  uint16_t count = 0;
  uint16_t imported = 0;  // certificates of the administrator
};

// Where a walk through the job list stands (MailApp::Jobs). A new one begins at the newest job.
struct JobCursor {
  JobId waiting_before = UINT32_MAX;
  uint32_t ended_before = UINT32_MAX;
};

// Jobs shown: the newest ones, waiting or ended. MailApp::Jobs() gives all.
inline constexpr size_t kJobsShownMax = 4;

struct Snapshot {
  uint32_t revision = 0;  // changes with anything below
  Language language = Language::kEnglish;
  bool link_up = false;
  std::optional<UtcTime> clock;
  int16_t utc_offset_minutes = 0;
  Text<45> address;  // the first IPv4 address, else the first IPv6 one
  AccountFacts mail;
  SignInFacts sign_in;
  RootsFacts roots;
  ConnectionTestFacts test;
  std::array<JobFacts, kJobsShownMax> jobs{};  // newest first
  uint8_t job_count = 0;
  uint8_t jobs_waiting = 0;                     // in the queue, the one being sent included
  uint16_t jobs_ended = 0;                      // in the history
  Text<kMailAddressMaxBytes> scan_destination;  // where the Scan key sends to; empty: no scanner here
  Cause store_trouble = Cause::kNone;
};

}  // namespace tegami
