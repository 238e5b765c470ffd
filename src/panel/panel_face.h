// SPDX-License-Identifier: MIT
// The operator panel: makes a page of the snapshot, and commands of keys.
#pragma once

#include <optional>

#include "tegami/command.h"
#include "tegami/hal/panel.h"
#include "tegami/snapshot.h"

namespace tegami {

// Drive: OnInput() for each key, then Render() once a loop.
// Holds which page is open; everything shown comes from the snapshot.
class PanelFace {
 public:
  // The wish that a key utters, if it utters one.
  std::optional<Command> OnInput(PanelInput input, const Snapshot& snapshot);

  // Fills an empty page with what is to be seen now, and follows what happened (a sign-in that ended, a job that
  // began).
  void Render(const Snapshot& snapshot, Instant now, PanelPage& page);

 private:
  enum class Screen : uint8_t { kHome, kSignIn, kJobs };

  void RenderHome(const Snapshot& snapshot);
  void RenderSignIn(const Snapshot& snapshot, Instant now);
  void RenderCode(const Snapshot& snapshot, Instant now);
  void RenderJobs(const Snapshot& snapshot);
  void RenderStatus(const Snapshot& snapshot);
  void RenderJob(const JobFacts& job, Language language);

  std::optional<Command> OnHomeKey(PanelKey key, const Snapshot& snapshot);
  std::optional<Command> OnSignInKey(PanelKey key, const Snapshot& snapshot);

  void AddRow(PanelRowKind kind, std::string_view label, std::string_view value = {}, uint16_t number = 0);
  void SetSoftKeys(std::string_view first, std::string_view second = {}, std::string_view third = {},
                   std::string_view fourth = {});

  Screen screen_ = Screen::kHome;
  SignInFacts::Phase followed_phase_ = SignInFacts::Phase::kNone;
  PanelPage* page_ = nullptr;  // while Render() fills it
  uint32_t shown_hash_ = 0;
  uint32_t revision_ = 0;
};

}  // namespace tegami
