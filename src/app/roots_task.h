// SPDX-License-Identifier: MIT
// Keeps the device's roots: takes signed bundles from a face or from the maker's server, and an administrator's own
// certificates.
#pragma once

#include "app/added_roots.h"
#include "app/oauth_line.h"
#include "app/root_bundle_store.h"
#include "app/tls_services.h"
#include "oauth/flow.h"
#include "tegami/snapshot.h"
#include "trust/certificate.h"

namespace tegami {

// A request like those of the OAuth machines, so that it goes over the same line: the proxy and the time-outs are the
// same, and the line's buffer holds the pieces on their way to flash. The server's certificate is judged
// by the roots that count now.
class RootsTask final : public OauthFlow, private HttpBodySink {
 public:
  struct Options {
    ConstBytes maker_key;  // empty: the build's
    std::string_view url;  // empty: the build's
    int64_t timeout_cap_ms = 0;
  };

  RootsTask(Store& store, TlsServices& tls, OauthLine& line, const Options& options);

  // Reads what is stored. `mounted`: the store was; otherwise the built-in roots serve.
  void Start(bool mounted);

  // From a face: each piece has kRootPartBytes but the last.
  //   kInvalidArgument  a piece of another length
  //   kBadState         the first piece did not come first, or a bundle was refused: facts() say why
  //   kBusy             one is being fetched
  [[nodiscard]] Status Add(ConstBytes piece, bool first, bool last);

  // From the maker's server.
  //   kInvalidArgument  no https URL is known
  //   kBusy             one is being taken
  [[nodiscard]] Status Fetch();

  // A certificate (DER) of an administrator; one that is there already is not kept twice.
  //   kInvalidArgument  refused: facts().cause says why
  //   kIo, kNoSpace     the store refused
  [[nodiscard]] Status Import(ConstBytes certificate, std::optional<UtcTime> now);
  //   kNotFound  none has this number
  [[nodiscard]] Status Remove(uint32_t number);

  // The imported certificate with the smallest number that is `from` or more; the number is put into `from`.
  //   kNotFound  no more
  [[nodiscard]] Status NextImported(uint32_t& from, CertificateSummary& summary);

  void Poll(Instant now);
  Instant wake_by() const;
  const RootsFacts& facts() const { return facts_; }
  // Bundles that were taken or refused since the start.
  uint32_t updates_ended() const { return updates_ended_; }

  // OauthFlow, for the line.
  [[nodiscard]] Step Next() const override;
  [[nodiscard]] Status WriteRequest(Bytes room, HttpRequest& request, Instant now) override;
  void OnResponse(const HttpResponse& response, Instant now) override;
  void OnUnreachable(OauthOutage why, Instant now) override;
  void OnTick(Instant) override {}
  const OauthFailure& failure() const override;
  const char* state_name() const override { return "roots"; }

 private:
  bool OnBody(ConstBytes piece) override { return update_.Add(piece); }
  Cause JudgeImport(const CertificateSummary& summary, std::optional<UtcTime> now);
  void FailWith(Cause cause);
  void RenewFacts();

  Store& store_;
  TlsServices& tls_;
  OauthLine& line_;
  std::string_view url_;
  int64_t timeout_cap_ms_;
  ImportedRoots imported_;
  RootBundleStore bundle_;
  RootUpdate update_;
  Want want_ = Want::kNothing;
  RootsFacts facts_;
  uint32_t updates_ended_ = 0;
};

}  // namespace tegami
