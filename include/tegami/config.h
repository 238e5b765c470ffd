// SPDX-License-Identifier: MIT
// Every compile-time limit: its unit, its default, its reason. Change them here, nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tegami {

// --- Names and addresses -------------------------------------------------------------------------------------------

// RFC 1035 §2.3.4: a DNS name has 253 characters at most, a label 63.
inline constexpr size_t kHostNameMaxBytes = 253;
inline constexpr size_t kHostLabelMaxBytes = 63;
// RFC 5321 §4.5.3.1.3: a path has 256 octets with its brackets.
inline constexpr size_t kMailAddressMaxBytes = 254;
inline constexpr size_t kDisplayNameMaxBytes = 128;
// An endpoint of a provider. Microsoft's have 80 characters with a tenant's GUID; others, with realms, some 120. A
// device keeps two dozen of them.
inline constexpr size_t kUrlMaxBytes = 256;
// Recipients of one mail (To, Cc and Bcc). RFC 5321 §4.5.3.1.8: a server takes 100.
inline constexpr size_t kRecipientsMax = 100;
inline constexpr size_t kSubjectMaxBytes = 512;
inline constexpr size_t kMailTextMaxBytes = 4096;
inline constexpr size_t kFileNameMaxBytes = 255;
inline constexpr size_t kMediaTypeMaxBytes = 127;
inline constexpr size_t kAttachmentsMax = 16;
// A Message-ID with its brackets; RFC 5322 §2.1.1: a line has 998 octets.
inline constexpr size_t kMessageIdMaxBytes = 128;

// --- OAuth 2.0 -----------------------------------------------------------------------------------------------------

// JWTs with groups and claims grow to some 8 KiB; opaque consumer tokens have 1 to 2 KiB, refresh tokens too.
inline constexpr size_t kAccessTokenMaxBytes = 8192;
inline constexpr size_t kRefreshTokenMaxBytes = 4096;
inline constexpr size_t kIdTokenMaxBytes = 4096;
// A token response: three tokens, and 8 KiB for scope, what the provider adds and JSON around them.
inline constexpr size_t kHttpBodyMaxBytes = 24 * 1024;
// Microsoft sends many and long header fields.
inline constexpr size_t kHttpHeadMaxBytes = 16 * 1024;
inline constexpr size_t kHttpHeaderFieldsMax = 100;
inline constexpr size_t kDeviceCodeMaxBytes = 2048;
// Microsoft's have 8 or 9 characters; others may be longer.
inline constexpr size_t kUserCodeMaxBytes = 32;
inline constexpr size_t kClientIdMaxBytes = 128;
inline constexpr size_t kClientSecretMaxBytes = 256;
inline constexpr size_t kTenantMaxBytes = 253;
inline constexpr size_t kScopeMaxBytes = 512;
// error_description, cut for display.
inline constexpr size_t kErrorTextMaxBytes = 512;

// --- SMTP ----------------------------------------------------------------------------------------------------------

// RFC 5321 §4.5.3.1.4, CRLF included.
inline constexpr size_t kSmtpCommandLineMaxBytes = 512;
// Longest reply line kept. RFC 5321 §4.5.3.1.5 says 512; Exchange sends more in 5.2.252: the rest is dropped.
inline constexpr size_t kSmtpReplyLineMaxBytes = 1024;
// Octets of a whole reply kept for people.
inline constexpr size_t kSmtpReplyTextMaxBytes = 1024;
inline constexpr size_t kPasswordMaxBytes = 256;

// --- Network -------------------------------------------------------------------------------------------------------

// One outgoing mail and one token request at a time (Web Config adds its own later).
inline constexpr size_t kTcpStreamsMax = 4;
inline constexpr size_t kInterfacesMax = 2;
inline constexpr size_t kAddressesPerInterfaceMax = 4;
// Addresses of one name that are tried.
inline constexpr size_t kPeerAddressesMax = 8;
// A silent address is given up after this where another is left. RFC 8305 races them; in turn is enough for a printer.
inline constexpr int64_t kConnectAttemptMs = 5000;
// The whole of look-up and connect.
inline constexpr int64_t kConnectTimeoutMs = 60000;
// 2025-01-01T00:00:00Z: no such device existed before; an earlier clock is not set.
inline constexpr int64_t kEarliestPlausibleUtcSeconds = 1735689600;
// 2099-12-31T23:59:59Z: nobody means a later time who sets the clock by hand.
inline constexpr int64_t kLatestPlausibleUtcSeconds = 4102444799;

// --- Memory --------------------------------------------------------------------------------------------------------

// Two outgoing TLS sessions at once, and the access token of the mail. Measured (tests/qemu_memory): 61 KiB, with three
// RSA certificates, 80 names in the first, and tokens of the largest size.
inline constexpr size_t kTlsArenaBytes = 72 * 1024;
// What one JSON document may borrow of the same arena while it is read: a token response of kHttpBodyMaxBytes and its
// nodes. Its own connection is closed by then (oauth_transport.cpp), which gives more than that.
inline constexpr size_t kJsonMaxBytes = 26 * 1024;

// --- Store ---------------------------------------------------------------------------------------------------------

// The value of one record: an access token of 8 KiB; a refresh token with all that belongs to it.
inline constexpr size_t kRecordValueMaxBytes = 8192 + 256;
// Records at once; the index in RAM has 6 octets for each. 500 users with settings, sign-in and notes, 64 jobs, 500
// entries of the history, the event log, root certificates in parts, and tombstones.
inline constexpr size_t kRecordsMax = 2304;
// The log is cut into segments of one sector, or of as many small ones as make this.
inline constexpr uint32_t kSegmentMinBytes = 64 * 1024;

// --- Root certificates -----------------------------------------------------------------------------------------------

// A signed bundle, signature included: Mozilla's whole set has 170 KiB. It is taken and kept in parts.
inline constexpr size_t kRootBundleMaxBytes = 256 * 1024;
inline constexpr size_t kRootPartBytes = 8192;
// Certificates of a bundle: its index stands whole in the first part.
inline constexpr size_t kRootBundleCertificatesMax = 500;
// An administrator's own: an organization has a root or two and their successors.
inline constexpr size_t kImportedCasMax = 16;
// RSA keys of 8192 bits and long names stay below it.
inline constexpr size_t kImportedCaMaxBytes = 4096;

// --- Accounts ------------------------------------------------------------------------------------------------------

// Users of To My Email with a sign-in of their own.
inline constexpr size_t kUsersMax = 500;

// --- Proxy, fax, notifications, log server -------------------------------------------------------------------------

inline constexpr size_t kProxyUserMaxBytes = 64;
inline constexpr size_t kProxyPasswordMaxBytes = 128;
// Who is told of events.
inline constexpr size_t kNotifyAddressesMax = 5;
// Rounds of notifications: six an hour at the most, however often a tray is opened.
inline constexpr int64_t kNotifyGapMs = 10 * 60 * 1000;
// Notifications that wait in the queue at most: what happens meanwhile is counted, and told by the next one. A server
// that is away for a day leaves most of the queue to people's jobs.
inline constexpr size_t kNotifyJobsMax = 16;
// A notification that the queue had no room for is tried again after this.
inline constexpr int64_t kNotifyQueueRetryMs = 60 * 1000;
// ITU-T E.164: 15 digits; providers add prefixes, extensions and pauses.
inline constexpr size_t kFaxNumberMaxBytes = 64;
inline constexpr size_t kFaxTemplateMaxBytes = 254;

// --- Event log -----------------------------------------------------------------------------------------------------

// Names, changed fields or a peer's words in one event.
inline constexpr size_t kEventDetailMaxBytes = 120;
// Pages of 512 octets, each a record: some 700 events.
inline constexpr size_t kEventPagesMax = 96;

// --- Settings files ------------------------------------------------------------------------------------------------

// A file of exported settings: 3 KiB as a rule, 8 KiB where all texts are long. Its document has to fit the JSON arena.
inline constexpr size_t kSettingsFileMaxBytes = 16 * 1024;

// --- Jobs ----------------------------------------------------------------------------------------------------------

// Jobs that wait or are being sent: records on flash, 24 octets of RAM each.
inline constexpr size_t kJobsQueuedMax = 64;
// The texts of one job: addresses, subject, message, file names. One job is in RAM whole.
inline constexpr size_t kJobTextBytes = 5 * 1024;
// Attachments of all jobs that wait: where their octets come from is known in RAM alone.
inline constexpr size_t kJobSourcesMax = 128;
// A job that is split has a mail for each attachment at most.
inline constexpr size_t kJobPartsMax = kAttachmentsMax;
// Ended jobs that are remembered.
inline constexpr uint32_t kJobHistoryMax = 500;
// They lie in records of so many: a quarter of the octets that a record each would waste, and an eighth of the index.
inline constexpr uint32_t kJobHistoryPageEntries = 8;
// What the history keeps of an address.
inline constexpr size_t kJobHistoryAddressBytes = 80;
// After a restart, firmware may offer a job's attachments again for so long (MailApp::Reattach).
inline constexpr int64_t kJobReattachMs = 60 * 1000;
// A notification that has been due for so long no longer stands behind the jobs of people who wait at the device.
inline constexpr int64_t kJobPatienceMs = 10 * 60 * 1000;
// The SIZE that a server offered, and how many recipients it took, are taken for its limits, without asking again, for
// so long.
inline constexpr int64_t kServerLimitTrustSeconds = 24LL * 60 * 60;
// What a job list shows of the server's words.
inline constexpr size_t kJobReplyMaxBytes = 160;
// Octets on their way out of one SMTP session. A TLS record of the host has 16 KiB, of a board 4 KiB.
#ifdef TEGAMI_ON_BOARD
inline constexpr size_t kSmtpWorkBytes = 4 * 1024;
#else
inline constexpr size_t kSmtpWorkBytes = 16 * 1024;
#endif
// Pauses before the 2nd, 3rd, ... attempt; the last one goes on until a day has passed since the first.
inline constexpr int64_t kJobRetryPausesMs[] = {60000, 120000, 300000, 900000, 1800000, 3600000};
// A job that comes in while its account waits for the network or the server tries it after this at the latest: somebody
// stands at the device, and ten jobs are still one attempt a minute. What a server asks for, it gets whole.
inline constexpr int64_t kJobHoldMs = 60 * 1000;
// Accounts of which is known that they wait, besides the jobs that are there already.
inline constexpr size_t kJobHoldsMax = 8;
inline constexpr int64_t kJobGiveUpMs = 24LL * 60 * 60 * 1000;
// POP before SMTP: mail goes by a log-in as old as this without another. Servers let an address through for 10 to 30
// minutes, strict ones for less.
inline constexpr int64_t kPopLogInFreshMs = 3 * 60 * 1000;

// --- Panel ---------------------------------------------------------------------------------------------------------

inline constexpr size_t kPanelTextMaxBytes = 224;
inline constexpr size_t kPanelKeyLabelMaxBytes = 32;
inline constexpr size_t kPanelRowsMax = 12;
inline constexpr int64_t kPanelDrawMaxMs = 200;

}  // namespace tegami
