// SPDX-License-Identifier: MIT
// What the panel shows and what its keys utter.
#include "panel/panel_face.h"

#include <gtest/gtest.h>

#include "unit/panel/panel_pages.h"

namespace tegami {
namespace {

constexpr Instant kNow{60000};

class Panel : public testing::Test {
 protected:
  std::optional<Command> Press(PanelKey key) { return face_.OnInput({.key = key}, snapshot_); }
  const PanelPage& Page(Instant now = kNow) {
    page_ = {};
    face_.Render(snapshot_, now, page_);
    return page_;
  }
  bool Shows(std::string_view text) {
    const PanelPage& page = Page();
    for (size_t i = 0; i < page.row_count; ++i) {
      for (const std::string_view part : {View(page.rows[i].label), View(page.rows[i].value)}) {
        if (part.find(text) != std::string_view::npos) return true;
      }
    }
    return View(page.title).find(text) != std::string_view::npos;
  }
  template <typename Wish>
  static bool Is(const std::optional<Command>& command) {
    return command && std::holds_alternative<Wish>(*command);
  }

  Snapshot snapshot_ = EverydaySnapshot(Language::kEnglish);
  PanelFace face_;
  PanelPage page_;
};

TEST_F(Panel, ShowsTheTimeOfTheZone) {
  EXPECT_EQ(Page().status, "22:05");
  snapshot_.utc_offset_minutes = -14 * 60;
  EXPECT_EQ(Page().status, "23:05");
  snapshot_.clock.reset();
  EXPECT_EQ(Page().status, "");
}

TEST_F(Panel, ChangesItsRevisionOnlyWithWhatIsShown) {
  const uint32_t revision = Page().revision;
  EXPECT_EQ(Page(After(kNow, 500)).revision, revision);
  snapshot_.clock = UtcTime{1795525501};
  EXPECT_EQ(Page().revision, revision) << "a second is not shown";
  snapshot_.clock = UtcTime{1795525560};
  EXPECT_NE(Page().revision, revision);
}

TEST_F(Panel, CountsTheCodeDownAndNeverBelowZero) {
  snapshot_.sign_in.phase = SignInFacts::Phase::kCodeShown;
  snapshot_.sign_in.user_code = "ABCD-EFGH";
  snapshot_.sign_in.code_expires = After(kNow, 61000);
  EXPECT_TRUE(Shows("1:01"));
  Page(After(kNow, 1));
  EXPECT_TRUE(Shows("ABCD-EFGH"));
  snapshot_.sign_in.code_expires = Instant{kNow.ms - 5000};
  EXPECT_TRUE(Shows("0:00"));
}

TEST_F(Panel, CodeIsShownBesideTheQrCode) {
  snapshot_.sign_in.phase = SignInFacts::Phase::kCodeShown;
  snapshot_.sign_in.user_code = "ABCD-EFGH";
  snapshot_.sign_in.verification_uri = "https://login.example/device";
  snapshot_.sign_in.verification_uri_complete = "https://login.example/device?user_code=ABCD-EFGH";
  const PanelPage& page = Page();
  int codes = 0;
  int pictures = 0;
  for (size_t i = 0; i < page.row_count; ++i) {
    codes += page.rows[i].kind == PanelRowKind::kCode && page.rows[i].label == "ABCD-EFGH" ? 1 : 0;
    pictures += page.rows[i].kind == PanelRowKind::kQr &&
                        View(page.rows[i].value) == View(snapshot_.sign_in.verification_uri_complete)
                    ? 1
                    : 0;
  }
  EXPECT_EQ(codes, 1);
  EXPECT_EQ(pictures, 1);
}

TEST_F(Panel, SignInKeyBeginsOneAndOpensItsPage) {
  EXPECT_TRUE(Is<SignInCommand>(Press(PanelKey::kSoft1)));
  EXPECT_EQ(Page().title, "Sign in");
}

TEST_F(Panel, SignInBegunElsewhereIsShownHereAndNotBegunAgain) {
  snapshot_.sign_in.phase = SignInFacts::Phase::kCodeShown;
  EXPECT_EQ(Page().title, "Sign in");
  Press(PanelKey::kBack);
  EXPECT_EQ(Page().title, "Mail");
}

TEST_F(Panel, EachPhaseOfASignInHasItsKeys) {
  struct Expectation {
    SignInFacts::Phase phase;
    bool begins_anew;
    bool applies;
    bool cancels;
    bool discards;
  };
  using Phase = SignInFacts::Phase;
  for (const Expectation& expected : {Expectation{Phase::kAsking, false, false, true, false},
                                      {Phase::kCodeShown, true, false, true, false},
                                      {Phase::kConfirm, false, true, false, true},
                                      {Phase::kFailed, true, false, false, false}}) {
    const auto press = [&](PanelKey key) {
      face_ = {};
      snapshot_.sign_in.phase = SignInFacts::Phase::kNone;
      Press(PanelKey::kSoft1);  // opens its page
      snapshot_.sign_in.phase = expected.phase;
      EXPECT_EQ(View(Page().title), "Sign in");
      return Press(key);
    };
    EXPECT_EQ(Is<SignInCommand>(press(PanelKey::kSoft1)), expected.begins_anew);
    EXPECT_EQ(Is<ApplySignInCommand>(press(PanelKey::kOk)), expected.applies);
    EXPECT_EQ(Is<DiscardSignInCommand>(press(PanelKey::kSoft3)), expected.discards);
    for (const PanelKey back : {PanelKey::kSoft4, PanelKey::kBack}) {
      EXPECT_EQ(Is<CancelSignInCommand>(press(back)), expected.cancels);
      EXPECT_EQ(View(Page().title), "Mail");
    }
  }
}

TEST_F(Panel, BackLeavesASignInThatWaitsToBeAppliedAndItCanBeOpenedAgain) {
  snapshot_.sign_in.phase = SignInFacts::Phase::kConfirm;  // as after a reboot
  snapshot_.sign_in.account = kFaxAccount;
  for (const PanelKey key : {PanelKey::kBack, PanelKey::kSoft4}) {
    EXPECT_EQ(Page().title, "Sign in");
    EXPECT_FALSE(Press(key));
    EXPECT_EQ(Page().title, "Mail") << "it does not come back by itself";
    EXPECT_FALSE(Press(PanelKey::kSoft1)) << "no new sign-in is begun";
  }
  EXPECT_EQ(Page().soft_keys[2], "Discard");
  const std::optional<Command> discard = Press(PanelKey::kSoft3);
  ASSERT_TRUE(Is<DiscardSignInCommand>(discard));
  EXPECT_EQ(std::get<DiscardSignInCommand>(*discard).account, kFaxAccount);
}

TEST_F(Panel, WarnsWhereTheAccountIsNotTheSender) {
  snapshot_.sign_in.phase = SignInFacts::Phase::kConfirm;
  EXPECT_FALSE(Shows("scanner@contoso.example"));
  snapshot_.sign_in.differs_from_sender = true;
  EXPECT_TRUE(Shows("scanner@contoso.example"));
}

TEST_F(Panel, ScanKeyIsThereWithAScannerOnly) {
  EXPECT_EQ(Page().soft_keys[1], "Scan");
  EXPECT_TRUE(Is<RequestScanCommand>(Press(PanelKey::kSoft2)));
  snapshot_.scan_destination.clear();
  EXPECT_TRUE(Page().soft_keys[1].empty());
  EXPECT_FALSE(Press(PanelKey::kSoft2));
}

TEST_F(Panel, OkScansAsTheScanKeyDoes) {
  EXPECT_TRUE(Is<RequestScanCommand>(Press(PanelKey::kOk)));
  EXPECT_FALSE(Press(PanelKey::kBack));
  EXPECT_FALSE(Press(PanelKey::kSoft4));
  EXPECT_EQ(Page().title, "Mail");
}

TEST_F(Panel, PageOfJobsIsLeftByBackAndDoesNothingElse) {
  for (const PanelKey back : {PanelKey::kBack, PanelKey::kSoft4}) {
    EXPECT_FALSE(Press(PanelKey::kSoft3));
    for (const PanelKey key : {PanelKey::kSoft1, PanelKey::kSoft2, PanelKey::kSoft3, PanelKey::kOk}) {
      EXPECT_FALSE(Press(key)) << "no scan and no sign-in begins here";
      EXPECT_EQ(Page().title, "Jobs");
    }
    EXPECT_FALSE(Press(back));
    EXPECT_EQ(Page().title, "Mail");
  }
}

TEST_F(Panel, SignInThatIsDoneIsClosedByAnyOfItsKeys) {
  for (const PanelKey key : {PanelKey::kOk, PanelKey::kSoft1, PanelKey::kSoft4, PanelKey::kBack}) {
    snapshot_.sign_in.phase = SignInFacts::Phase::kNone;
    Press(PanelKey::kSoft1);
    snapshot_.sign_in.phase = SignInFacts::Phase::kDone;
    EXPECT_EQ(Page().title, "Sign in");
    EXPECT_FALSE(Press(PanelKey::kSoft2));
    EXPECT_EQ(Page().title, "Sign in");
    EXPECT_FALSE(Press(key)) << "nothing is begun, applied or cancelled";
    EXPECT_EQ(Page().title, "Mail");
  }
}

TEST_F(Panel, FailedSignInIsTriedAgainForTheSameAccount) {
  Press(PanelKey::kSoft1);
  snapshot_.sign_in.phase = SignInFacts::Phase::kFailed;
  snapshot_.sign_in.account = kFaxAccount;
  const std::optional<Command> again = Press(PanelKey::kSoft1);
  ASSERT_TRUE(Is<SignInCommand>(again));
  EXPECT_EQ(std::get<SignInCommand>(*again).account, kFaxAccount);
}

TEST_F(Panel, FailedJobSaysCodeCauseAndRemedy) {
  snapshot_.jobs[0] = SomeJob(JobState::kFailed, Cause::kAuthTokenRejected);
  snapshot_.job_count = 1;
  EXPECT_TRUE(Shows("(" + std::to_string(CauseCode(Cause::kAuthTokenRejected)) + ")"));
  EXPECT_TRUE(Shows("refused the sign-in"));
  EXPECT_TRUE(Shows("licensed mailbox"));
}

TEST_F(Panel, SaysAsLongAsItLastsThatNobodyVerifies) {
  EXPECT_FALSE(Shows("verif"));
  snapshot_.mail.verify_certificate = false;
  const PanelPage& page = Page();
  bool warned = false;
  for (size_t i = 0; i < page.row_count; ++i) warned |= page.rows[i].kind == PanelRowKind::kWarning;
  EXPECT_TRUE(warned);
}

TEST_F(Panel, EveryPageHasRowsAndATitleInBothLanguages) {
  for (const Language language : {Language::kEnglish, Language::kJapanese}) {
    for (const NamedPage& shown : EveryPage(language)) {
      EXPECT_FALSE(shown.page.title.empty()) << shown.name;
      EXPECT_GT(shown.page.row_count, 0) << shown.name;
      for (size_t i = 0; i < shown.page.row_count; ++i) {
        const PanelRow& row = shown.page.rows[i];
        EXPECT_TRUE(row.kind == PanelRowKind::kProgress || !row.label.empty() || !row.value.empty()) << shown.name;
      }
    }
  }
}

}  // namespace
}  // namespace tegami
