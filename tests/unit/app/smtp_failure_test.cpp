// SPDX-License-Identifier: MIT
// What a server says, and what people are told: Exchange Online's replies, a row each.
#include "app/smtp_failure.h"

#include <gtest/gtest.h>

namespace tegami {
namespace {

struct Row {
  SmtpStage stage;
  SmtpAnswer answer;
  const char* text;
  Cause cause;
  Retry retry;
};

const Row kRows[] = {
    {SmtpStage::kAuth,
     {535, {5, 7, 3}},
     "5.7.3 Authentication unsuccessful [HOST.PROD.OUTLOOK.COM 2026-03-01T09:00:00Z 08DE]",
     Cause::kAuthTokenRejected,
     Retry::kNever},
    {SmtpStage::kAuth,
     {535, {5, 7, 139}},
     "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
     "https://aka.ms/smtp_auth_disabled for more information.",
     Cause::kAuthDisabledTenant,
     Retry::kNever},
    {SmtpStage::kAuth,
     {535, {5, 7, 139}},
     "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit "
     "https://aka.ms/smtp_auth_disabled for more information.",
     Cause::kAuthDisabledMailbox,
     Retry::kNever},
    {SmtpStage::kAuth,
     {535, {5, 7, 139}},
     "5.7.139 Authentication unsuccessful, basic authentication is disabled.",
     Cause::kBasicAuthDisabled,
     Retry::kNever},
    {SmtpStage::kAuth,
     {535, {5, 7, 139}},
     "5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact "
     "your "
     "administrator.",
     Cause::kSecurityDefaults,
     Retry::kNever},
    {SmtpStage::kAuth,
     {535, {5, 7, 139}},
     "5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
     Cause::kAuthFailed,
     Retry::kNever},
    {SmtpStage::kAuth,
     {535, {5, 7, 139}},
     "5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. "
     "Contact your administrator.",
     Cause::kAuthPolicy,
     Retry::kNever},
    {SmtpStage::kAuth,
     {550, {5, 7, 30}},
     "5.7.30 Basic authentication is not supported for Client Submission.",
     Cause::kBasicAuthDisabled,
     Retry::kNever},
    {SmtpStage::kMail,
     {530, {5, 7, 57}},
     "5.7.57 Client not authenticated to send mail.",
     Cause::kAuthRequired,
     Retry::kNever},
    {SmtpStage::kMail,
     {535, {5, 7, 57}},
     "5.7.57 Client not authenticated to send mail.",
     Cause::kAuthRequired,
     Retry::kNever},
    {SmtpStage::kAuth,
     {501, {5, 5, 127}},
     "5.5.127 Invalid XOAUTH2 auth data - Token will expire soon",
     Cause::kAuthTokenRejected,
     Retry::kNever},
    {SmtpStage::kFinal,
     {554, {5, 2, 252}},
     "5.2.252 SendAsDenied; scanner@contoso.example not allowed to send as ceo@contoso.example; STOREDRV.Submission."
     "Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
     Cause::kSendAsDenied,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 60}},
     "5.7.60 SMTP; Client does not have permissions to send as this sender",
     Cause::kSendAsDenied,
     Retry::kNever},
    {SmtpStage::kFinal,
     {432, {4, 3, 2}},
     "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
     Cause::kTooManyConnections,
     Retry::kLater},
    {SmtpStage::kFinal,
     {432, {4, 3, 2}},
     "4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.",
     Cause::kTooManyConnections,
     Retry::kLater},
    {SmtpStage::kMail,
     {421, {4, 4, 2}},
     "4.4.2 Message submission rate for this client has exceeded the configured limit",
     Cause::kRateLimited,
     Retry::kLater},
    {SmtpStage::kFinal,
     {554, {5, 2, 0}},
     "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a "
     "permanent exception",
     Cause::kDailyQuota,
     Retry::kLater},
    {SmtpStage::kFinal,
     {554, {5, 2, 2}},
     "5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiException(Shutoff)QuotaExceeded",
     Cause::kMailboxFull,
     Retry::kNever},
    {SmtpStage::kFinal,
     {430, {4, 2, 0}},
     "4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Storage.Exception:ConnectionFailedPermanentException."
     "MapiExceptionLogonFailed",
     Cause::kMailboxLogon,
     Retry::kLater},
    {SmtpStage::kFinal,
     {554, {5, 2, 0}},
     "5.2.0 STOREDRV.Submission.Exception:OutboundSpamException",
     Cause::kSpamBlocked,
     Retry::kNever},
    {SmtpStage::kAuth,
     {451, {4, 7, 0}},
     "4.7.0 Temporary server error. Please try again later. PRX4",
     Cause::kAuthTemporary,
     Retry::kLater},
    {SmtpStage::kMail,
     {451, {4, 7, 0}},
     "4.7.0 Temporary server error. Please try again later. PRX4",
     Cause::kServerBusy,
     Retry::kLater},
    {SmtpStage::kGreeting, {421, {4, 3, 2}}, "4.3.2 Service not active", Cause::kServerBusy, Retry::kLater},
    {SmtpStage::kFinal, {451, {4, 3, 111}}, "4.3.111 Temporary server error", Cause::kServerBusy, Retry::kLater},
    {SmtpStage::kMail,
     {451, {4, 7, 500}},
     "4.7.500 Server busy. Please try again later",
     Cause::kServerBusy,
     Retry::kLater},
    {SmtpStage::kRcpt, {451, {4, 7, 699}}, "4.7.699 Server busy", Cause::kServerBusy, Retry::kLater},
    {SmtpStage::kFinal,
     {550, {5, 1, 90}},
     "5.1.90 Your message can't be sent because you've reached your daily limit",
     Cause::kDailyQuota,
     Retry::kLater},
    {SmtpStage::kFinal,
     {552, {5, 3, 4}},
     "5.3.4 Message size exceeds fixed maximum message size",
     Cause::kMessageTooLarge,
     Retry::kNever},
    {SmtpStage::kFinal, {550, {5, 2, 3}}, "5.2.3 Message too large", Cause::kMessageTooLarge, Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 1, 8}},
     "5.1.8 Access denied, bad outbound sender",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 501}},
     "5.7.501 Access denied, spam abuse detected",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 502}},
     "5.7.502 Access denied, banned sender",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 503}},
     "5.7.503 Access denied, banned sender",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 705}},
     "5.7.705 Access denied, tenant has exceeded threshold",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 708}},
     "5.7.708 Access denied, traffic not accepted from this IP",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kFinal,
     {550, {5, 7, 750}},
     "5.7.750 Client blocked from sending from unregistered domains",
     Cause::kSenderBlocked,
     Retry::kNever},
    {SmtpStage::kEhlo,
     {550, {5, 7, 67}},
     "5.7.67 TLS 1.0 and 1.1 are not supported by your organization",
     Cause::kTlsVersion,
     Retry::kNever},
    {SmtpStage::kEhlo,
     {421, {4, 7, 66}},
     "4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.",
     Cause::kTlsVersion,
     Retry::kNever},
    // Other servers, and what only the step of the dialogue tells.
    {SmtpStage::kFinal, {552, {}}, "Message exceeds size limit", Cause::kMessageTooLarge, Retry::kNever},
    {SmtpStage::kMail, {452, {4, 3, 1}}, "4.3.1 Insufficient system storage", Cause::kServerBusy, Retry::kLater},
    // What is refused for now is waited out, whatever else the words look like.
    {SmtpStage::kFinal,
     {452, {4, 2, 2}},
     "4.2.2 STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
     Cause::kServerBusy,
     Retry::kLater},
    {SmtpStage::kFinal, {451, {4, 7, 1}}, "4.7.1 OutboundSpamException, slow down", Cause::kServerBusy, Retry::kLater},
    {SmtpStage::kFinal, {451, {}}, "SendAsDenied, directory is not at hand", Cause::kServerBusy, Retry::kLater},
    {SmtpStage::kMail, {452, {4, 5, 3}}, "4.5.3 too many recipients", Cause::kServerBusy, Retry::kLater},
    {SmtpStage::kFinal, {451, {4, 3, 0}}, "4.3.0 SubmissionQuotaExceededException", Cause::kDailyQuota, Retry::kLater},
    {SmtpStage::kAuth,
     {454, {4, 7, 0}},
     "4.7.0 Temporary authentication failure",
     Cause::kAuthTemporary,
     Retry::kLater},
    {SmtpStage::kAuth,
     {432, {4, 7, 12}},
     "4.7.12 A password transition is needed",
     Cause::kAuthTemporary,
     Retry::kLater},
    {SmtpStage::kStartTls, {454, {4, 7, 0}}, "4.7.0 TLS not available", Cause::kStartTlsRefused, Retry::kLater},
    {SmtpStage::kMail, {550, {}}, "no", Cause::kSenderRefused, Retry::kNever},
    {SmtpStage::kFinal, {550, {}}, "no", Cause::kMessageRefused, Retry::kNever},
    {SmtpStage::kGreeting, {554, {}}, "no", Cause::kServerRefused, Retry::kNever},
};

TEST(SmtpFailures, HaveTheCauseThatTheServersWordsTell) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    SmtpFailure failure;
    failure.cause = row.answer.code == 421 ? SmtpCause::kServerClosing : SmtpCause::kReplied;
    failure.stage = row.stage;
    failure.answer = row.answer;
    const Cause cause = CauseOf(failure, row.text, true);
    EXPECT_STREQ(CauseIdentifier(cause), CauseIdentifier(row.cause));
    EXPECT_EQ(CauseRetry(cause), row.retry);
  }
}

TEST(SmtpFailures, SayThatAPasswordIsWrongWhereOneWasUsed) {
  SmtpFailure failure;
  failure.cause = SmtpCause::kReplied;
  failure.stage = SmtpStage::kAuth;
  failure.answer = {535, {5, 7, 8}};
  EXPECT_EQ(CauseOf(failure, "5.7.8 bad credentials", false), Cause::kAuthFailed);
  EXPECT_EQ(CauseOf(failure, "5.7.8 bad credentials", true), Cause::kAuthTokenRejected);
}

TEST(SmtpFailures, OfRecipientsAreTheRecipients) {
  EXPECT_EQ(CauseOfRecipient({550, {5, 1, 1}}, "5.1.1 no such user"), Cause::kRecipientRefused);
  EXPECT_EQ(CauseOfRecipient({552, {5, 2, 2}}, "5.2.2 mailbox full"), Cause::kRecipientRefused);
  EXPECT_EQ(CauseOfRecipient({450, {4, 2, 0}}, "4.2.0 greylisted"), Cause::kServerBusy);
  EXPECT_EQ(CauseOfRecipient({452, {4, 5, 3}}, "4.5.3 Too many recipients"), Cause::kServerBusy);
  EXPECT_EQ(CauseOfRecipient({550, {5, 5, 3}}, "5.5.3 Too many recipients"), Cause::kTooManyRecipients);
  EXPECT_EQ(CauseOfRecipient({552, {}}, "over quota"), Cause::kRecipientRefused);
  EXPECT_EQ(CauseOfRecipient({552, {5, 3, 4}}, "5.3.4 too large"), Cause::kMessageTooLarge);
  EXPECT_EQ(CauseOfRecipient({550, {5, 2, 3}}, "5.2.3 larger than this mailbox takes"), Cause::kMessageTooLarge);
}

}  // namespace
}  // namespace tegami
