// SPDX-License-Identifier: MIT
// The mail subsystem as firmware's main sees it: build it once, poll it, hand in jobs, read the snapshot.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "tegami/base/status.h"
#include "tegami/base/time.h"
#include "tegami/base/trace.h"
#include "tegami/command.h"
#include "tegami/event.h"
#include "tegami/fax_job.h"
#include "tegami/hal/platform.h"
#include "tegami/mail_job.h"
#include "tegami/snapshot.h"

namespace tegami {

// Certificates that are trusted besides the built-in roots and the imported ones. For demo and test images: a release
// image passes none (docs/security.md).
struct ExtraCertificate {
  ConstBytes der;  // must live as long as the app
};

struct MailAppOptions {
  Tracer* tracer = nullptr;
  int64_t timeout_cap_ms = 0;                // upper bound of every named time-out, for tests; 0: none
  EventActor actor = EventActor::kFirmware;  // who utters commands where Do() is not told
  std::string_view firmware_version;         // for the event log; static storage
  std::string_view start_reason;             // why the device starts ("power on", "watchdog"); empty: not known
  bool retry_jobs = true;                    // false: one attempt a job, for a caller that waits and reports
  std::span<const ExtraCertificate> extra_roots;
  ConstBytes roots_key;               // who signs root certificates (65 octets); empty: the build's TEGAMI_ROOTS_KEY
  std::string_view roots_url;         // where the newest are fetched from (https); empty: the build's TEGAMI_ROOTS_URL
  std::string_view scan_destination;  // where the panel's Scan key sends to; empty: no Scan key
};

// One thread. Nothing here blocks but flash (docs/storage.md: how many erases a call may take) and a step of a TLS
// handshake.
class MailApp {
 public:
  // Builds the app in the caller's static storage. Call once in a process: mbedTLS and cJSON have process-wide hooks.
  // `storage` has StorageBytes() or more, aligned to kStorageAlign, and lives for ever.
  static MailApp& Build(std::span<std::byte> storage, Platform& platform, const MailAppOptions& options);

  static size_t StorageBytes();

  // Such a block, for firmware that has no place of its own for it. It costs nothing where nobody calls this.
  static std::span<std::byte> StaticStorage();

  static constexpr size_t kStorageAlign = 16;

  // Self test, store, settings. On kRefused, kCorrupt and kUnsupported the app runs on, with defaults, and the snapshot
  // says why.
  //   kIo           flash, key store or entropy failed
  //   kRefused      the flash is another device's
  //   kUnsupported  the flash has another format or geometry
  //   kBadState     the self test of the cryptography failed: the app will not run
  [[nodiscard]] Status Start();

  // Does what can be done now; returns when it wants to be called again at the latest. Call it again sooner when the
  // network or the operator did something (Network::WaitForEvent does that).
  Instant Poll();

  // Takes a job. What it views may go when the call returns, but attachment sources must live until it has ended.
  //   kInvalidArgument   no recipient, an address that is none, an attachment without a source or a media type
  //   kInvalidCharacter  CR, LF or NUL in an address, the subject or a file name
  //   kTooLong           over a limit of config.h
  //   kBadState          to My Email without a recipient: the account has no address yet, its user must sign in first
  //   kBusy              the queue is full: kJobsQueuedMax jobs, or kJobSourcesMax attachments
  //   kNoSpace           the store is full
  //   kIo                the store refused
  // When it returns, the flash holds the job: it survives a power cut. Its attachments do not; see Reattach().
  [[nodiscard]] Result<JobId> Submit(const MailJob& job);

  // Offers the attachments of a job that waits since before the restart: as many as it had, in their order; names and
  // types are known. Within kJobReattachMs after Start(); then the job ends with kAttachmentGone.
  //   kNotFound         no such job waits for attachments
  //   kInvalidArgument  it had another number of them, or a source is missing
  //   kBusy             no places are left for so many
  [[nodiscard]] Status Reattach(JobId id, std::span<const Attachment> attachments);

  // The next jobs of the list, newest first: waiting ones and the history. Returns how many; fewer than `into` holds:
  // that was the last. Reads the flash: for a list that somebody looks at, page by page. A job that ends between two
  // calls may come twice.
  [[nodiscard]] size_t Jobs(JobCursor& cursor, std::span<JobFacts> into);

  // Takes a fax, as a job of the fax server's account; its result is the provider's answer to the mail.
  //   kInvalidCharacter, kInvalidArgument, kTooLong  no fax number (Cause::kInvalidFaxNumber), or no document
  //   kBadState  the fax settings make no mail address of it
  //   kBusy, kNoSpace, kIo  as Submit()
  [[nodiscard]] Result<JobId> SubmitFax(const FaxJob& fax);
  // What the provider takes: the document of the next SubmitFax() has this format.
  FaxFormat fax_format();

  // Something happened that people may want a mail about: NotifySettings say who, and how events are folded. Cheap
  // where nobody does. Jobs and sign-ins tell of themselves.
  void Notify(DeviceEvent event);

  // Carries out a wish of a face.
  //   kBadState         it makes no sense now (nothing to apply, no such job)
  //   kInvalidArgument  a setting is out of range
  //   kIo, kNoSpace     the store refused
  [[nodiscard]] Status Do(const Command& command);
  // The same for somebody: the event log says who.
  [[nodiscard]] Status Do(const Command& command, EventActor actor);

  // Tells the event log of something that the app does not see: log-ons, the panel's lock. Number and time are its own.
  void Note(const Event& event);

  // The newest event of the log with this number or a smaller one. Walk newest first from UINT32_MAX, then with
  // `number - 1`.
  //   kNotFound  there is none
  [[nodiscard]] Result<Event> ReadEvent(uint32_t number);

  // Valid until the next Poll().
  const Snapshot& snapshot() const;

  // Whether the operator pressed Scan since the last call.
  [[nodiscard]] bool TakeScanRequest();

 protected:
  MailApp() = default;
  ~MailApp() = default;
};

}  // namespace tegami
