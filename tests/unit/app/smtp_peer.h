// SPDX-License-Identifier: MIT
// A mail server in memory, in clear: takes mails by DATA and by BDAT, and misbehaves as it is told.
#pragma once

#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "fakes/fake_peer.h"

namespace tegami {

class SmtpPeer final : public FakePeer {
 public:
  struct Mail {
    uint32_t connection = 0;
    std::string sender;
    std::vector<std::string> recipients;
    std::string octets;
  };

  // --- How it behaves from now on
  std::vector<std::string> extensions{"PIPELINING", "CHUNKING", "8BITMIME", "SIZE 1000000"};
  // In place of the usual reply to a command of this verb ("" is the greeting, "." the end of a body), one after the
  // other. "close" ends the connection instead.
  std::map<std::string, std::deque<std::string>> replies;
  bool close_after_mail = false;

  // --- What came
  std::vector<Mail> mails;            // accepted ones
  std::vector<std::string> bodies;    // of all that came whole, accepted or not
  std::vector<std::string> commands;  // without BDAT's octets

  void OnConnect(FakeWire& wire) override {
    wires_[wire.connection()] = {};
    Answer(wire, "", "220 mx.contoso.example ESMTP");
  }

  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    Dialogue& dialogue = wires_[wire.connection()];
    dialogue.unread += AsText(octets);
    while (!dialogue.closed && Step(wire, dialogue)) {
    }
  }

 private:
  static constexpr const char* kNobody = "554 5.5.1 no valid recipients";

  struct Dialogue {
    std::string unread;
    Mail mail;
    bool data = false;
    size_t chunk_left = 0;
    bool last_chunk = false;
    bool in_chunk = false;
    bool closed = false;
  };

  bool Step(FakeWire& wire, Dialogue& dialogue) {
    if (dialogue.in_chunk) return TakeChunk(wire, dialogue);
    const size_t end = dialogue.unread.find("\r\n");
    if (end == std::string::npos) return false;
    const std::string line = dialogue.unread.substr(0, end);
    dialogue.unread.erase(0, end + 2);
    if (dialogue.data) {
      TakeDataLine(wire, dialogue, line);
    } else {
      TakeCommand(wire, dialogue, line);
    }
    return true;
  }

  bool TakeChunk(FakeWire& wire, Dialogue& dialogue) {
    const std::string part = dialogue.unread.substr(0, dialogue.chunk_left);
    dialogue.unread.erase(0, part.size());
    dialogue.mail.octets += part;
    dialogue.chunk_left -= part.size();
    if (dialogue.chunk_left != 0) return false;
    dialogue.in_chunk = false;
    if (dialogue.last_chunk) {
      EndMail(wire, dialogue);
    } else {
      Answer(wire, "BDAT", "250 2.0.0 chunk");
    }
    return true;
  }

  void TakeDataLine(FakeWire& wire, Dialogue& dialogue, const std::string& line) {
    if (line == ".") {
      dialogue.data = false;
      EndMail(wire, dialogue);
      return;
    }
    dialogue.mail.octets += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
  }

  void EndMail(FakeWire& wire, Dialogue& dialogue) {
    bodies.push_back(dialogue.mail.octets);
    const std::string reply = Answer(wire, ".", dialogue.mail.recipients.empty() ? kNobody : "250 2.0.0 queued");
    dialogue.mail.connection = wire.connection();
    if (reply.starts_with("250")) mails.push_back(dialogue.mail);
    dialogue.mail = {};
    if (close_after_mail) Close(wire);
  }

  void TakeCommand(FakeWire& wire, Dialogue& dialogue, const std::string& line) {
    commands.push_back(line);
    const std::string verb = line.substr(0, line.find(' '));
    if (verb == "EHLO") {
      std::string reply = "250-mx.contoso.example";
      for (const std::string& extension : extensions) reply += "\r\n250-" + extension;
      Answer(wire, verb, reply + "\r\n250 HELP");
    } else if (verb == "MAIL") {
      dialogue.mail = {};
      dialogue.mail.sender = line.substr(line.find('<') + 1, line.find('>') - line.find('<') - 1);
      Answer(wire, verb, "250 2.1.0 OK");
    } else if (verb == "RCPT") {
      const std::string reply = Answer(wire, verb, "250 2.1.5 OK");
      const std::string address = line.substr(line.find('<') + 1, line.find('>') - line.find('<') - 1);
      if (reply.starts_with("250")) dialogue.mail.recipients.push_back(address);
    } else if (verb == "DATA") {
      const std::string reply = Answer(wire, verb, dialogue.mail.recipients.empty() ? kNobody : "354 go on");
      dialogue.data = reply.starts_with("354");
    } else if (verb == "BDAT") {
      dialogue.chunk_left = std::strtoull(line.c_str() + 5, nullptr, 10);
      dialogue.last_chunk = line.ends_with("LAST");
      dialogue.in_chunk = true;
    } else if (verb == "QUIT") {
      Answer(wire, verb, "221 2.0.0 bye");
      Close(wire);
    } else {
      Answer(wire, verb, "250 2.0.0 OK");
    }
  }

  std::string Answer(FakeWire& wire, const std::string& verb, const std::string& usual) {
    std::deque<std::string>& planned = replies[verb];
    std::string reply = usual;
    if (!planned.empty()) {
      reply = planned.front();
      planned.pop_front();
    }
    if (reply == "close") {
      Close(wire);
      return reply;
    }
    wire.Send(reply + "\r\n");
    if (reply.starts_with("421")) Close(wire);
    return reply;
  }

  void Close(FakeWire& wire) {
    wires_[wire.connection()].closed = true;
    wire.Close();
  }

  std::map<uint32_t, Dialogue> wires_;
};

}  // namespace tegami
