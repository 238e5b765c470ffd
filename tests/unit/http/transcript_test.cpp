// SPDX-License-Identifier: MIT
// HTTP conversations as data (tests/transcripts/http, format in its README.md), replayed at several splits.
#include <gtest/gtest.h>

#include <filesystem>

#include "fakes/script_text.h"
#include "fakes/transcript_paths.h"
#include "unit/http/exchange_machine.h"

namespace tegami {
namespace {

// One replay of one file. `split`: octets moved at once, either way; 0: all there are.
class Replay {
 public:
  Replay(const std::vector<ScriptLine>& script, size_t split, MachineRecorder& recorder)
      : script_(script), split_(split), recorder_(recorder) {
    Start(kHttpWorkBytes);
  }

  void Play() {
    for (const ScriptLine& line : script_) {
      SCOPED_TRACE("line " + std::to_string(line.number) + ": " + line.verb + " " + line.rest);
      Act(line);
      if (testing::Test::HasFatalFailure()) return;
    }
    Settle();
    EXPECT_EQ(unsent_, "") << "the machine said this unasked";
    EXPECT_EQ(said_, "") << "the machine did not take this";
  }

  size_t server_octets() const { return server_octets_; }
  HttpExchange& http() { return *http_; }

  // Hands over `octets` of what the server says in all, then ends the connection: nothing is compared.
  void PlayTruncated(size_t octets) {
    for (const ScriptLine& line : script_) {
      if (line.verb == "work" || line.verb == "request") Act(line);
      if (line.verb != "S" && line.verb != "S=") continue;
      said_ += Unescape(line.rest) + (line.verb == "S" ? "\r\n" : "");
      const bool last = server_octets_ + said_.size() >= octets;
      if (last) said_.resize(octets - server_octets_);
      server_octets_ += said_.size();
      Settle();
      said_.clear();
      if (last) break;
    }
    http_->OnPeerClosed(now_);
    http_->OnTick(After(now_, kHttpTotalTimeoutMs));
  }

 private:
  void Start(size_t work_bytes) {
    work_.assign(work_bytes, 0xEE);
    http_ = std::make_unique<HttpExchange>(Bytes(work_), &recorder_);
  }

  void Act(const ScriptLine& line) {
    const std::string rest = Unescape(line.rest);
    if (line.verb == "work") return Start(static_cast<size_t>(std::stoul(rest)));
    if (line.verb == "request") return BeginRequest(line.rest);
    if (line.verb == "S" || line.verb == "S=") {
      said_ += rest + (line.verb == "S" ? "\r\n" : "");
      server_octets_ += rest.size() + (line.verb == "S" ? 2 : 0);
      return;
    }
    if (line.verb == "C" || line.verb == "C=") return ExpectSent(rest + (line.verb == "C" ? "\r\n" : ""));
    if (line.verb == "hold") {
      send_limit_ = std::stoul(rest);
      return;
    }
    if (line.verb == "hurry") {
      send_limit_ = SIZE_MAX;
      return;
    }
    Settle();
    if (line.verb == "C*") return unsent_.clear();
    if (line.verb == "drop") return said_.clear();
    if (line.verb == "close") return http_->OnPeerClosed(now_);
    if (line.verb == "abort") return http_->Abort(now_);
    if (line.verb == "clear") return http_->Clear(now_);
    if (line.verb == "wait") return Wait(std::stoll(rest));
    if (line.verb == "expect") return Expect(KeysAndValues(line.rest));
    FAIL() << "no such verb";
  }

  void BeginRequest(const std::string& rest) {
    Settle();
    const size_t first = rest.find(' ');
    const size_t second = rest.find(' ', first + 1);
    const std::string url = rest.substr(first + 1, second - first - 1);
    HttpRequest request;
    request.method = rest.starts_with("POST") ? HttpMethod::kPost : HttpMethod::kGet;
    const Result<Url> parsed = ParseUrl(url, UrlRule::kHttpAllowed);
    ASSERT_TRUE(parsed);
    request.url = *parsed;
    std::map<std::string, std::string> values;
    for (const auto& [key, value] : KeysAndValues(second == std::string::npos ? "" : rest.substr(second))) {
      values[key] = value;
    }
    request.form = AsBytes(values["form"]);
    request.query = values["query"];
    request.authorization = values["authorization"];
    request.keep_alive = values.contains("keep_alive");
    request.kept_connection = values.contains("kept");
    if (values.contains("cap_ms")) request.timeout_cap_ms = std::stoll(values["cap_ms"]);
    http_->Begin(request, now_);
  }

  // Moves octets both ways until nothing more moves.
  void Settle() {
    for (bool moved = true; moved;) {
      moved = false;
      const HttpExchange::Step step = http_->Next();
      if (step.want == HttpExchange::Want::kSend && send_limit_ > 0) {
        const size_t count = std::min({step.bytes.size(), split_ == 0 ? SIZE_MAX : split_, send_limit_});
        unsent_ += AsText(step.bytes.first(count));
        if (send_limit_ != SIZE_MAX) send_limit_ -= count;
        http_->Sent(count, now_);
        moved = true;
      }
      const ConstBytes left = AsBytes(said_).subspan(taken_);
      if (!left.empty()) {
        const size_t offered = split_ == 0 ? left.size() : std::min(split_, left.size());
        const size_t used = http_->OnBytes(left.first(offered), now_);
        taken_ += used;
        moved = moved || used != 0;
      }
    }
    said_.erase(0, taken_);
    taken_ = 0;
  }

  void ExpectSent(const std::string& expected) {
    Settle();
    ASSERT_EQ(unsent_.substr(0, expected.size()), expected);
    unsent_.erase(0, expected.size());
  }

  void Wait(int64_t ms) {
    const Instant deadline = http_->Next().wake_by;
    now_ = After(now_, ms);
    if (now_ < deadline) http_->OnTick(Instant{now_.ms});  // early: harmless
    http_->OnTick(now_);
  }

  void Expect(const std::vector<std::pair<std::string, std::string>>& words) {
    for (const auto& [key, value] : words) {
      EXPECT_TRUE(Value(key) == value) << key << " is " << Shown(Value(key)) << ", not " << Shown(value);
    }
  }

  std::string Value(const std::string& key) const {
    const HttpResponse& response = http_->response();
    if (key == "state") return http_->state_name();
    if (key == "failure") return HttpFailureName(http_->failure());
    if (key == "status") return std::to_string(response.status);
    if (key == "body") return std::string(AsText(response.body));
    if (key == "octets") return std::to_string(response.body.size());
    if (key == "reusable") return http_->reusable() ? "yes" : "no";
    if (key == "stale") return http_->stale_connection() ? "yes" : "no";
    if (key == "wait") return std::to_string(MsBetween(now_, http_->Next().wake_by));
    if (key == "left") return std::to_string(said_.size());
    if (key == "date") return response.date ? std::to_string(response.date->seconds) : "none";
    if (key == "retry_after") return std::string(View(response.retry_after));
    if (key == "retry_after_ms") return response.retry_after_ms ? std::to_string(*response.retry_after_ms) : "none";
    if (key == "content") {
      constexpr const char* kNames[] = {"none", "json", "html", "other"};
      return kNames[static_cast<size_t>(response.content)];
    }
    return "no such key";
  }

  const std::vector<ScriptLine>& script_;
  size_t split_;
  MachineRecorder& recorder_;
  std::vector<uint8_t> work_;
  std::unique_ptr<HttpExchange> http_;
  Instant now_{1000};
  size_t send_limit_ = SIZE_MAX;
  std::string said_;    // by the server
  size_t taken_ = 0;    // of it, by the machine
  std::string unsent_;  // by the machine, not yet compared
  size_t server_octets_ = 0;
};

constexpr size_t kSplits[] = {0, 1, 3, 100};

TEST(HttpTranscripts, GoTheSameWayAtEverySplit) {
  const DrawnMachine machine = ExchangeMachine();
  for (const std::string& path : TranscriptPaths("http")) {
    const std::vector<ScriptLine> script = ReadScript(path);
    for (const size_t split : kSplits) {
      SCOPED_TRACE(std::filesystem::path(path).filename().string() + ", split " + std::to_string(split));
      MachineRecorder recorder(machine);
      Replay(script, split, recorder).Play();
    }
  }
}

TEST(HttpTranscripts, EndWellWhereverTheyAreCut) {
  const DrawnMachine machine = ExchangeMachine();
  for (const std::string& path : TranscriptPaths("http")) {
    const std::vector<ScriptLine> script = ReadScript(path);
    MachineRecorder whole(machine);
    Replay counted(script, 0, whole);
    counted.PlayTruncated(SIZE_MAX / 2);
    const size_t octets = counted.server_octets();
    // Long bodies are all the same: cut them at some places only.
    const size_t step = octets > 4096 ? octets / 512 : 1;
    for (size_t cut = 0; cut < octets; cut += step) {
      SCOPED_TRACE(std::filesystem::path(path).filename().string() + ", cut at " + std::to_string(cut));
      MachineRecorder recorder(machine);
      Replay replay(script, 0, recorder);
      replay.PlayTruncated(cut);
      const HttpExchange::Want want = replay.http().Next().want;
      EXPECT_TRUE(want == HttpExchange::Want::kFailed || want == HttpExchange::Want::kDone);
    }
  }
}

TEST(HttpTranscripts, TakeEveryTransition) {
  const DrawnMachine machine = ExchangeMachine();
  std::set<std::pair<std::string, std::string>> seen;
  for (const std::string& path : TranscriptPaths("http")) {
    MachineRecorder recorder(machine);
    Replay(ReadScript(path), 0, recorder).Play();
    seen.merge(recorder.seen);
  }
  for (const DrawnTransition& transition : machine.transitions) {
    EXPECT_TRUE(seen.contains({transition.from, transition.to})) << transition.from << " -> " << transition.to;
  }
}

}  // namespace
}  // namespace tegami
