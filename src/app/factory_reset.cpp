// SPDX-License-Identifier: MIT
// All that the device keeps goes, and the app begins anew in its place.
#include <new>

#include "app/mail_app_core.h"

namespace tegami {

// Built anew instead of being told to forget: nobody has to know of everything that may be under way. Its octets are
// wiped in between, with what buffers held. References to the app and its snapshot stay good: the place is the same.
Status MailAppCore::Carry(const FactoryResetCommand&) {
  if (given_line_ != nullptr) given_line_->Drop(clock_.Now());
  const Status reset = store_.FactoryReset();
  Platform& platform = platform_;
  const MailAppOptions options = options_;
  OauthLine* line = given_line_;
  const EventActor actor = actor_;
  const uint32_t revision = snapshot_.revision;
  this->~MailAppCore();
  Wipe(Bytes(reinterpret_cast<uint8_t*>(this), sizeof(MailAppCore)));
  auto& app = *new (this) MailAppCore(platform, options, line);
  app.reset_by_ = actor;
  app.snapshot_.revision = revision;  // faces see that it goes on
  const Status started = app.Start();
  return reset ? started : reset;
}

}  // namespace tegami
