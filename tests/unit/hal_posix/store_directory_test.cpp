// SPDX-License-Identifier: MIT
#include "posix/store_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "posix/device_key.h"
#include "posix/entropy.h"
#include "posix/flash.h"
#include "unit/hal_posix/temporary_directory.h"

namespace tegami {
namespace {

using Missing = StoreDirectory::Missing;
using Key = std::array<uint8_t, DeviceKey::kDerivedBytes>;

mode_t ModeOf(const std::string& path) {
  struct stat facts{};
  EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
  return facts.st_mode & 0777U;
}

Key Derive(PosixDeviceKey& device_key) {
  Key key{};
  EXPECT_TRUE(device_key.Derive(AsBytes("label"), AsBytes("salt"), key));
  return key;
}

TEST(StoreDirectory, IsMadeForTheOwnerAlone) {
  TemporaryDirectory temporary;
  StoreDirectory directory;
  ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kCreate));
  EXPECT_EQ(ModeOf(temporary.path("store")), 0700U);
  EXPECT_TRUE(directory.trouble().empty());
}

TEST(StoreDirectory, MustExistWhereThatIsAsked) {
  TemporaryDirectory temporary;
  StoreDirectory directory;
  EXPECT_EQ(directory.Open(temporary.path("store").c_str(), Missing::kFail).error(), Error::kNotFound);
  EXPECT_EQ(directory.trouble(), temporary.path("store") + " does not exist");
  EXPECT_FALSE(std::filesystem::exists(temporary.path("store")));
}

TEST(StoreDirectory, ServesOneProcessAtATime) {
  TemporaryDirectory temporary;
  {
    StoreDirectory first;
    ASSERT_TRUE(first.Open(temporary.path("store").c_str(), Missing::kCreate));
    StoreDirectory second;
    EXPECT_EQ(second.Open(temporary.path("store").c_str(), Missing::kCreate).error(), Error::kBusy);
    EXPECT_EQ(second.trouble(), temporary.path("store") + " is in use by another process");
  }
  StoreDirectory third;
  EXPECT_TRUE(third.Open(temporary.path("store").c_str(), Missing::kFail));
}

TEST(StoreDirectory, SaysWhatTheSystemSays) {
  StoreDirectory directory;
  EXPECT_EQ(directory.Open("/dev/null/store", Missing::kCreate).error(), Error::kIo);
  EXPECT_EQ(directory.trouble(), "/dev/null/store cannot be made: Not a directory");
}

TEST(PosixDeviceKey, IsMadeOnceAndForTheOwnerAlone) {
  TemporaryDirectory temporary;
  PosixEntropy entropy;
  Key first;
  {
    StoreDirectory directory;
    ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kCreate));
    PosixDeviceKey device_key(directory, entropy);
    first = Derive(device_key);
    EXPECT_EQ(ModeOf(temporary.path("store/device.key")), 0600U);
    EXPECT_EQ(std::filesystem::file_size(temporary.path("store/device.key")), 32U);
  }
  StoreDirectory directory;
  ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kFail));
  PosixDeviceKey device_key(directory, entropy);
  EXPECT_EQ(Derive(device_key), first);
}

TEST(PosixDeviceKey, DiffersBetweenDevices) {
  TemporaryDirectory temporary;
  PosixEntropy entropy;
  StoreDirectory one;
  StoreDirectory other;
  ASSERT_TRUE(one.Open(temporary.path("one").c_str(), Missing::kCreate));
  ASSERT_TRUE(other.Open(temporary.path("other").c_str(), Missing::kCreate));
  PosixDeviceKey key_of_one(one, entropy);
  PosixDeviceKey key_of_other(other, entropy);
  EXPECT_NE(Derive(key_of_one), Derive(key_of_other));
}

TEST(PosixDeviceKey, FailsForAFileThatWasCut) {
  TemporaryDirectory temporary;
  PosixEntropy entropy;
  StoreDirectory directory;
  ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kCreate));
  ASSERT_TRUE(directory.CreateFile("device.key", AsBytes("too short")));
  PosixDeviceKey device_key(directory, entropy);
  Key key{};
  EXPECT_EQ(device_key.Derive(AsBytes("label"), AsBytes("salt"), key).error(), Error::kIo);
  EXPECT_EQ(std::filesystem::file_size(temporary.path("store/device.key")), 9U) << "it is left for whoever can mend it";
}

TEST(PosixFlash, KeepsItsGeometryAndItsContents) {
  TemporaryDirectory temporary;
  constexpr FlashGeometry kGeometry{.sector_bytes = 4096, .sector_count = 8, .program_unit_bytes = 16};
  const std::array<uint8_t, 16> data{1, 2, 3};
  {
    StoreDirectory directory;
    ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kCreate));
    PosixFlash flash;
    ASSERT_TRUE(flash.Open(directory, {.geometry = kGeometry}));
    EXPECT_TRUE(flash.Program(4096, data));
  }
  StoreDirectory directory;
  ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kFail));
  PosixFlash other;
  EXPECT_EQ(other.Open(directory, {}).error(), Error::kInvalidArgument);
  EXPECT_NE(directory.trouble().find("another size"), std::string_view::npos);
  PosixFlash flash;
  ASSERT_TRUE(flash.Open(directory, {.geometry = kGeometry}));
  std::array<uint8_t, 16> read{};
  EXPECT_TRUE(flash.Read(4096, read));
  EXPECT_EQ(read, data);
  EXPECT_EQ(flash.Program(4096, data).error(), Error::kInvalidArgument);
}

TEST(PosixFlash, RefusesGeometriesThatNoChipHas) {
  TemporaryDirectory temporary;
  StoreDirectory directory;
  ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kCreate));
  for (const FlashGeometry& geometry :
       {FlashGeometry{.sector_bytes = 2048, .sector_count = 8, .program_unit_bytes = 4},
        FlashGeometry{.sector_bytes = 512 * 1024, .sector_count = 8, .program_unit_bytes = 4},
        FlashGeometry{.sector_bytes = 5000, .sector_count = 8, .program_unit_bytes = 4},
        FlashGeometry{.sector_bytes = 4096, .sector_count = 0, .program_unit_bytes = 4},
        FlashGeometry{.sector_bytes = 4096, .sector_count = 8, .program_unit_bytes = 0},
        FlashGeometry{.sector_bytes = 4096, .sector_count = 8, .program_unit_bytes = 3},
        FlashGeometry{.sector_bytes = 4096, .sector_count = 8, .program_unit_bytes = 512}}) {
    PosixFlash flash;
    EXPECT_EQ(flash.Open(directory, {.geometry = geometry}).error(), Error::kInvalidArgument);
  }
  EXPECT_FALSE(std::filesystem::exists(temporary.path("store/flash.bin")));
}

TEST(PosixFlash, KeepsWhatAPowerCutLeft) {
  TemporaryDirectory temporary;
  StoreDirectory directory;
  ASSERT_TRUE(directory.Open(temporary.path("store").c_str(), Missing::kCreate));
  const std::array<uint8_t, 16> zeros{};
  {
    PosixFlash flash;
    ASSERT_TRUE(flash.Open(directory, {}));
    flash.model().SetPowerCut({.operation = 1, .octets = 8});
    EXPECT_EQ(flash.Program(0, zeros).error(), Error::kIo);
    EXPECT_EQ(flash.Erase(0).error(), Error::kIo);
  }
  PosixFlash flash;
  ASSERT_TRUE(flash.Open(directory, {}));
  std::array<uint8_t, 16> read{};
  EXPECT_TRUE(flash.Read(0, read));
  EXPECT_EQ(read[7], 0x00);
  EXPECT_EQ(read[8], 0xFF);
}

}  // namespace
}  // namespace tegami
