// SPDX-License-Identifier: MIT
#include "vexpress_a9/demo/demo_settings.h"

#include <charconv>

#include "vexpress_a9/console.h"
#include "vexpress_a9/semihosting/start_arguments.h"

namespace tegami::vexpress_a9 {
namespace {

template <typename T>
struct Choice {
  std::string_view name;
  T value;
};
constexpr Choice<MailService> kServices[] = {{"exchange-online", MailService::kExchangeOnline},
                                             {"gcch", MailService::kExchangeGccHigh},
                                             {"dod", MailService::kExchangeDod},
                                             {"china", MailService::kExchangeChina},
                                             {"outlook", MailService::kOutlook},
                                             {"custom", MailService::kCustom}};
constexpr Choice<SecureConnection> kSecurities[] = {
    {"none", SecureConnection::kNone}, {"starttls", SecureConnection::kStartTls}, {"tls", SecureConnection::kTls}};
constexpr Choice<BinaryTransfer> kBinaries[] = {
    {"auto", BinaryTransfer::kAuto}, {"on", BinaryTransfer::kOn}, {"off", BinaryTransfer::kOff}};
constexpr Choice<Language> kLanguages[] = {{"ja", Language::kJapanese}, {"en", Language::kEnglish}};

// Takes arguments one by one and remembers whether there was any, and whether one was wrong.
class Taker {
 public:
  template <typename T, size_t N>
  void TakeChoice(std::string_view key, const Choice<T> (&choices)[N], T& into) {
    const auto value = StartArgument(key);
    if (!value) return;
    taken_ = true;
    for (const Choice<T>& choice : choices) {
      if (choice.name != *value) continue;
      into = choice.value;
      return;
    }
    Complain(key);
  }

  void TakeText(std::string_view key, AnyText& into) {
    const auto value = StartArgument(key);
    if (!value) return;
    taken_ = true;
    if (!Assign(into, *value)) Complain(key);
  }

  // "HOST:PORT"
  void TakePlace(std::string_view key, AnyText& host, uint16_t& port) {
    const auto value = StartArgument(key);
    if (!value) return;
    taken_ = true;
    const size_t colon = std::min(value->rfind(':'), value->size());
    const char* end = value->data() + value->size();
    const char* digits = value->data() + std::min(colon + 1, value->size());
    const auto parsed = std::from_chars(digits, end, port);
    if (parsed.ec != std::errc() || parsed.ptr != end || !Assign(host, {value->data(), colon})) Complain(key);
  }

  bool taken() const { return taken_; }
  bool good() const { return good_; }

 private:
  void Complain(std::string_view key) {
    good_ = false;
    Print("demo: not a value for this argument: ");
    Print(key);
    Print("\n");
  }

  bool taken_ = false;
  bool good_ = true;
};

Status ApplyAccount(MailApp& app) {
  static AccountSettings settings;
  Taker taker;
  taker.TakeChoice("service", kServices, settings.service);
  taker.TakeChoice("security", kSecurities, settings.security);
  taker.TakeChoice("binary", kBinaries, settings.binary);
  taker.TakePlace("smtp", settings.smtp_host, settings.smtp_port);
  taker.TakeText("tenant", settings.tenant);
  taker.TakeText("client_id", settings.client_id);
  taker.TakeText("scope", settings.scope);
  taker.TakeText("sender", settings.sender);
  taker.TakeText("user", settings.user);
  taker.TakeText("authority", settings.authority);
  taker.TakeText("discovery", settings.discovery);
  taker.TakeText("device_endpoint", settings.device_endpoint);
  taker.TakeText("token_endpoint", settings.token_endpoint);
  if (!taker.good()) return Fail(Error::kInvalidArgument);
  return taker.taken() ? app.Do(SetAccountCommand{.account = kMailAccount, .settings = &settings}) : Status();
}

Status ApplyDevice(MailApp& app) {
  static DeviceSettings settings;
  Taker taker;
  taker.TakeChoice("lang", kLanguages, settings.language);
  taker.TakeText("name", settings.device_name);
  if (!taker.good()) return Fail(Error::kInvalidArgument);
  return taker.taken() ? app.Do(SetDeviceCommand{.settings = &settings}) : Status();
}

}  // namespace

Status ApplyStartSettings(MailApp& app) {
  TEGAMI_TRY(ApplyDevice(app));
  return ApplyAccount(app);
}

}  // namespace tegami::vexpress_a9
