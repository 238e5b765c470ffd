// SPDX-License-Identifier: MIT
// The wishes that faces may utter. MailApp::Do() carries them out or says why not.
#pragma once

#include <optional>
#include <variant>

#include "tegami/base/bytes.h"
#include "tegami/base/time.h"
#include "tegami/mail_job.h"
#include "tegami/settings.h"

namespace tegami {

// Asks the provider for a code. Legal while signed in too: the old sign-in works until the new one is applied.
struct SignInCommand {
  AccountId account = kMailAccount;
};
// Forgets the code under way; a sign-in that has come and waits to be applied stays (DiscardSignInCommand).
struct CancelSignInCommand {};
// Makes the pending sign-in the account's own ([Set] in Web Config, [OK] at the panel).
struct ApplySignInCommand {
  std::optional<AccountId> account;  // nothing: the one that the snapshot's sign_in is about
};
// Forgets the pending sign-in; an older applied one goes on working.
struct DiscardSignInCommand {
  AccountId account = kMailAccount;
};
// Forgets the account's tokens.
struct SignOutCommand {
  AccountId account = kMailAccount;
};
struct SetAccountCommand {
  AccountId account = kMailAccount;
  const AccountSettings* settings = nullptr;
};
// Forgets a user of To My Email, with settings, sign-in and password.
//   kInvalidArgument  the account is not a user's
struct DeleteUserCommand {
  AccountId account = kFirstUserAccount;
};
struct SetDeviceCommand {
  const DeviceSettings* settings = nullptr;
};
// Sets the time of day by hand. What is wrong with a time, in words: CheckClock() of src/settings.
//   kInvalidArgument  before kEarliestPlausibleUtcSeconds or behind kLatestPlausibleUtcSeconds
//   kBadState         the settings name a time server: the time comes from there
//   kUnsupported      this board has no clock that could be set
struct SetClockCommand {
  UtcTime now;
};
// The account's password, or the client's secret; empty removes it. The caller wipes `value`.
struct SetPasswordCommand {
  AccountId account = kMailAccount;
  ConstBytes value;
};
struct SetClientSecretCommand {
  AccountId account = kMailAccount;
  ConstBytes value;
};
// The proxy for the OAuth endpoints; another host, port or user forgets the password.
struct SetProxyCommand {
  const ProxySettings* settings = nullptr;
};
// Its password; empty removes it. The caller wipes `value`.
struct SetProxyPasswordCommand {
  ConstBytes value;
};
// The collector of the event log.
struct SetLogServerCommand {
  const LogServerSettings* settings = nullptr;
};
// Who is told of what, and how a fax becomes a mail.
struct SetNotifyCommand {
  const NotifySettings* settings = nullptr;
};
struct SetFaxCommand {
  const FaxSettings* settings = nullptr;
};
// A CA certificate (DER) to be trusted besides the built-in roots. Snapshot::roots says why one was refused.
struct ImportCaCommand {
  ConstBytes certificate;
};
// Forgets an imported certificate.
struct RemoveCaCommand {
  uint32_t number = 0;
};
// A signed bundle of root certificates, in pieces of kRootPartBytes; the last one may be shorter.
struct AddRootsCommand {
  ConstBytes piece;
  bool first = false;
  bool last = false;
};
// Fetches the newest signed bundle from where the maker keeps it: no face says where.
struct FetchRootsCommand {};
struct RefreshCommand {
  AccountId account = kMailAccount;
};
// Tests the way to the account's mail server, step by step: Snapshot::test. It goes only where the settings point.
struct TestConnectionCommand {
  AccountId account = kMailAccount;
  bool send = false;  // also a mail, to the account itself
};
struct CancelJobCommand {
  JobId job = 0;
};
// Puts a mail into the queue that says which device, which account and what time it is.
struct TestMailCommand {
  AccountId account = kMailAccount;
  std::string_view to;  // empty: the account's own address
};
// Destroys all that the device keeps: settings, secrets, sign-ins, jobs, log. What is under way ends at once, then the
// app starts as new; the first entry of its log says who asked for it. Legal in every state, also where Start() refused
// the flash. The provider is not told: sign out first, where it is to be. No job refers to its attachments any more.
//   kIo  a sector did not erase, and all the rest did; or the flash is out of order, and nothing is reset
struct FactoryResetCommand {};
// The operator pressed Scan: firmware takes it by MailApp::TakeScanRequest().
struct RequestScanCommand {};

using Command = std::variant<SignInCommand, CancelSignInCommand, ApplySignInCommand, DiscardSignInCommand,
                             SignOutCommand, SetAccountCommand, DeleteUserCommand, SetDeviceCommand, SetClockCommand,
                             SetPasswordCommand, SetClientSecretCommand, SetProxyCommand, SetProxyPasswordCommand,
                             SetLogServerCommand, SetNotifyCommand, SetFaxCommand, ImportCaCommand, RemoveCaCommand,
                             AddRootsCommand, FetchRootsCommand, RefreshCommand, TestConnectionCommand,
                             CancelJobCommand, TestMailCommand, FactoryResetCommand, RequestScanCommand>;

}  // namespace tegami
