// SPDX-License-Identifier: MIT
// The mail that an administrator sends to see that mail works: which device, which account, what time it is there.
#pragma once

#include "app/job_runner.h"
#include "tegami/command.h"

namespace tegami {

// Puts it into the queue.
//   as MailApp::Submit()
[[nodiscard]] Status SubmitTestMail(JobRunner& jobs, AccountBook& book, const TestMailCommand& wish,
                                    const DeviceSettings& device, std::optional<UtcTime> wall, Instant now);

}  // namespace tegami
