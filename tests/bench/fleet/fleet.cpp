// SPDX-License-Identifier: MIT
// 10,000 devices that share a tenant, and the power comes back: what the provider sees. The devices' decisions are
// src/app/token_schedule; the rest is a clock. Writes DIRECTORY/fleet.md and fleet.svg.
//
// usage: bench_fleet DIRECTORY
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "app/token_limits.h"
#include "app/token_schedule.h"

namespace tegami {
namespace {

constexpr int kDevices = 10000;
constexpr uint16_t kPeriodDays = 7;
// From power to a network: 20 s of booting and 20 s of switches, DHCP and DNS, drawn evenly.
constexpr int64_t kBootMs = 20 * kMsPerSecond;
constexpr int64_t kBootSpreadMs = 20 * kMsPerSecond;
constexpr int64_t kHorizonMs = 8 * kMsPerDay;
constexpr UtcTime kPowerOn{1'772'355'600};  // 2026-03-01T09:00:00Z

using Times = std::vector<int64_t>;  // of requests, milliseconds since power-on

struct Scenario {
  const char* name;
  int64_t outage_days;
  int64_t down_ms;  // the provider answers 503 for so long after power-on
};
constexpr Scenario kScenarios[] = {{"a night", 0, 0},
                                   {"a weekend", 3, 0},
                                   {"ten days: all are due", 10, 0},
                                   {"ten days, and the provider is down for another hour", 10, kMsPerHour}};

// What the keeper of one device does (token_keeper.cpp), in the same steps.
void LiveSpread(const Scenario& scenario, std::mt19937_64& random, Times& requests) {
  const uint64_t device = random();
  const UtcTime gone{kPowerOn.seconds - scenario.outage_days * kSecondsPerDay};
  UtcTime refreshed = KeepAliveSlot(device, kMailAccount, kPeriodDays, gone);
  int64_t now = kBootMs + static_cast<int64_t>(random() % kBootSpreadMs) + PowerOnPauseMs(random());
  uint8_t failures = 0;
  while (now < kHorizonMs) {
    const UtcTime utc{kPowerOn.seconds + now / kMsPerSecond};
    if (!KeepAliveDue(device, kMailAccount, kPeriodDays, refreshed, utc)) {
      now += kKeepAliveWalkMs;
      continue;
    }
    requests.push_back(now);
    if (now < scenario.down_ms) {
      now += KeepAliveBackoffMs(++failures, random());
    } else {
      failures = 0;
      refreshed = utc;
      now += kKeepAliveGapMs;
    }
  }
}

// The same device without any spreading: it refreshes when it has booted, again after a minute if that failed, and a
// week after each success.
void LiveTogether(const Scenario& scenario, std::mt19937_64& random, Times& requests) {
  int64_t now = kBootMs + static_cast<int64_t>(random() % kBootSpreadMs);
  while (now < kHorizonMs) {
    requests.push_back(now);
    now += now < scenario.down_ms ? kMsPerMinute : kPeriodDays * kMsPerDay;
  }
}

Times Run(const Scenario& scenario, void (*live)(const Scenario&, std::mt19937_64&, Times&)) {
  std::mt19937_64 random(7);
  Times requests;
  for (int i = 0; i < kDevices; ++i) live(scenario, random, requests);
  std::sort(requests.begin(), requests.end());
  return requests;
}

int Peak(const Times& requests, int64_t from_ms, int64_t to_ms) {
  int peak = 0;
  for (size_t first = 0, last = 0; last < requests.size(); ++last) {
    if (requests[last] < from_ms || requests[last] >= to_ms) {
      first = last + 1;
      continue;
    }
    while (requests[first] + kMsPerSecond <= requests[last]) ++first;
    peak = std::max(peak, static_cast<int>(last - first + 1));
  }
  return peak;
}

int Within(const Times& requests, int64_t ms) {
  return static_cast<int>(std::lower_bound(requests.begin(), requests.end(), ms) - requests.begin());
}

// --- The plot: requests in each minute as a rate, on a logarithmic scale, over two hours.

constexpr int kMinutes = 120;
constexpr int kWidth = 720;
constexpr int kHeight = 360;
constexpr int kLeft = 60;
constexpr int kBottom = 50;
constexpr int kTop = 50;

double X(double minute) { return kLeft + minute * (kWidth - kLeft - 20) / kMinutes; }
double Y(double rate) {
  const double decades = std::log10(std::max(rate, 0.01)) + 2;  // 0.01 to 1000
  return kHeight - kBottom - decades * (kHeight - kBottom - kTop) / 5;
}

std::string Line(const Times& requests, const char* colour) {
  std::vector<int> counts(kMinutes);
  for (const int64_t at : requests) {
    if (at < kMinutes * kMsPerMinute) ++counts[static_cast<size_t>(at / kMsPerMinute)];
  }
  std::string points;
  char point[64];
  for (int minute = 0; minute < kMinutes; ++minute) {
    const double y = Y(counts[static_cast<size_t>(minute)] / 60.0);
    std::snprintf(point, sizeof point, "%.1f,%.1f %.1f,%.1f ", X(minute), y, X(minute + 1), y);
    points += point;
  }
  return "  <polyline fill=\"none\" stroke=\"" + std::string(colour) + "\" stroke-width=\"2\" points=\"" + points +
         "\"/>\n";
}

std::string TextAt(double x, double y, const std::string& text, const char* anchor, const char* colour = "#222") {
  char place[160];
  std::snprintf(place, sizeof place, "  <text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">", x, y, anchor,
                colour);
  return place + text + "</text>\n";
}

std::string Plot(const Times& spread, const Times& together) {
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 360\" font-family=\"sans-serif\" "
      "font-size=\"12\">\n  <rect width=\"720\" height=\"360\" fill=\"white\"/>\n";
  const char* const labels[] = {"0.01", "0.1", "1", "10", "100", "1000"};
  double rate = 0.01;
  for (const char* label : labels) {
    char grid[160];
    std::snprintf(grid, sizeof grid, "  <path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>\n", kLeft, Y(rate), kWidth - 20);
    svg += grid + TextAt(kLeft - 6, Y(rate) + 4, label, "end");
    rate *= 10;
  }
  for (int minute = 0; minute <= kMinutes; minute += 20) {
    svg += TextAt(X(minute), kHeight - kBottom + 18, std::to_string(minute), "middle");
  }
  svg += TextAt((kLeft + kWidth) / 2.0, kHeight - 10, "minutes since the power came back", "middle");
  svg += TextAt(kLeft, 20, "Token requests per second at the provider, 10,000 devices, all due", "start");
  svg +=
      TextAt(kLeft, 38, "without spreading", "start", "#c0392b") + TextAt(kLeft + 140, 38, "with", "start", "#1f618d");
  return svg + Line(together, "#c0392b") + Line(spread, "#1f618d") + "</svg>\n";
}

const char kText[] = R"(# A fleet on paper: 10,000 devices, one tenant, and the power comes back

Made by `tests/bench/fleet` (`toolchain/build test -t bench_fleet`, then `build/test/bench_fleet docs`). It drives the
firmware's own decisions (`src/app/token_schedule.h`) for each device; the boot takes 20 to 40 s. One account a device;
a request is one refresh.

![Requests per second over two hours after an outage of ten days](fleet.svg)

*Without spreading*: a device refreshes when it has booted, again a minute after a failure, and a week after a success.
*With*: as the firmware does it. Peaks are requests within any one second.

| the power was off for | | peak, first 2 h | requests, first 2 h | peak, the week after |
|---|---|---|---|---|
)";

const char kRules[] = R"(
What does it:

- **A slot of the device's own** (`KeepAliveSlot`): refreshes are due at a time in the week that follows from a random number
  drawn once and kept in the store, not from the time of the sign-in. A roll-out in one morning does not come back every week
  at that hour, and after an outage only those are due whose slot passed meanwhile.
- **A pause after power-on** (`PowerOnPauseMs`), drawn anew at each start, evenly over one hour.
- **Back-off with jitter** (`KeepAliveBackoffMs`) where the provider does not answer: from half to all of a pause that
  doubles from a minute to an hour. `Retry-After` is honoured on top.
- **One account at a time**, ten seconds apart, on devices with many users.

A person who presses Scan gets a token at once: that is work, and is not spread. For some 45 minutes after its refresh the
access token in the store is still good, and costs no request.
)";

int Main(const std::string& directory) {
  std::string table;
  char row[256];
  for (const Scenario& scenario : kScenarios) {
    const Times spread = Run(scenario, LiveSpread);
    const Times together = Run(scenario, LiveTogether);
    const std::pair<const char*, const Times*> both[] = {{"without", &together}, {"with", &spread}};
    for (const auto& [name, times] : both) {
      std::snprintf(row, sizeof row, "| %s | %s | %d/s | %d | %d/s |\n", scenario.name, name,
                    Peak(*times, 0, 2 * kMsPerHour), Within(*times, 2 * kMsPerHour),
                    Peak(*times, 2 * kMsPerHour, kHorizonMs));
      table += row;
    }
    if (scenario.outage_days == 10 && scenario.down_ms == 0)
      std::ofstream(directory + "/fleet.svg") << Plot(spread, together);
  }
  std::ofstream page(directory + "/fleet.md");
  page << kText << table << kRules;
  std::fputs(table.c_str(), stdout);
  return page.good() ? 0 : 1;
}

}  // namespace
}  // namespace tegami

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_fleet DIRECTORY\n", stderr);
    return 2;
  }
  return tegami::Main(argv[1]);
}
