// SPDX-License-Identifier: MIT
// The fast AES-GCM of x86-64 (toolchain/mbedtls/gcm_x86_64.c) against mbedTLS's portable one.
#if defined(__x86_64__)

#include <gtest/gtest.h>
#include <mbedtls/gcm.h>

#include <random>
#include <vector>

#include "fakes/crypto_setup.h"

extern "C" int tegami_portable_gcm_update(mbedtls_gcm_context* gcm, const unsigned char* input, size_t input_bytes,
                                          unsigned char* output, size_t output_size, size_t* output_bytes);

namespace tegami {
namespace {

using Update = decltype(tegami_portable_gcm_update)*;
using Octets = std::vector<uint8_t>;

struct Job {
  Octets key;
  Octets nonce;
  Octets associated;
  Octets text;
  std::vector<size_t> pieces;  // sizes of the calls; the rest in one
  int mode = MBEDTLS_GCM_ENCRYPT;
  uint32_t counter = 1;  // where the block counter begins
};

// The result and, behind it, the tag.
Octets Crypt(Update update, const Job& job) {
  mbedtls_gcm_context gcm;
  mbedtls_gcm_init(&gcm);
  EXPECT_EQ(mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, job.key.data(), static_cast<unsigned>(job.key.size() * 8)),
            0);
  EXPECT_EQ(mbedtls_gcm_starts(&gcm, job.mode, job.nonce.data(), job.nonce.size()), 0);
  for (int i = 0; i < 4; ++i) gcm.MBEDTLS_PRIVATE(y)[12 + i] = static_cast<uint8_t>(job.counter >> (24 - 8 * i));
  EXPECT_EQ(mbedtls_gcm_update_ad(&gcm, job.associated.data(), job.associated.size()), 0);
  Octets text = job.text;
  size_t done = 0;
  const auto run = [&](size_t bytes) {
    size_t written = 0;
    EXPECT_EQ(update(&gcm, text.data() + done, bytes, text.data() + done, bytes, &written), 0);
    EXPECT_EQ(written, bytes);
    done += bytes;
  };
  for (const size_t piece : job.pieces) run(std::min(piece, text.size() - done));
  run(text.size() - done);
  Octets tag(16);
  size_t rest = 0;
  EXPECT_EQ(mbedtls_gcm_finish(&gcm, nullptr, 0, &rest, tag.data(), tag.size()), 0);
  mbedtls_gcm_free(&gcm);
  text.insert(text.end(), tag.begin(), tag.end());
  return text;
}

class FastGcm : public testing::Test {
 protected:
  void SetUp() override { CryptoSetup::Get().Reset(); }

  Octets Random(size_t bytes) {
    Octets octets(bytes);
    for (uint8_t& octet : octets) octet = static_cast<uint8_t>(random_());
    return octets;
  }
  Job RandomJob(size_t bytes) {
    Job job;
    job.key = Random(std::array<size_t, 3>{16, 24, 32}[random_() % 3]);
    job.nonce = Random(12);
    job.associated = Random(random_() % 40);
    job.text = Random(bytes);
    job.mode = random_() % 2 == 0 ? MBEDTLS_GCM_ENCRYPT : MBEDTLS_GCM_DECRYPT;
    return job;
  }

  std::mt19937 random_{11};  // NOLINT: the same run every time
};

TEST_F(FastGcm, AgreesAtEveryLength) {
  for (size_t bytes = 0; bytes < 700; ++bytes) {
    const Job job = RandomJob(bytes);
    ASSERT_EQ(Crypt(mbedtls_gcm_update, job), Crypt(tegami_portable_gcm_update, job)) << bytes;
  }
  for (const size_t bytes : {16384, 16401, 65536, 100000}) {
    const Job job = RandomJob(bytes);
    ASSERT_EQ(Crypt(mbedtls_gcm_update, job), Crypt(tegami_portable_gcm_update, job)) << bytes;
  }
}

TEST_F(FastGcm, AgreesInPieces) {
  for (int i = 0; i < 300; ++i) {
    Job job = RandomJob(random_() % 3000);
    for (size_t left = job.text.size(); left > 0;) {
      const size_t piece = random_() % 3 == 0 ? 16 * (random_() % 40) : random_() % 600;
      job.pieces.push_back(std::min(piece, left));
      left -= job.pieces.back();
    }
    ASSERT_EQ(Crypt(mbedtls_gcm_update, job), Crypt(tegami_portable_gcm_update, job)) << i;
  }
}

// SP 800-38D §6.2: the counter is the last 32 bits, and wraps in them.
TEST_F(FastGcm, AgreesWhereTheCounterWraps) {
  for (uint32_t before = 0; before < 20; ++before) {
    Job job = RandomJob(1000);
    job.counter = UINT32_MAX - before;
    ASSERT_EQ(Crypt(mbedtls_gcm_update, job), Crypt(tegami_portable_gcm_update, job)) << before;
  }
}

TEST_F(FastGcm, WritesWhereItIsTold) {
  Job job = RandomJob(2000);
  job.mode = MBEDTLS_GCM_ENCRYPT;
  const Octets wanted = Crypt(tegami_portable_gcm_update, job);
  mbedtls_gcm_context gcm;
  mbedtls_gcm_init(&gcm);
  ASSERT_EQ(mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, job.key.data(), static_cast<unsigned>(job.key.size() * 8)),
            0);
  Octets output(2000 + 15);
  for (size_t skew = 0; skew < 15; ++skew) {
    Octets tag(16);
    ASSERT_EQ(mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, 2000, job.nonce.data(), job.nonce.size(),
                                        job.associated.data(), job.associated.size(), job.text.data(),
                                        output.data() + skew, tag.size(), tag.data()),
              0);
    ASSERT_TRUE(std::equal(output.begin() + static_cast<ptrdiff_t>(skew),
                           output.end() - static_cast<ptrdiff_t>(15 - skew), wanted.begin()));
    ASSERT_TRUE(std::equal(tag.begin(), tag.end(), wanted.begin() + 2000));
    Octets plain(2000);
    ASSERT_EQ(
        mbedtls_gcm_auth_decrypt(&gcm, 2000, job.nonce.data(), job.nonce.size(), job.associated.data(),
                                 job.associated.size(), tag.data(), tag.size(), output.data() + skew, plain.data()),
        0);
    ASSERT_EQ(plain, job.text);
    tag[skew] ^= 1;
    ASSERT_EQ(
        mbedtls_gcm_auth_decrypt(&gcm, 2000, job.nonce.data(), job.nonce.size(), job.associated.data(),
                                 job.associated.size(), tag.data(), tag.size(), output.data() + skew, plain.data()),
        MBEDTLS_ERR_GCM_AUTH_FAILED);
    ASSERT_EQ(plain, Octets(2000));
  }
  size_t written = 0;
  EXPECT_EQ(mbedtls_gcm_update(&gcm, output.data(), 1000, output.data() + 8, 1000, &written), MBEDTLS_ERR_GCM_BAD_INPUT)
      << "an overlap that cannot work";
  EXPECT_EQ(mbedtls_gcm_update(&gcm, job.text.data(), 1000, output.data(), 999, &written),
            MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL);
  mbedtls_gcm_free(&gcm);
}

}  // namespace
}  // namespace tegami

#endif
