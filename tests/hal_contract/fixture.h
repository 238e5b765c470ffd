// SPDX-License-Identifier: MIT
// What a port gives to the contract suite, and what the suite's tests share.
#pragma once

#include <optional>

#include "tegami/hal/platform.h"

namespace tegami::contract {

// --- A port provides these, in tests/hal_contract/<port>/main.cpp
// -----------------------------------------------------

// The services under test, for the whole run. The flash is the suite's to erase.
Platform& ContractPlatform();

// What a power cycle does to what is kept: closes the flash and the device key and opens them again, where the
// references of ContractPlatform() stay good. False: this port cannot do it while the suite runs.
bool ContractReboot();

// --- The suite provides these
// ------------------------------------------------------------------------------------------

// Who listens where, as tests/hal_contract/run says it on the command line. See peers.def.
struct ContractPeers {
#define PEER(name) std::optional<Endpoint> name;
#include "peers.def"
#undef PEER
};
ContractPeers& Peers();

// The error of a call that should have failed; nothing where it did not.
inline std::optional<Error> ErrorOf(const Status& status) {
  return status ? std::nullopt : std::optional<Error>(status.error());
}

// Takes one argument of the command line, "echo=127.0.0.1:4001" or "echo_ipv6=[::1]:4001".
// False: it is not of that form. A peer with another name than those of peers.def is passed over.
bool TakePeerArgument(std::string_view argument);

}  // namespace tegami::contract

// Skips the test, with the reason, where the run has no such peer.
#define REQUIRE_PEER(name) \
  if (!::tegami::contract::Peers().name) GTEST_SKIP() << "no peer '" #name "' in this run"
