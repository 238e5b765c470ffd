// SPDX-License-Identifier: MIT
// The picture of HttpExchange is the machine.
#include "unit/http/exchange_machine.h"

namespace tegami {
namespace {

TEST(HttpExchangeMachine, IsDrawnFromItsData) { ExpectDrawn(ExchangeMachine(), TEGAMI_TESTS_DIR); }

TEST(HttpExchangeMachine, IsConnected) { ExpectConnected(ExchangeMachine()); }

}  // namespace
}  // namespace tegami
