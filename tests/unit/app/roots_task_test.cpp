// SPDX-License-Identifier: MIT
// Certificates that an administrator imports, and bundles that a face hands in.
#include "app/roots_task.h"

#include "unit/app/app_device.h"
#include "unit/bundles.h"

namespace tegami {
namespace {

class Roots : public testing::Test {
 protected:
  Cause Import(const std::vector<uint8_t>& der) {
    const Status done = device.app->Do(ImportCaCommand{der});
    const Cause cause = device.app->roots().facts().cause;
    EXPECT_EQ(done.has_value(), cause == Cause::kNone);
    return cause;
  }
  std::vector<std::string> Listed() {
    std::vector<std::string> names;
    CertificateSummary summary;
    for (uint32_t number = 0; device.app->roots().NextImported(number, summary); ++number) {
      names.emplace_back(View(summary.subject));
    }
    return names;
  }

  std::vector<uint8_t> key = MakerKey();
  MailAppOptions Options() {
    MailAppOptions options;
    options.roots_key = key;
    options.roots_url = "http://roots.contoso.example/newest";  // not https
    return options;
  }
  AppDevice device{Options()};
};

TEST_F(Roots, AreImportedListedAndRemoved) {
  EXPECT_EQ(Import(Certificate("root_ec")), Cause::kNone);
  EXPECT_EQ(Import(Certificate("inter_ec")), Cause::kNone);
  EXPECT_EQ(Listed(),
            (std::vector<std::string>{"CN=Test Root EC, O=Tegami Test", "CN=Test Intermediate EC, O=Tegami Test"}));
  EXPECT_TRUE(device.app->Do(RemoveCaCommand{0}));
  EXPECT_EQ(Listed(), std::vector<std::string>{"CN=Test Intermediate EC, O=Tegami Test"});
  EXPECT_EQ(device.app->Do(RemoveCaCommand{0}).error(), Error::kNotFound);
  device.app->Poll();
  EXPECT_EQ(device.app->snapshot().roots.imported, 1);
}

TEST_F(Roots, AreKeptOnceHoweverOftenTheyAreImported) {
  EXPECT_EQ(Import(Certificate("root_ec")), Cause::kNone);
  EXPECT_EQ(Import(Certificate("root_ec")), Cause::kNone);
  EXPECT_EQ(Import(Certificate("root_ec_other")), Cause::kNone) << "the same name, another key";
  EXPECT_EQ(Listed().size(), 2U);
}

TEST_F(Roots, ThatAreNoneAreRefusedWithTheReason) {
  std::vector<uint8_t> longer = Certificate("root_ec");
  longer.push_back(0);
  EXPECT_EQ(Import(Certificate("good_ec")), Cause::kCaNotAnAuthority);
  EXPECT_EQ(Import({1, 2, 3}), Cause::kCaNotACertificate);
  EXPECT_EQ(Import({}), Cause::kCaNotACertificate);
  EXPECT_EQ(Import(longer), Cause::kCaNotACertificate);
  EXPECT_EQ(Import(std::vector<uint8_t>(kImportedCaMaxBytes + 1)), Cause::kCaTooLarge);
  EXPECT_EQ(Import(Certificate("inter_expired")), Cause::kCaExpired);
  EXPECT_TRUE(Listed().empty());
}

TEST_F(Roots, OfAServerThatSignedForItselfAreTaken) { EXPECT_EQ(Import(Certificate("self_signed")), Cause::kNone); }

TEST_F(Roots, AreLimitedInNumber) {
  std::vector<uint8_t> der = Certificate("root_ec");
  for (size_t i = 0; i < kImportedCasMax; ++i) {
    der.back() = static_cast<uint8_t>(i);  // of its own signature, which nobody asks of a root
    ASSERT_EQ(Import(der), Cause::kNone);
  }
  EXPECT_EQ(Import(Certificate("root_rsa")), Cause::kCaTooMany);
  EXPECT_EQ(Import(der), Cause::kNone) << "one that is there already needs no room";
}

TEST_F(Roots, OfASignedBundleComeInPieces) {
  const std::vector<uint8_t> bundle = MakeBundle(4000000000U, "");
  RootsTask& roots = device.app->roots();
  for (size_t at = 0; at < bundle.size(); at += kRootPartBytes) {
    const ConstBytes piece = ConstBytes(bundle).subspan(at, std::min(kRootPartBytes, bundle.size() - at));
    const bool last = at + piece.size() == bundle.size();
    ASSERT_TRUE(device.app->Do(AddRootsCommand{.piece = piece, .first = at == 0, .last = last}));
    device.app->Poll();  // other work goes on between the pieces
  }
  ASSERT_TRUE(device.RunUntil([&] { return roots.facts().phase != RootsFacts::Phase::kChecking; }));
  EXPECT_EQ(roots.facts().phase, RootsFacts::Phase::kDone);
  EXPECT_TRUE(roots.facts().updated);
  EXPECT_EQ(roots.facts().version, 4000000000U);
  EXPECT_EQ(roots.facts().count, BuiltInRoots().index.size());
}

TEST_F(Roots, InPiecesOfAnotherLengthAreRefused) {
  const std::vector<uint8_t> piece(100);
  EXPECT_EQ(device.app->Do(AddRootsCommand{.piece = piece, .first = true}).error(), Error::kInvalidArgument);
}

TEST_F(Roots, AreNeverFetchedInClear) {
  EXPECT_EQ(device.app->Do(FetchRootsCommand{}).error(), Error::kInvalidArgument);
  EXPECT_EQ(device.app->roots().facts().cause, Cause::kRootsNoAddress);
  EXPECT_EQ(device.board.network.connections(), 0U);
}

}  // namespace
}  // namespace tegami
