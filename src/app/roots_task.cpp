// SPDX-License-Identifier: MIT
// Bundles on their way into the store, and imported certificates.
#include "app/roots_task.h"

#include <algorithm>

#include "tegami/plausible_time.h"

namespace tegami {
namespace {

const OauthFailure kNoFailure;

}  // namespace

RootsTask::RootsTask(Store& store, TlsServices& tls, OauthLine& line, const Options& options)
    : store_(store),
      tls_(tls),
      line_(line),
      url_(options.url.empty() ? RootBundleUrl() : options.url),
      timeout_cap_ms_(options.timeout_cap_ms),
      imported_(store),
      bundle_(store),
      update_(store, bundle_, options.maker_key.empty() ? RootBundleKey() : options.maker_key) {}

void RootsTask::Start(bool mounted) {
  tls_.roots.SetUpdated(bundle_);
  static_cast<void>(tls_.roots.Add(imported_));
  if (mounted) bundle_.Load(tls_.roots.built_in_version());
  RenewFacts();
}

void RootsTask::RenewFacts() {
  facts_.updated = bundle_.in_use();
  facts_.damaged = bundle_.damaged();
  facts_.version = facts_.updated ? bundle_.header().version : tls_.roots.built_in_version();
  facts_.count = static_cast<uint16_t>(facts_.updated ? bundle_.header().count : tls_.roots.built_in_count());
  facts_.imported = 0;
  for (auto index = store_.NextIndex(RecordKind::kImportedCa, 0); index;
       index = store_.NextIndex(RecordKind::kImportedCa, *index + 1)) {
    ++facts_.imported;
  }
}

void RootsTask::FailWith(Cause cause) {
  update_.Abort(cause);
  ++updates_ended_;
  facts_.cause = cause;
  facts_.phase = RootsFacts::Phase::kFailed;
  RenewFacts();
}

// --- Bundles

Status RootsTask::Add(ConstBytes piece, bool first, bool last) {
  if (want_ == Want::kRequest || want_ == Want::kResponse) return Fail(Error::kBusy);
  if (piece.size() > kRootPartBytes || (piece.size() < kRootPartBytes && !last)) return Fail(Error::kInvalidArgument);
  if (first) {
    update_.Begin(tls_.roots.built_in_version());
    facts_.cause = Cause::kNone;
    facts_.phase = RootsFacts::Phase::kReceiving;
  }
  if (update_.phase() == RootUpdate::Phase::kReceiving && update_.Add(piece) && last) update_.End();
  if (update_.phase() == RootUpdate::Phase::kFailed) FailWith(update_.cause());
  const bool taken =
      update_.phase() == RootUpdate::Phase::kReceiving || update_.phase() == RootUpdate::Phase::kChecking;
  return taken ? Status() : Fail(Error::kBadState);
}

Status RootsTask::Fetch() {
  const bool busy = want_ == Want::kRequest || want_ == Want::kResponse ||
                    update_.phase() == RootUpdate::Phase::kReceiving || update_.phase() == RootUpdate::Phase::kChecking;
  if (busy) return Fail(Error::kBusy);
  if (!ParseUrl(url_, UrlRule::kHttps)) {
    FailWith(Cause::kRootsNoAddress);
    return Fail(Error::kInvalidArgument);
  }
  update_.Begin(tls_.roots.built_in_version());
  facts_.cause = Cause::kNone;
  facts_.phase = RootsFacts::Phase::kReceiving;
  want_ = Want::kRequest;
  if (update_.phase() == RootUpdate::Phase::kFailed) {  // no key: nothing needs to be fetched
    want_ = Want::kFailed;
    FailWith(update_.cause());
  }
  return {};
}

void RootsTask::Poll(Instant now) {
  if (want_ == Want::kRequest && line_.idle()) line_.Begin(*this, false, now);
  // Somebody else's request may have pushed ours aside.
  if (want_ == Want::kResponse && line_.flow() != this) {
    want_ = Want::kFailed;
    FailWith(Cause::kCancelled);
  }
  if (update_.phase() != RootUpdate::Phase::kChecking) return;
  facts_.phase = RootsFacts::Phase::kChecking;
  if (update_.CheckSome()) return;
  if (update_.phase() == RootUpdate::Phase::kFailed) {
    FailWith(update_.cause());
    return;
  }
  // What was trusted by the old roots is to be judged anew.
  tls_.sessions.Clear();
  bundle_.Load(tls_.roots.built_in_version());
  facts_.phase = RootsFacts::Phase::kDone;
  ++updates_ended_;
  RenewFacts();
}

Instant RootsTask::wake_by() const {
  const bool can_go_on = update_.phase() == RootUpdate::Phase::kChecking || (want_ == Want::kRequest && line_.idle());
  return can_go_on ? Instant{} : kNever;
}

OauthFlow::Step RootsTask::Next() const { return {.want = want_}; }

// None of OAuth's: facts() say how it went.
const OauthFailure& RootsTask::failure() const { return kNoFailure; }

Status RootsTask::WriteRequest(Bytes room, HttpRequest& request, Instant now) {
  static_cast<void>(room);
  static_cast<void>(now);
  if (want_ != Want::kRequest) return Fail(Error::kBadState);
  const Result<Url> url = ParseUrl(url_, UrlRule::kHttps);
  if (!url) return Fail(url.error());
  request = {};
  request.url = *url;
  request.accept = "application/octet-stream, */*;q=0.1";
  request.sink = this;
  request.piece_bytes = kRootPartBytes;
  request.timeout_cap_ms = timeout_cap_ms_;
  want_ = Want::kResponse;
  return {};
}

void RootsTask::OnResponse(const HttpResponse& response, Instant now) {
  static_cast<void>(now);
  want_ = Want::kDone;
  if (response.status != 200) {
    FailWith(Cause::kRootsNotServed);
    return;
  }
  update_.End();
  if (update_.phase() == RootUpdate::Phase::kFailed) FailWith(update_.cause());
}

void RootsTask::OnUnreachable(OauthOutage why, Instant now) {
  static_cast<void>(why);
  static_cast<void>(now);
  want_ = Want::kFailed;
  // The update's own verdict first: it ends the exchange.
  if (update_.phase() == RootUpdate::Phase::kFailed) {
    FailWith(update_.cause());
  } else if (update_.received_bytes() != 0) {
    FailWith(Cause::kRootsTruncated);
  } else {
    FailWith(line_.cause() == Cause::kIdentityServiceAnswer ? Cause::kRootsNotServed : line_.cause());
  }
}

// --- Imported certificates

Cause RootsTask::JudgeImport(const CertificateSummary& summary, std::optional<UtcTime> now) {
  // A server that signed for itself may be trusted alone (ChainCheck); it can vouch for nobody else.
  if (!summary.authority && !summary.self_issued) return Cause::kCaNotAnAuthority;
  return IsPlausible(now) && summary.not_after < *now ? Cause::kCaExpired : Cause::kNone;
}

Status RootsTask::Import(ConstBytes certificate, std::optional<UtcTime> now) {
  CertificateSummary summary;
  facts_.cause = Cause::kNone;
  if (certificate.size() > kImportedCaMaxBytes) {
    facts_.cause = Cause::kCaTooLarge;
  } else if (const Status read = ReadCertificate(certificate, summary); !read) {
    facts_.cause = read.error() == Error::kNoMemory ? Cause::kOutOfMemory : Cause::kCaNotACertificate;
  } else {
    facts_.cause = JudgeImport(summary, now);
  }
  if (facts_.cause != Cause::kNone) return Fail(Error::kInvalidArgument);
  uint32_t free = 0;
  size_t count = 0;
  for (auto index = store_.NextIndex(RecordKind::kImportedCa, 0); index;
       index = store_.NextIndex(RecordKind::kImportedCa, *index + 1)) {
    const Result<ConstBytes> stored = store_.Open({RecordKind::kImportedCa, *index});
    if (stored && std::ranges::equal(*stored, certificate)) return {};
    if (*index == free) ++free;
    ++count;
  }
  if (count >= kImportedCasMax) {
    facts_.cause = Cause::kCaTooMany;
    return Fail(Error::kInvalidArgument);
  }
  const Status kept = store_.Put({RecordKind::kImportedCa, free}, certificate);
  facts_.cause = kept ? Cause::kNone : Cause::kStorageFailed;
  tls_.sessions.Clear();
  RenewFacts();
  return kept;
}

Status RootsTask::Remove(uint32_t number) {
  facts_.cause = Cause::kNone;
  const RecordId id{RecordKind::kImportedCa, number};
  if (!store_.Contains(id)) return Fail(Error::kNotFound);
  TEGAMI_TRY(store_.Remove(id));
  // A session that this certificate vouched for is not to be resumed.
  tls_.sessions.Clear();
  RenewFacts();
  return {};
}

Status RootsTask::NextImported(uint32_t& from, CertificateSummary& summary) {
  const auto index = store_.NextIndex(RecordKind::kImportedCa, from);
  if (!index) return Fail(Error::kNotFound);
  from = *index;
  summary = {};
  const Result<ConstBytes> stored = store_.Open({RecordKind::kImportedCa, *index});
  // One that no longer opens is listed without a name, so that it can be removed.
  if (stored) static_cast<void>(ReadCertificate(*stored, summary));
  return {};
}

}  // namespace tegami
