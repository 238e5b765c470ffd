// SPDX-License-Identifier: MIT
// Which page is open and what the keys do there.
#include "panel/panel_face.h"

#include <utility>

#include "text/ui_text.h"

namespace tegami {
namespace {

// FNV-1a over what is shown: a page that did not change is not drawn again.
class PageHash {
 public:
  void Add(std::string_view text) {
    for (const char c : text) Mix(static_cast<uint8_t>(c));
    Mix(0);
  }
  void Mix(uint8_t octet) { hash_ = (hash_ ^ octet) * 16777619U; }
  uint32_t value() const { return hash_; }

 private:
  uint32_t hash_ = 2166136261U;
};

uint32_t HashOf(const PanelPage& page) {
  PageHash hash;
  hash.Add(View(page.title));
  hash.Add(View(page.status));
  for (size_t i = 0; i < page.row_count; ++i) {
    const PanelRow& row = page.rows[i];
    hash.Mix(static_cast<uint8_t>(row.kind));
    hash.Add(View(row.label));
    hash.Add(View(row.value));
    hash.Mix(static_cast<uint8_t>(row.number));
    hash.Mix(static_cast<uint8_t>(row.number >> 8U));
  }
  for (const auto& key : page.soft_keys) hash.Add(View(key));
  hash.Mix(static_cast<uint8_t>(page.selected_row));
  return hash.value();
}

bool SignInUnderWay(SignInFacts::Phase phase) {
  return phase == SignInFacts::Phase::kAsking || phase == SignInFacts::Phase::kCodeShown ||
         phase == SignInFacts::Phase::kConfirm;
}

}  // namespace

std::optional<Command> PanelFace::OnInput(PanelInput input, const Snapshot& snapshot) {
  switch (screen_) {
    case Screen::kHome: return OnHomeKey(input.key, snapshot);
    case Screen::kSignIn: return OnSignInKey(input.key, snapshot);
    case Screen::kJobs:
      if (input.key == PanelKey::kBack || input.key == PanelKey::kSoft4) screen_ = Screen::kHome;
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Command> PanelFace::OnHomeKey(PanelKey key, const Snapshot& snapshot) {
  if (key == PanelKey::kSoft1) {
    screen_ = Screen::kSignIn;
    if (SignInUnderWay(snapshot.sign_in.phase)) return std::nullopt;
    return SignInCommand{kMailAccount};
  }
  if ((key == PanelKey::kSoft2 || key == PanelKey::kOk) && !snapshot.scan_destination.empty()) {
    return RequestScanCommand{};
  }
  if (key == PanelKey::kSoft3) screen_ = Screen::kJobs;
  return std::nullopt;
}

std::optional<Command> PanelFace::OnSignInKey(PanelKey key, const Snapshot& snapshot) {
  const SignInFacts::Phase phase = snapshot.sign_in.phase;
  const bool back = key == PanelKey::kBack || key == PanelKey::kSoft4;
  switch (phase) {
    case SignInFacts::Phase::kConfirm:
      if (key == PanelKey::kSoft1 || key == PanelKey::kOk) return ApplySignInCommand{};
      if (key == PanelKey::kSoft3) {
        screen_ = Screen::kHome;
        return DiscardSignInCommand{snapshot.sign_in.account};
      }
      break;
    case SignInFacts::Phase::kCodeShown:
    case SignInFacts::Phase::kFailed:
      if (key == PanelKey::kSoft1) return SignInCommand{snapshot.sign_in.account};
      break;
    case SignInFacts::Phase::kDone:
    case SignInFacts::Phase::kNone:
      if (key == PanelKey::kOk || key == PanelKey::kSoft1) screen_ = Screen::kHome;
      break;
    case SignInFacts::Phase::kAsking: break;
  }
  if (!back) return std::nullopt;
  screen_ = Screen::kHome;
  // Only [Discard] ends a sign-in that waits to be applied: whoever leaves its page may come back.
  const bool code_under_way = SignInUnderWay(phase) && phase != SignInFacts::Phase::kConfirm;
  return code_under_way ? std::optional<Command>(CancelSignInCommand{}) : std::nullopt;
}

void PanelFace::Render(const Snapshot& snapshot, Instant now, PanelPage& page) {
  const SignInFacts::Phase phase = snapshot.sign_in.phase;
  if (phase != followed_phase_) {
    if (SignInUnderWay(phase)) screen_ = Screen::kSignIn;  // begun elsewhere: show it here too
    followed_phase_ = phase;
  }
  page_ = &page;
  RenderStatus(snapshot);
  switch (screen_) {
    case Screen::kHome: RenderHome(snapshot); break;
    case Screen::kSignIn: RenderSignIn(snapshot, now); break;
    case Screen::kJobs: RenderJobs(snapshot); break;
  }
  page_ = nullptr;
  const uint32_t hash = HashOf(page);
  if (std::exchange(shown_hash_, hash) != hash) ++revision_;
  page.revision = revision_;
}

void PanelFace::AddRow(PanelRowKind kind, std::string_view label, std::string_view value, uint16_t number) {
  if (page_->row_count == page_->rows.size()) return;
  PanelRow& row = page_->rows[page_->row_count++];
  row.kind = kind;
  AssignCut(row.label, label);
  AssignCut(row.value, value);
  row.number = number;
}

void PanelFace::SetSoftKeys(std::string_view first, std::string_view second, std::string_view third,
                            std::string_view fourth) {
  AssignCut(page_->soft_keys[0], first);
  AssignCut(page_->soft_keys[1], second);
  AssignCut(page_->soft_keys[2], third);
  AssignCut(page_->soft_keys[3], fourth);
}

}  // namespace tegami
