// SPDX-License-Identifier: MIT
// The pictures of HttpExchange and ConnectTunnel are the machines.
#include "unit/http/exchange_machine.h"
#include "unit/http/tunnel_machine.h"

namespace tegami {
namespace {

TEST(HttpExchangeMachine, IsDrawnFromItsData) { ExpectDrawn(ExchangeMachine(), TEGAMI_TESTS_DIR); }

TEST(HttpExchangeMachine, IsConnected) { ExpectConnected(ExchangeMachine()); }

TEST(ConnectTunnelMachine, IsDrawnFromItsData) { ExpectDrawn(TunnelMachine(), TEGAMI_TESTS_DIR); }

TEST(ConnectTunnelMachine, IsConnected) { ExpectConnected(TunnelMachine()); }

}  // namespace
}  // namespace tegami
