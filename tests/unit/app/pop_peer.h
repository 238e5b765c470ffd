// SPDX-License-Identifier: MIT
// A POP3 server in memory, in clear: lets everybody in, or answers as it is told.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fakes/fake_peer.h"

namespace tegami {

class PopPeer final : public FakePeer {
 public:
  std::string greeting = "+OK ready";
  // In place of "+OK", by verb; "close" ends the connection instead.
  std::map<std::string, std::string> replies{{"CAPA", "-ERR what?"}};
  std::vector<std::string> commands;
  uint32_t log_ins = 0;

  void OnConnect(FakeWire& wire) override {
    unread_.clear();
    wire.Send(greeting + "\r\n");
  }

  void OnBytes(FakeWire& wire, ConstBytes octets) override {
    unread_ += AsText(octets);
    for (size_t end = unread_.find("\r\n"); end != std::string::npos; end = unread_.find("\r\n")) {
      const std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 2);
      commands.push_back(line);
      const std::string verb = line.substr(0, line.find(' '));
      const auto planned = replies.find(verb);
      const std::string reply = planned == replies.end() ? "+OK" : planned->second;
      if (reply == "close") {
        wire.Close();
        return;
      }
      wire.Send(reply + "\r\n");
      if (verb == "PASS" && reply.starts_with("+OK")) ++log_ins;
      if (verb == "QUIT") wire.Close();
    }
  }

 private:
  std::string unread_;
};

}  // namespace tegami
