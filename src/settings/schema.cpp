// SPDX-License-Identifier: MIT
// The table, and one way to read and write any row of it.
#include "settings/schema.h"

#include <array>
#include <charconv>
#include <type_traits>

#include "codec/escape.h"
#include "codec/ip_text.h"
#include "settings/service_defaults.h"
#include "settings/text_rules.h"
#include "tls/ip_literal.h"

namespace tegami {
namespace {

// Lists of choices. A list's order is its enumeration's.
enum Choices : uint8_t { kNoChoices, kAuths, kServices, kSecurities, kBinaries, kLanguages, kFormats, kEventNames };

using L = SettingLabel;
constexpr SettingChoice kAuthChoices[] = {
    {"off", L::kOff}, {"smtp_auth", L::kSmtpAuth}, {"pop_before_smtp", L::kPopBeforeSmtp}, {"oauth2", L::kOauth2}};
constexpr SettingChoice kServiceChoices[] = {{"exchange_online", L::kExchangeOnline},
                                             {"exchange_gcc_high", L::kExchangeGccHigh},
                                             {"exchange_dod", L::kExchangeDod},
                                             {"exchange_china", L::kExchangeChina},
                                             {"outlook", L::kOutlook},
                                             {"custom", L::kCustom}};
constexpr SettingChoice kSecurityChoices[] = {{"none", L::kOff}, {"tls", L::kTls}, {"starttls", L::kStartTls}};
constexpr SettingChoice kBinaryChoices[] = {{"auto", L::kAutomatic}, {"off", L::kOff}, {"on", L::kOn}};
constexpr SettingChoice kLanguageChoices[] = {{"ja", L::kJapanese}, {"en", L::kEnglish}};
constexpr SettingChoice kFormatChoices[] = {{"tiff", L::kTiff}, {"pdf", L::kPdf}};
constexpr SettingChoice kEventChoices[] = {
    {"paper_out", L::kPaperOut}, {"paper_jam", L::kPaperJam},   {"toner_low", L::kTonerLow},
    {"toner_out", L::kTonerOut}, {"cover_open", L::kCoverOpen}, {"service_call", L::kServiceCall},
    {"job_done", L::kJobDone},   {"job_failed", L::kJobFailed}, {"sign_in_trouble", L::kSignInTrouble}};
static_assert(std::size(kEventChoices) == kDeviceEventCount);

constexpr std::array<std::span<const SettingChoice>, 8> kChoiceLists = {{{},
                                                                         kAuthChoices,
                                                                         kServiceChoices,
                                                                         kSecurityChoices,
                                                                         kBinaryChoices,
                                                                         kLanguageChoices,
                                                                         kFormatChoices,
                                                                         kEventChoices}};

template <typename Member>
consteval Choices ListOf(SettingRule rule) {
  if (rule == SettingRule::kEvents) return kEventNames;
  if constexpr (std::is_same_v<Member, AuthMethod>) return kAuths;
  if constexpr (std::is_same_v<Member, MailService>) return kServices;
  if constexpr (std::is_same_v<Member, SecureConnection>) return kSecurities;
  if constexpr (std::is_same_v<Member, BinaryTransfer>) return kBinaries;
  if constexpr (std::is_same_v<Member, Language>) return kLanguages;
  if constexpr (std::is_same_v<Member, FaxFormat>) return kFormats;
  return kNoChoices;
}

template <typename Member>
consteval SettingType TypeOf(SettingRule rule) {
  if (rule == SettingRule::kEvents) return SettingType::kEvents;
  if constexpr (std::is_base_of_v<AnyText, Member>) return SettingType::kText;
  if constexpr (std::is_same_v<Member, IpAddress>) return SettingType::kAddress;
  if constexpr (std::is_same_v<Member, bool>) return SettingType::kFlag;
  if constexpr (std::is_enum_v<Member>) return SettingType::kChoice;
  return SettingType::kNumber;
}

template <typename Member>
consteval SettingField Row(SettingField field) {
  field.type = TypeOf<Member>(field.rule);
  field.choices = ListOf<Member>(field.rule);
  field.width = std::is_signed_v<Member> ? -static_cast<int8_t>(sizeof(Member)) : static_cast<int8_t>(sizeof(Member));
  if constexpr (std::is_base_of_v<AnyText, Member>) field.most = static_cast<int32_t>(Member::kMaxBytes);
  if (field.type == SettingType::kFlag) field.most = 1;
  if (field.type == SettingType::kChoice) field.most = static_cast<int32_t>(kChoiceLists[field.choices].size()) - 1;
  if (field.type == SettingType::kEvents) field.most = (1 << kDeviceEventCount) - 1;
  return field;
}

template <typename Member>
void* Erased(Member& member) {
  if constexpr (std::is_base_of_v<AnyText, Member>) return static_cast<AnyText*>(&member);
  return &member;
}

namespace groups {
using kAccount = AccountSettings;
using kDevice = DeviceSettings;
using kProxy = ProxySettings;
using kNotify = NotifySettings;
using kLogServer = LogServerSettings;
using kFax = FaxSettings;
}  // namespace groups

// The member's type, its array elements' where it is one.
#define TEGAMI_MEMBER(group, member) std::remove_cvref_t<decltype(std::declval<groups::group&>().member)>

constexpr auto kFields = std::to_array<SettingField>({
#define TEGAMI_SETTING(group, name, member, tag, rule, least, most, seen_by, traits, label)                            \
  Row<TEGAMI_MEMBER(group, member)>(                                                                                   \
      {name, [](void* settings) -> void* { return Erased(static_cast<groups::group*>(settings)->member); }, least,     \
       most, SettingsGroup::group, SettingType::kText, SettingRule::rule, SettingSeenBy::seen_by, tag, (traits), 0, 0, \
       SettingLabel::label}),
#define TEGAMI_SECRET(group, name, longest, traits, label)                                                           \
  {name, nullptr, 1, longest, SettingsGroup::group, SettingType::kSecret, SettingRule::kAny, SettingSeenBy::kNobody, \
   0,    traits,  0, 0,       SettingLabel::label},
#include "settings/schema.def"
#undef TEGAMI_SETTING
#undef TEGAMI_SECRET
#undef TEGAMI_MEMBER
});

static_assert(std::all_of(kFields.begin(), kFields.end(),
                          [](const SettingField& field) {
                            return field.type != SettingType::kText ||
                                   field.most <= static_cast<int32_t>(kSettingTextMaxBytes);
                          }),
              "who reads a setting as text has room for all of it");

// const_cast: one table of members for reading and writing; what came as const is read only.
void* At(const SettingField& field, const void* settings) { return field.member(const_cast<void*>(settings)); }

int64_t Load(const SettingField& field, const void* member) {
  switch (field.width) {
    case 1: return *static_cast<const uint8_t*>(member);
    case -1: return *static_cast<const int8_t*>(member);
    case 2: return *static_cast<const uint16_t*>(member);
    case -2: return *static_cast<const int16_t*>(member);
    default: return *static_cast<const uint32_t*>(member);
  }
}

void Store(const SettingField& field, void* member, int64_t number) {
  switch (field.width) {
    case 1:
    case -1: *static_cast<uint8_t*>(member) = static_cast<uint8_t>(number); break;
    case 2: *static_cast<uint16_t*>(member) = static_cast<uint16_t>(number); break;
    case -2: *static_cast<int16_t*>(member) = static_cast<int16_t>(number); break;
    default: *static_cast<uint32_t*>(member) = static_cast<uint32_t>(number);
  }
}

bool InRange(const SettingField& field, int64_t number) {
  return (number >= field.least && number <= field.most) || (number == 0 && field.Is(kZeroIsAuto));
}

void AppendNumber(int64_t number, AnyText& text) {
  std::array<char, 24> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  static_cast<void>(Append(text, {digits.data(), static_cast<size_t>(end - digits.data())}));
}

bool TakeNumber(std::string_view text, int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

void AppendUtcOffset(int64_t minutes, AnyText& text) {
  static_cast<void>(Append(text, minutes < 0 ? "-" : "+"));
  const int64_t size = minutes < 0 ? -minutes : minutes;
  for (const int64_t part : {size / 60, size % 60}) {
    if (part < 10) static_cast<void>(Append(text, "0"));
    AppendNumber(part, text);
    if (text.size() == 3) static_cast<void>(Append(text, ":"));
  }
}

// "+09:00", "-03:30".
bool TakeUtcOffset(std::string_view text, int64_t& minutes) {
  int64_t hours = 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  if (!TakeNumber({text.data() + 1, 2}, hours) || !TakeNumber({text.data() + 4, 2}, minutes)) return false;
  if (hours < 0 || minutes < 0 || minutes > 59) return false;
  minutes = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
  return true;
}

void AppendEvents(int64_t events, AnyText& text) {
  for (size_t i = 0; i < std::size(kEventChoices); ++i) {
    if ((events >> i & 1) == 0) continue;
    if (!text.empty()) static_cast<void>(Append(text, ","));
    static_cast<void>(Append(text, kEventChoices[i].word));
  }
}

bool TakeWord(std::span<const SettingChoice> choices, std::string_view word, int64_t& position) {
  for (position = 0; position < static_cast<int64_t>(choices.size()); ++position) {
    if (word == choices[static_cast<size_t>(position)].word) return true;
  }
  return false;
}

bool TakeEvents(std::string_view text, int64_t& events) {
  events = 0;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    const std::string_view word(text.data(), comma == std::string_view::npos ? text.size() : comma);
    int64_t position = 0;
    if (!TakeWord(kEventChoices, word, position)) return false;
    events |= int64_t{1} << position;
    text.remove_prefix(word.size() + (word.size() < text.size() ? 1 : 0));
  }
  return true;
}

// The number that `text` stands for, of whatever type has one.
SettingProblem ParseNumber(const SettingField& field, std::string_view text, int64_t& number) {
  if (field.type == SettingType::kFlag) {
    number = text == "true" ? 1 : 0;
    return number == 1 || text == "false" ? SettingProblem::kNone : SettingProblem::kNotAChoice;
  }
  if (field.type == SettingType::kChoice) {
    return TakeWord(ChoicesOf(field), text, number) ? SettingProblem::kNone : SettingProblem::kNotAChoice;
  }
  if (field.type == SettingType::kEvents) {
    return TakeEvents(text, number) ? SettingProblem::kNone : SettingProblem::kNotAChoice;
  }
  if (field.rule == SettingRule::kUtcOffset) {
    const bool good = TakeUtcOffset(text, number) && InRange(field, number);
    return good ? SettingProblem::kNone : SettingProblem::kNotATimeDifference;
  }
  number = 0;
  if (text.empty() && field.Is(kZeroIsAuto)) return SettingProblem::kNone;
  if (!TakeNumber(text, number)) return SettingProblem::kNotANumber;
  return number >= field.least && number <= field.most ? SettingProblem::kNone : SettingProblem::kOutOfRange;
}

SettingProblem ParseAddress(const SettingField& field, std::string_view text, IpAddress& address) {
  address = {};
  if (text.empty()) return SettingProblem::kNone;
  const std::optional<IpLiteral> literal = ParseIpLiteral(text);
  if (!literal || (field.rule == SettingRule::kIpv4 && literal->bytes != 4)) return SettingProblem::kNotAnAddress;
  address.family = literal->bytes == 4 ? IpAddress::Family::kIpv4 : IpAddress::Family::kIpv6;
  address.octets = literal->octets;
  return SettingProblem::kNone;
}

SettingProblem CheckText(const SettingField& field, std::string_view text) {
  if (text.size() > static_cast<size_t>(field.most)) return SettingProblem::kTooLong;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') return SettingProblem::kBadCharacter;
  }
  if (!IsUtf8(text)) return SettingProblem::kBadCharacter;
  return text.empty() ? SettingProblem::kNone : CheckTextRule(field.rule, text);
}

bool IsTextual(const SettingField& field) {
  return field.type == SettingType::kText || field.type == SettingType::kSecret;
}

}  // namespace

std::span<const SettingField> SettingsOf(SettingsGroup group) {
  const SettingField* first = kFields.begin();
  while (first->group != group) ++first;
  const SettingField* last = first;
  while (last != kFields.end() && last->group == group) ++last;
  return {first, last};
}

const SettingField* FindSetting(SettingsGroup group, std::string_view name) {
  for (const SettingField& field : SettingsOf(group)) {
    if (name == field.name) return &field;
  }
  return nullptr;
}

std::span<const SettingChoice> ChoicesOf(const SettingField& field) { return kChoiceLists[field.choices]; }

const AnyText& SettingTextOf(const SettingField& field, SettingsView settings) {
  return *static_cast<const AnyText*>(At(field, settings.data()));
}

const IpAddress& SettingAddressOf(const SettingField& field, SettingsView settings) {
  return *static_cast<const IpAddress*>(At(field, settings.data()));
}

AnyText& SettingTextOf(const SettingField& field, SettingsRef settings) {
  return *static_cast<AnyText*>(field.member(settings.data()));
}

IpAddress& SettingAddressOf(const SettingField& field, SettingsRef settings) {
  return *static_cast<IpAddress*>(field.member(settings.data()));
}

int64_t GetSettingNumber(const SettingField& field, SettingsView settings) {
  return Load(field, At(field, settings.data()));
}

bool SettingNumberInRange(const SettingField& field, SettingsView settings) {
  return InRange(field, GetSettingNumber(field, settings));
}

bool SetSettingNumber(const SettingField& field, SettingsRef settings, int64_t number) {
  if (!InRange(field, number)) return false;
  Store(field, field.member(settings.data()), number);
  return true;
}

void GetSetting(const SettingField& field, SettingsView settings, AnyText& text) {
  text.clear();
  if (field.type == SettingType::kSecret) return;
  if (field.type == SettingType::kText) return AssignCut(text, View(SettingTextOf(field, settings)));
  if (field.type == SettingType::kAddress) {
    const IpAddress& address = SettingAddressOf(field, settings);
    if (address != IpAddress{}) AppendIpAddress(address, text);
    return;
  }
  const int64_t number = GetSettingNumber(field, settings);
  if (field.type == SettingType::kFlag) return AssignCut(text, number != 0 ? "true" : "false");
  if (field.type == SettingType::kChoice) return AssignCut(text, ChoicesOf(field)[static_cast<size_t>(number)].word);
  if (field.type == SettingType::kEvents) return AppendEvents(number, text);
  if (field.rule == SettingRule::kUtcOffset) return AppendUtcOffset(number, text);
  if (number != 0 || !field.Is(kZeroIsAuto)) AppendNumber(number, text);
}

SettingProblem CheckSetting(const SettingField& field, std::string_view text) {
  if (IsTextual(field)) return CheckText(field, text);
  IpAddress address;
  if (field.type == SettingType::kAddress) return ParseAddress(field, text, address);
  int64_t number = 0;
  return ParseNumber(field, text, number);
}

SettingProblem SetSetting(const SettingField& field, SettingsRef settings, std::string_view text) {
  IpAddress address;
  int64_t number = 0;
  const SettingProblem problem = field.type == SettingType::kAddress ? ParseAddress(field, text, address)
                                 : IsTextual(field)                  ? CheckText(field, text)
                                                                     : ParseNumber(field, text, number);
  if (problem != SettingProblem::kNone || field.type == SettingType::kSecret) return problem;
  if (field.type == SettingType::kAddress) {
    SettingAddressOf(field, settings) = address;
  } else if (field.type == SettingType::kText) {
    AssignCut(SettingTextOf(field, settings), text);
  } else if (field.choices == kServices) {
    ChooseService(*static_cast<AccountSettings*>(settings.data()), static_cast<MailService>(number));
  } else {
    Store(field, field.member(settings.data()), number);
  }
  return problem;
}

bool SameSetting(const SettingField& field, SettingsView a, SettingsView b) {
  switch (field.type) {
    case SettingType::kSecret: return true;
    case SettingType::kText: return View(SettingTextOf(field, a)) == View(SettingTextOf(field, b));
    case SettingType::kAddress: return SettingAddressOf(field, a) == SettingAddressOf(field, b);
    case SettingType::kFlag:
    case SettingType::kChoice:
    case SettingType::kNumber:
    case SettingType::kEvents: return GetSettingNumber(field, a) == GetSettingNumber(field, b);
  }
  return false;
}

}  // namespace tegami
