// SPDX-License-Identifier: MIT
// The host tool: Tegami on the posix port.
#include "posix/tool/commands.h"

int main(int argc, char** argv) { return tegami::RunTool({argv + 1, static_cast<size_t>(argc > 0 ? argc - 1 : 0)}); }
