// SPDX-License-Identifier: MIT
// AES-GCM on x86-64, eight blocks at a time: mbedTLS's own does one after the other, a tenth of what the processor can.
//
// The build renames three functions of mbedTLS's gcm.c to tegami_portable_gcm_*; these here take their names. Whatever
// is not a long run of whole blocks, on a processor with AES-NI and PCLMULQDQ, still goes to the portable ones, so that
// every rule of the API (lengths, overlaps, order of calls) is theirs. Neither has a branch or an index that depends on
// a secret. Checked against them in tests/unit/crypto/gcm_test.cpp.
//
// GHASH: Gueron and Kounavis, "Intel Carry-Less Multiplication Instruction and its Usage for Computing the GCM Mode",
// the reflected product, with eight products reduced at once.
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include <immintrin.h>
#include <mbedtls/aes.h>
#include <mbedtls/constant_time.h>
#include <mbedtls/gcm.h>
#include <mbedtls/platform_util.h>

int tegami_portable_gcm_update(mbedtls_gcm_context* gcm, const unsigned char* input, size_t input_bytes,
                               unsigned char* output, size_t output_size, size_t* output_bytes);

#define FAST __attribute__((target("aes,pclmul,ssse3")))

enum { kBlockBytes = 16, kLanes = 8, kRunBytes = kBlockBytes * kLanes, kRoundsMax = 14, kFastFromBytes = 256 };

// The key schedule and the powers of the hash key, for one call.
typedef struct {
  __m128i round_keys[kRoundsMax + 1];
  __m128i powers[kLanes];  // H^8 first, H last: the first block of a run is multiplied most often
  int rounds;
} Schedule;

// A product of 256 bits that is not reduced yet.
typedef struct {
  __m128i low;
  __m128i middle;
  __m128i high;
} Product;

FAST static inline __m128i Reflect(__m128i block) {
  return _mm_shuffle_epi8(block, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

FAST static inline void Multiply(Product* sum, __m128i a, __m128i b) {
  sum->low = _mm_xor_si128(sum->low, _mm_clmulepi64_si128(a, b, 0x00));
  sum->high = _mm_xor_si128(sum->high, _mm_clmulepi64_si128(a, b, 0x11));
  sum->middle = _mm_xor_si128(sum->middle, _mm_clmulepi64_si128(a, b, 0x10));
  sum->middle = _mm_xor_si128(sum->middle, _mm_clmulepi64_si128(a, b, 0x01));
}

FAST static inline __m128i Reduce(const Product* sum) {
  __m128i low = _mm_xor_si128(sum->low, _mm_slli_si128(sum->middle, 8));
  __m128i high = _mm_xor_si128(sum->high, _mm_srli_si128(sum->middle, 8));
  // The product of reflected numbers is one bit short.
  const __m128i low_carry = _mm_srli_epi32(low, 31);
  const __m128i high_carry = _mm_srli_epi32(high, 31);
  low = _mm_or_si128(_mm_slli_epi32(low, 1), _mm_slli_si128(low_carry, 4));
  high = _mm_or_si128(_mm_slli_epi32(high, 1), _mm_slli_si128(high_carry, 4));
  high = _mm_or_si128(high, _mm_srli_si128(low_carry, 12));
  // Modulo x^128 + x^7 + x^2 + x + 1.
  __m128i folded = _mm_xor_si128(_mm_slli_epi32(low, 31), _mm_slli_epi32(low, 30));
  folded = _mm_xor_si128(folded, _mm_slli_epi32(low, 25));
  low = _mm_xor_si128(low, _mm_slli_si128(folded, 12));
  __m128i rest = _mm_xor_si128(_mm_srli_epi32(low, 1), _mm_srli_epi32(low, 2));
  rest = _mm_xor_si128(rest, _mm_srli_epi32(low, 7));
  rest = _mm_xor_si128(rest, _mm_srli_si128(folded, 4));
  return _mm_xor_si128(high, _mm_xor_si128(low, rest));
}

FAST static __m128i MultiplyOne(__m128i a, __m128i b) {
  Product product = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
  Multiply(&product, a, b);
  return Reduce(&product);
}

FAST static void Prepare(Schedule* schedule, const mbedtls_aes_context* aes) {
  const unsigned char* keys = (const unsigned char*)(aes->buf + aes->rk_offset);
  schedule->rounds = aes->nr;
  for (int i = 0; i <= aes->nr; ++i) {
    schedule->round_keys[i] = _mm_loadu_si128((const __m128i*)(keys + kBlockBytes * i));
  }
  // SP 800-38D §7.1: H is the encryption of zeros.
  __m128i hash_key = schedule->round_keys[0];
  for (int i = 1; i < aes->nr; ++i) hash_key = _mm_aesenc_si128(hash_key, schedule->round_keys[i]);
  hash_key = Reflect(_mm_aesenclast_si128(hash_key, schedule->round_keys[aes->nr]));
  schedule->powers[kLanes - 1] = hash_key;
  for (int i = kLanes - 2; i >= 0; --i) schedule->powers[i] = MultiplyOne(schedule->powers[i + 1], hash_key);
}

// The key stream of eight blocks; `counter` is reflected, so that its last 32 bits count (SP 800-38D §6.2).
FAST static inline __m128i KeyStream(const Schedule* schedule, __m128i counter, __m128i stream[kLanes]) {
  const __m128i one = _mm_set_epi32(0, 0, 0, 1);
  for (int lane = 0; lane < kLanes; ++lane) {
    counter = _mm_add_epi32(counter, one);
    stream[lane] = _mm_xor_si128(Reflect(counter), schedule->round_keys[0]);
  }
  for (int round = 1; round < schedule->rounds; ++round) {
    const __m128i key = schedule->round_keys[round];
    for (int lane = 0; lane < kLanes; ++lane) stream[lane] = _mm_aesenc_si128(stream[lane], key);
  }
  const __m128i last = schedule->round_keys[schedule->rounds];
  for (int lane = 0; lane < kLanes; ++lane) stream[lane] = _mm_aesenclast_si128(stream[lane], last);
  return counter;
}

// Whole runs of eight blocks; returns the octets done.
FAST static size_t CryptRuns(mbedtls_gcm_context* gcm, const unsigned char* input, size_t bytes,
                             unsigned char* output) {
  Schedule schedule;
  Prepare(&schedule, (const mbedtls_aes_context*)gcm->cipher_ctx.cipher_ctx);
  __m128i counter = Reflect(_mm_loadu_si128((const __m128i*)gcm->y));
  __m128i hash = Reflect(_mm_loadu_si128((const __m128i*)gcm->buf));
  const int encrypt = gcm->mode == MBEDTLS_GCM_ENCRYPT;
  size_t done = 0;
  for (; bytes - done >= kRunBytes; done += kRunBytes) {
    __m128i stream[kLanes];
    counter = KeyStream(&schedule, counter, stream);
    Product sum = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
    for (int lane = 0; lane < kLanes; ++lane) {
      const __m128i from = _mm_loadu_si128((const __m128i*)(input + done + kBlockBytes * lane));
      const __m128i to = _mm_xor_si128(from, stream[lane]);
      _mm_storeu_si128((__m128i*)(output + done + kBlockBytes * lane), to);
      __m128i hashed = Reflect(encrypt ? to : from);
      if (lane == 0) hashed = _mm_xor_si128(hashed, hash);
      Multiply(&sum, hashed, schedule.powers[lane]);
    }
    hash = Reduce(&sum);
  }
  _mm_storeu_si128((__m128i*)gcm->y, Reflect(counter));
  _mm_storeu_si128((__m128i*)gcm->buf, Reflect(hash));
  gcm->len += done;
  mbedtls_platform_zeroize(&schedule, sizeof schedule);
  return done;
}

static int IsFast(const mbedtls_gcm_context* gcm, const unsigned char* input, size_t bytes, const unsigned char* output,
                  size_t output_size) {
  if (bytes < kFastFromBytes || bytes > output_size || gcm->len % kBlockBytes != 0) return 0;
  if (output > input && (size_t)(output - input) < bytes) return 0;           // the portable one refuses
  if (bytes > 0xFFFFFFFE0ULL || gcm->len > 0xFFFFFFFE0ULL - bytes) return 0;  // SP 800-38D §5.2.1.1: and here too
  return __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("ssse3");
}

int mbedtls_gcm_update(mbedtls_gcm_context* gcm, const unsigned char* input, size_t input_bytes, unsigned char* output,
                       size_t output_size, size_t* output_bytes) {
  if (!IsFast(gcm, input, input_bytes, output, output_size)) {
    return tegami_portable_gcm_update(gcm, input, input_bytes, output, output_size, output_bytes);
  }
  // The first block sees to what is left of the associated data, the last ones to what is no whole run.
  size_t written = 0;
  int error = tegami_portable_gcm_update(gcm, input, kBlockBytes, output, kBlockBytes, &written);
  if (error != 0) return error;
  size_t done = kBlockBytes;
  done += CryptRuns(gcm, input + done, input_bytes - done, output + done);
  const size_t rest = input_bytes - done;
  error = tegami_portable_gcm_update(gcm, input + done, rest, output + done, rest, &written);
  *output_bytes = input_bytes;
  return error;
}

int mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context* gcm, int mode, size_t bytes, const unsigned char* nonce,
                              size_t nonce_bytes, const unsigned char* associated, size_t associated_bytes,
                              const unsigned char* input, unsigned char* output, size_t tag_bytes, unsigned char* tag) {
  size_t written = 0;
  int error = mbedtls_gcm_starts(gcm, mode, nonce, nonce_bytes);
  if (error == 0) error = mbedtls_gcm_update_ad(gcm, associated, associated_bytes);
  if (error == 0) error = mbedtls_gcm_update(gcm, input, bytes, output, bytes, &written);
  if (error == 0) error = mbedtls_gcm_finish(gcm, NULL, 0, &written, tag, tag_bytes);
  return error;
}

int mbedtls_gcm_auth_decrypt(mbedtls_gcm_context* gcm, size_t bytes, const unsigned char* nonce, size_t nonce_bytes,
                             const unsigned char* associated, size_t associated_bytes, const unsigned char* tag,
                             size_t tag_bytes, const unsigned char* input, unsigned char* output) {
  unsigned char wanted[kBlockBytes];
  const int error = mbedtls_gcm_crypt_and_tag(gcm, MBEDTLS_GCM_DECRYPT, bytes, nonce, nonce_bytes, associated,
                                              associated_bytes, input, output, tag_bytes, wanted);
  if (error != 0) return error;
  if (mbedtls_ct_memcmp(tag, wanted, tag_bytes) == 0) return 0;
  mbedtls_platform_zeroize(output, bytes);
  return MBEDTLS_ERR_GCM_AUTH_FAILED;
}
