// SPDX-License-Identifier: MIT
// Static objects, because the libraries' hooks are: one device a process.
#include "app/process_hooks.h"

#include <cJSON.h>

#include <new>

#include "codec/json_arena.h"
#include "codec/lent_secret.h"
#include "crypto/start.h"
#include "tegami/config.h"

namespace tegami {
namespace {

// mbedTLS's view of the board.
class BoardCryptoHost final : public CryptoHost {
 public:
  BoardCryptoHost(Clock& clock, Entropy& entropy) : clock_(clock), entropy_(entropy) {}
  Status FillRandom(Bytes into) override { return entropy_.Fill(into); }
  Instant Now() override { return clock_.Now(); }
  std::optional<UtcTime> WallClock() override { return clock_.WallClock(); }

 private:
  Clock& clock_;
  Entropy& entropy_;
};

alignas(BoardCryptoHost) std::array<std::byte, sizeof(BoardCryptoHost)> host_storage;
alignas(Arena) std::array<std::byte, sizeof(Arena)> arena_storage;
Arena* tls_arena = nullptr;

void* Lend(size_t size) { return tls_arena->Allocate(1, size); }
void TakeBack(void* memory) { tls_arena->Free(memory); }

}  // namespace

Status SetProcessHooks(Clock& clock, Entropy& entropy, std::span<std::byte> storage) {
  JsonArena::Use({Lend, TakeBack}, kJsonMaxBytes);
  LentSecretBase::Use({Lend, TakeBack});
  cJSON_Hooks hooks{JsonArena::Allocate, JsonArena::Free};
  cJSON_InitHooks(&hooks);
  // Built in place and never destroyed: mbedTLS refers to both for as long as the process lives.
  auto* host = new (host_storage.data()) BoardCryptoHost(clock, entropy);
  if (tls_arena == nullptr) tls_arena = new (arena_storage.data()) Arena(storage);
  return StartCrypto(*host, *tls_arena);
}

const Arena& TlsArena() { return *tls_arena; }

}  // namespace tegami
