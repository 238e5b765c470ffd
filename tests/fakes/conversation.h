// SPDX-License-Identifier: MIT
// A conversation file against a session: plays the peer, the connection and the clock, and compares what was sent with
// what should have been. SMTP and POP3 add their own words.
#pragma once

#include <algorithm>
#include <optional>

#include "fakes/script_text.h"
#include "fakes/transcript_paths.h"
#include "tegami/base/bytes.h"
#include "tegami/base/time.h"

namespace tegami {

// A value in a failure, one line of it a line.
inline std::string Visible(const std::string& octets) {
  std::string out;
  for (const char c : octets) {
    if (c == '\r') {
      out += "\\r";
    } else if (c == '\n') {
      out += "\\n\n      ";
    } else if (static_cast<uint8_t>(c) < 0x20 || c == 0x7F) {
      constexpr char kHex[] = "0123456789abcdef";
      out += std::string("\\x") + kHex[static_cast<uint8_t>(c) >> 4] + kHex[static_cast<uint8_t>(c) & 15];
    } else {
      out += c;
    }
    if (out.size() > 3000) return out + "...";
  }
  return out;
}

// Steps are lines whose text is resolved. Those that every conversation knows:
//   S octets                             the server's
//   C octets                             what must have been sent by then
//   tls, tls-failed, close, abort        events
//   wait_ms N                            the clock runs
//   take N, flow                         the connection takes N octets and then no more; it goes on
template <typename Session>
class Conversation {
 public:
  using Want = typename Session::Want;

  // The whole conversation; empty, or what went otherwise.
  std::string Play() {
    for (const ScriptLine& step : steps_) {
      if (const std::optional<std::string> octets = Expected(step)) {
        expected_ += *octets;
        continue;
      }
      if (step.verb == "flow") {
        held_ = false;
        continue;
      }
      if (step.verb != "take") Drain();
      std::string problem = step.verb == "take" ? "" : CompareOutput();
      if (problem.empty()) problem = Act(step);
      if (!problem.empty()) return "line " + std::to_string(step.number) + ": " + problem;
    }
    Drain();
    return CompareOutput();
  }

  // With these server octets in place of the conversation's, piece by piece, until there are no more; nothing compared.
  void PlayWith(const std::vector<std::string>& pieces) {
    size_t next = 0;
    for (const ScriptLine& step : steps_) {
      if (Expected(step)) continue;
      if (step.verb != "take") Drain();
      if (step.verb != "S") {
        static_cast<void>(Act(step));
      } else if (next < pieces.size()) {
        Feed(pieces[next++]);
      } else {
        return;
      }
    }
    Drain();
  }

  // What the server says when the conversation breaks off after so many of its octets.
  std::vector<std::string> PiecesUpTo(size_t octets) const {
    std::vector<std::string> pieces;
    for (const std::string& piece : ServerPieces()) {
      pieces.push_back(piece.substr(0, octets));
      if (piece.size() >= octets) break;
      octets -= piece.size();
    }
    return pieces;
  }

  std::vector<std::string> ServerPieces() const {
    std::vector<std::string> pieces;
    for (const ScriptLine& step : steps_) {
      if (step.verb == "S") pieces.push_back(step.rest);
    }
    return pieces;
  }

  void Drain() {
    if (!held_) Take(SIZE_MAX);
  }

  Session& session() { return session_; }
  Instant now() const { return now_; }

 protected:
  // `split`: octets handed over at once, in both directions; 0: all there are. Both references outlive this.
  Conversation(const std::vector<ScriptLine>& steps, size_t split, Session& session)
      : steps_(steps), split_(split == 0 ? SIZE_MAX : split), session_(session) {}
  ~Conversation() = default;

  // What this step wants sent; nothing: it is no such step.
  virtual std::optional<std::string> Expected(const ScriptLine& step) const {
    return step.verb == "C" ? std::optional(step.rest) : std::nullopt;
  }
  // A word of this protocol. False: none.
  virtual bool Do(const ScriptLine& step) = 0;
  // What stands where the step names something to compare, in the step's own notation.
  virtual std::optional<std::string> Found(const ScriptLine& step) const = 0;

  void GiveWay() { held_ = false; }

 private:
  std::string Act(const ScriptLine& step) {
    const std::string& verb = step.verb;
    if (verb == "S") {
      Feed(step.rest);
    } else if (verb == "tls") {
      session_.OnTlsReady(now_);
    } else if (verb == "tls-failed") {
      session_.OnTlsFailed(now_);
    } else if (verb == "close") {
      session_.OnPeerClosed(now_);
    } else if (verb == "abort") {
      session_.Abort(now_);
    } else if (verb == "take") {
      Take(std::stoul(step.rest));
      held_ = true;
    } else if (verb == "flow") {
      held_ = false;
    } else if (verb == "wait_ms") {
      now_.ms += std::stoll(step.rest);
      session_.OnTick(now_);
    } else if (!Do(step)) {
      const std::optional<std::string> found = Found(step);
      if (!found) return "unknown word " + verb;
      if (*found != step.rest) return verb + " is '" + Visible(*found) + "' instead of '" + Visible(step.rest) + "'";
    }
    return "";
  }

  void Take(size_t octets) {
    while (octets != 0 && session_.Next().want == Want::kSend) {
      const ConstBytes bytes = session_.Next().bytes;
      const size_t count = std::min({octets, split_, bytes.size()});
      sent_ += AsText(bytes.first(count));
      session_.Sent(count, now_);
      octets -= count;
    }
  }

  void Feed(const std::string& octets) {
    for (size_t i = 0; i < octets.size();) {
      const size_t count = std::min(split_, octets.size() - i);
      static_cast<void>(session_.OnBytes(AsBytes(octets).subspan(i, count), now_));
      i += count;
    }
  }

  std::string CompareOutput() {
    std::string problem;
    if (sent_ != expected_) problem = "sent\n      " + Visible(sent_) + "\n    instead of\n      " + Visible(expected_);
    sent_.clear();
    expected_.clear();
    return problem;
  }

  const std::vector<ScriptLine>& steps_;
  size_t split_;
  Session& session_;
  Instant now_{1'000'000};
  std::string sent_;
  std::string expected_;
  bool held_ = false;  // the connection takes no more octets
};

}  // namespace tegami
