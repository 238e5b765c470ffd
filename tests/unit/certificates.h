// SPDX-License-Identifier: MIT
// The certificates of tests/certificates/make, as DER; made in the build folder when the first is asked for.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "trust/extra_roots.h"

namespace tegami {

// Where they are, from the working directory of the tests.
inline const std::string& CertificateFolder() {
  static const std::string folder = [] {
    const std::string made = "test-certificates";
    const std::string command = std::string(TEGAMI_TESTS_DIR) + "/certificates/make " + made;
    if (std::system(command.c_str()) != 0) std::abort();  // NOLINT: the tests' own script
    return made;
  }();
  return folder;
}

inline std::vector<uint8_t> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<uint8_t> Certificate(const std::string& name) {
  return ReadFile(CertificateFolder() + "/" + name + ".der");
}
inline std::vector<uint8_t> CertificateKey(const std::string& name) {
  return ReadFile(CertificateFolder() + "/" + name + ".key.der");
}

// Roots of a test, by name. What Find() gives is overwritten by the next call, as a store's would be.
class TestRoots final : public ExtraRoots {
 public:
  explicit TestRoots(std::initializer_list<const char*> names) {
    for (const char* name : names) certificates_.push_back(Certificate(name));
  }

  void Add(std::vector<uint8_t> der) { certificates_.push_back(std::move(der)); }

  ConstBytes Find(SubjectKey subject, size_t nth) override {
    for (const auto& der : certificates_) {
      const Result<ConstBytes> name = SubjectOf(der);
      if (!name || SubjectKeyOf(*name) != subject) continue;
      if (nth-- == 0) {
        lent_.assign(der.begin(), der.end());
        return lent_;
      }
    }
    return {};
  }

 private:
  std::vector<std::vector<uint8_t>> certificates_;
  std::vector<uint8_t> lent_;
};

}  // namespace tegami
