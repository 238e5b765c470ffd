// SPDX-License-Identifier: MIT
#include "bench/store/keeper.h"
#include "fakes/crypto_setup.h"
#include "fakes/fake_device_key.h"
#include "store/store.h"

namespace tegami::bench {
namespace {

class Log final : public Keeper {
 public:
  explicit Log(Chip& chip) : chip_(chip) {}
  bool Mount() override {
    store_ = std::make_unique<Store>(chip_, key_, CryptoSetup::Get().entropy);
    return store_->Mount().has_value();
  }
  bool Put(RecordId id, ConstBytes value) override { return store_->Put(id, value).has_value(); }
  bool Remove(RecordId id) override { return store_->Remove(id).has_value(); }
  size_t ram_bytes() const override { return sizeof(Store); }

 private:
  Chip& chip_;
  FakeDeviceKey key_;
  std::unique_ptr<Store> store_;
};

}  // namespace

std::unique_ptr<Keeper> MakeLog(Chip& chip) { return std::make_unique<Log>(chip); }

}  // namespace tegami::bench
