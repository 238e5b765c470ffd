// SPDX-License-Identifier: MIT
// Reads tests/transcripts/smtp/*.txt.
#include "unit/smtp/transcript.h"

namespace tegami {
namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string Octets(const std::string& in) {
  std::string out;
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i] != '\\' || i + 1 == in.size()) {
      out += in[i];
      continue;
    }
    switch (in[++i]) {
      case 'r': out += '\r'; break;
      case 'n': out += '\n'; break;
      case 's': out += ' '; break;
      case 'x':
        out += static_cast<char>(std::stoi(in.substr(i + 1, 2), nullptr, 16));
        i += 2;
        break;
      default: out += in[i]; break;
    }
  }
  return out;
}

// {A*3}: AAA. {line*3}: three lines of 76 octets, each with CRLF. {xoauth2}, {oauthbearer}, {plain}: what the config
// makes. {base64:text}: its encoding.
std::string Macro(const std::string& name, const Transcript& transcript) {
  const std::string user = transcript.Option("user");
  const std::string bearer = "auth=Bearer " + transcript.Option("token") + "\x01\x01";
  if (name == "xoauth2") return EncodeBase64("user=" + user + "\x01" + bearer);
  if (name == "oauthbearer") {
    return EncodeBase64("n,a=" + user + ",\x01host=" + transcript.Option("host") +
                        "\x01port=" + transcript.Option("port") + "\x01" + bearer);
  }
  if (name == "plain") {
    return EncodeBase64(std::string(1, '\0') + user + std::string(1, '\0') + transcript.Option("password"));
  }
  const size_t star = name.rfind('*');
  if (name.starts_with("rcpt")) {  // {rcpt*N}: N recipients as `submit many=` names them; {rcpt1*N}: from the second on
    std::string out;
    const int first = name[4] == '1' ? 1 : 0;
    for (int i = first; i < first + std::stoi(name.substr(star + 1)); ++i) {
      out += "RCPT TO:<r" + std::to_string(i) + "@example.com>\r\n";
    }
    return out;
  }
  if (name.starts_with("base64:")) return EncodeBase64(name.substr(7));
  if (star == std::string::npos) return "{" + name + "}";
  const std::string unit = name.substr(0, star);
  std::string out;
  for (int i = std::stoi(name.substr(star + 1)); i > 0; --i)
    out += unit == "line" ? std::string(76, 'b') + "\r\n" : unit;
  return out;
}

std::string Resolve(const std::string& raw, const Transcript& transcript) {
  const std::string in = Octets(raw);
  std::string out;
  for (size_t i = 0; i < in.size();) {
    const size_t end = in[i] == '{' ? in.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      out += in[i++];
    } else {
      out += Macro(in.substr(i + 1, end - i - 1), transcript);
      i = end + 1;
    }
  }
  return out;
}

void ReadLine(const std::string& line, int number, Transcript& transcript) {
  const size_t gap = line.find(' ');
  const std::string verb = line.substr(0, gap);
  const std::string rest = gap == std::string::npos ? "" : Resolve(line.substr(gap + 1), transcript);
  if (verb == "config") {
    for (auto& option : ParseOptions(rest)) transcript.config.push_back(option);
  } else if (verb == "message") {
    transcript.message = ParseOptions(rest);
  } else if (verb == "M:" || verb == "M~") {
    transcript.text += rest + (verb == "M:" ? "\r\n" : "");
  } else if (verb == "B:" || verb == "B~") {
    transcript.binary = transcript.binary.value_or("") + rest + (verb == "B:" ? "\r\n" : "");
  } else if (verb == "S:" || verb == "C:") {
    transcript.steps.push_back({number, verb.substr(0, 1), rest + "\r\n"});
  } else if (verb == "S~" || verb == "C~") {
    transcript.steps.push_back({number, verb.substr(0, 1), rest});
  } else {
    transcript.steps.push_back({number, verb, rest});
  }
}

}  // namespace

std::string EncodeBase64(const std::string& octets) {
  std::string out;
  for (size_t i = 0; i < octets.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < octets.size() ? static_cast<uint8_t>(octets[i + k]) : 0U);
    }
    for (size_t k = 0; k < 4; ++k) out += i + k <= octets.size() ? kDigits[group >> (18 - 6 * k) & 63U] : '=';
  }
  return out;
}

TranscriptOptions ParseOptions(const std::string& text) {
  TranscriptOptions options;
  for (size_t i = 0; i < text.size();) {
    const size_t end = std::min(text.find(' ', i), text.size());
    const std::string word = text.substr(i, end - i);
    const size_t equals = word.find('=');
    if (!word.empty()) {
      options.emplace_back(word.substr(0, equals), equals == std::string::npos ? "" : word.substr(equals + 1));
    }
    i = end + 1;
  }
  return options;
}

std::string Transcript::Option(const std::string& key, const std::string& otherwise) const {
  for (const auto& [name_of, value] : config) {
    if (name_of == key) return value;
  }
  return otherwise;
}

Transcript ReadTranscript(const std::string& path) {
  Transcript transcript;
  transcript.name = std::filesystem::path(path).stem().string();
  std::ifstream file(path);
  if (!file) transcript.error = "cannot be read";
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (!line.empty() && line[0] != '#') ReadLine(line, number, transcript);
  }
  if (transcript.steps.empty()) transcript.error = "has no step";
  return transcript;
}

}  // namespace tegami
