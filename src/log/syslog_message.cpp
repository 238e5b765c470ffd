// SPDX-License-Identifier: MIT
// RFC 5424 §6. The sentence is English: collectors and their filters read it, people read the device.
#include "log/syslog_message.h"

#include "codec/date.h"
#include "text/event_text.h"

namespace tegami {
namespace {

// RFC 5424 §6.2.1: local0.
constexpr unsigned kFacility = 16;
constexpr std::string_view kNil = "-";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Room for LENGTH and SP before the message.
constexpr size_t kLengthBytes = 5;
// RFC 5424 §6: HOSTNAME has 255 characters at most.
constexpr size_t kSyslogHostMaxBytes = 255;

class Writer {
 public:
  explicit Writer(Bytes into) : into_(into) {}

  Writer& operator<<(std::string_view text) {
    if (text.size() > into_.size() - size_) {
      status_ = Fail(Error::kNoSpace);
    } else {
      size_ += CopyBytes(into_.subspan(size_), AsBytes(text));
    }
    return *this;
  }
  Writer& operator<<(uint64_t number) {
    char digits[20];
    size_t begin = sizeof(digits);
    do {
      digits[--begin] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return *this << std::string_view(digits + begin, sizeof(digits) - begin);
  }

  size_t size() const { return size_; }
  Status status() const { return status_; }

 private:
  Bytes into_;
  size_t size_ = 0;
  Status status_;
};

// RFC 5424 §6: PRINTUSASCII, without spaces; NILVALUE where nothing is left.
void WriteHost(Writer& out, std::string_view host) {
  size_t written = 0;
  for (const char& c : host) {
    if (c <= 0x20 || c >= 0x7F || written == kSyslogHostMaxBytes) continue;
    out << std::string_view(&c, 1);
    ++written;
  }
  if (written == 0) out << kNil;
}

// RFC 5424 §6.3.3: these three are escaped, everything else stands as it is.
void WriteParameter(Writer& out, std::string_view name, std::string_view value) {
  out << " " << name << "=\"";
  for (const char& c : value) {
    if (c == '"' || c == '\\' || c == ']') out << "\\";
    out << std::string_view(&c, 1);
  }
  out << "\"";
}

// RFC 5424 §7: the elements that everybody knows. A name of our own would need an enterprise number.
void WriteStructuredData(Writer& out, const Event& event, const SyslogSender& sender) {
  const bool synchronized = event.time && sender.clock_is_synchronized;
  out << "[timeQuality tzKnown=\"" << (event.time ? "1" : "0") << "\" isSynced=\"" << (synchronized ? "1" : "0")
      << "\"]";
  out << "[origin";
  WriteParameter(out, "software", "Tegami");
  if (!sender.firmware_version.empty()) WriteParameter(out, "swVersion", sender.firmware_version);
  out << "]";
  // §7.3: sequenceId lets a collector find what was lost; sysUpTime is in hundredths of a second.
  out << "[meta sequenceId=\"" << uint64_t{event.number} << "\" sysUpTime=\"" << uint64_t{event.uptime_s} * 100U
      << "\"]";
}

void WriteAccount(Writer& out, AccountId account) {
  out << " account=";
  if (account == kMailAccount) {
    out << "mail";
  } else if (account == kFaxAccount) {
    out << "fax";
  } else {
    out << "user-" << uint64_t{account};
  }
}

void WriteText(Writer& out, const Event& event) {
  out << kByteOrderMark << EventText(event.kind, Language::kEnglish) << " actor=" << ActorIdentifier(event.actor);
  if (EventHasAccount(event.kind)) WriteAccount(out, event.account);
  if (event.job != 0) out << " job=" << uint64_t{event.job};
  if (event.cause != Cause::kNone) out << " cause=" << CauseIdentifier(event.cause);
  if (!event.detail.empty()) out << " detail=" << View(event.detail);
}

void WriteMessage(Writer& out, const Event& event, const SyslogSender& sender) {
  out << "<" << uint64_t{kFacility * 8 + static_cast<unsigned>(EventSeverityOf(event.kind))} << ">1 ";
  if (event.time) {
    out << View(FormatRfc3339(*event.time));
  } else {
    out << kNil;
  }
  out << " ";
  WriteHost(out, sender.host);
  out << " tegami - " << EventIdentifier(event.kind) << " ";
  WriteStructuredData(out, event, sender);
  out << " ";
  WriteText(out, event);
}

}  // namespace

Result<size_t> WriteSyslogFrame(const Event& event, const SyslogSender& sender, Bytes into) {
  if (into.size() < kLengthBytes) return Fail(Error::kNoSpace);
  Writer message(into.subspan(kLengthBytes));
  WriteMessage(message, event, sender);
  if (!message.status()) return Fail(message.status().error());
  Writer length(into.first(kLengthBytes));
  length << uint64_t{message.size()} << " ";
  if (!length.status()) return Fail(length.status().error());
  std::memmove(into.data() + length.size(), into.data() + kLengthBytes, message.size());
  return length.size() + message.size();
}

}  // namespace tegami
