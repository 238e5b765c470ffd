// SPDX-License-Identifier: MIT
// Replies of Exchange Online by name, for faults ("named"). To add one: a line here. {tail} is the bracketed end that
// support asks for, {from} and {user} are the session's.

const kLong = 'x'.repeat(96);

export const kReplies = {
  auth_unsuccessful: '535 5.7.3 Authentication unsuccessful {tail}',
  smtp_auth_disabled_tenant:
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. {tail}',
  smtp_auth_disabled_mailbox:
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. {tail}',
  basic_auth_disabled: '535 5.7.139 Authentication unsuccessful, basic authentication is disabled. {tail}',
  security_defaults:
    "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. {tail}",
  credentials_incorrect: '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. {tail}',
  criteria_not_met:
    '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. {tail}',
  basic_auth_retired: '550 5.7.30 Basic authentication is not supported for Client Submission. {tail}',
  not_authenticated: '530 5.7.57 Client not authenticated to send mail. {tail}',
  token_will_expire: '501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon {tail}',
  send_as_denied: [
    '554 5.2.252 SendAsDenied; {user} not allowed to send as {from}; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; ',
    'Failed to process message due to a permanent exception with message [BeginDiagnosticData]Cannot submit message. 0.35250:C8130000, 1.36674:0A000000, ',
    `${Array.from({ length: 18 }, (_, i) => `${i}.${kLong}`).join(', ')}[EndDiagnosticData] {tail}`,
  ].join(''),
  no_send_permission: '550 5.7.60 SMTP; Client does not have permissions to send as this sender {tail}',
  too_many_connections:
    '432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. {tail}',
  sender_thread_limit: '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded {tail}',
  submission_rate: '421 4.4.2 Message submission rate for this client has exceeded the configured limit {tail}',
  daily_quota:
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception. {tail}',
  mailbox_full:
    '554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception. {tail}',
  mailbox_logon_failure:
    '430 4.2.0 STOREDRV; mailbox logon failure; Failed to process message due to a transient exception with message Cannot open mailbox. MapiExceptionLogonFailed {tail}',
  outbound_spam:
    '554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message due to a permanent exception. {tail}',
  proxy_failure: '451 4.7.0 Temporary server error. Please try again later. PRX4 {tail}',
  service_not_active: '421 4.3.2 Service not active {tail}',
  temporary_error: '421 4.3.111 Temporary server error. Please try again later {tail}',
  throttled: '451 4.7.500 Server busy. Please try again later from [203.0.113.5]. {tail}',
  too_large: '552 5.3.4 Message size exceeds fixed maximum message size',
  too_large_mailbox: '550 5.2.3 RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender {tail}',
  bad_outbound_sender: '550 5.1.8 Access denied, bad outbound sender AS(42004) {tail}',
  tenant_blocked: '550 5.7.705 Access denied, tenant has exceeded threshold {tail}',
  unregistered_domain: '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains {tail}',
  old_tls:
    '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. {tail}',
  starttls_unavailable: '454 4.7.0 TLS not available due to temporary reason',
  no_such_recipient: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup {tail}',
  too_many_recipients: '452 4.5.3 Too many recipients',
  binary_refused: '501 5.5.4 Invalid arguments: BODY=BINARYMIME is not supported here',
  binary_content_refused: '554 5.6.1 Body type not supported by remote host {tail}',
  conversion_failed: '554 5.6.3 Conversion required but not supported {tail}',
  bare_line_feeds: '550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds {tail}',
  bdat_refused: '502 5.3.3 Command not implemented',
  mixed_codes: ['250-2.0.0 first', '550 5.0.0 second'],
  multi_line_error: ['554-5.7.1 Your message was refused.', '554-5.7.1 Ask your administrator.', '554 5.7.1 {tail}'],
  wrong_class: '550 2.1.5 The class of this code contradicts the reply',
  very_long_line: `250 2.0.0 ${'a'.repeat(70_000)}`,
  no_text: '250',
  not_a_reply: 'HELLO there, this is no SMTP',
};
