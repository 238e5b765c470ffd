// SPDX-License-Identifier: MIT
// Signed bundles of root certificates, made by the maker's own tool.
#pragma once

#include "unit/certificates.h"

namespace tegami {

inline void RunTestCommand(const std::string& command) {
  if (std::system(command.c_str()) != 0) std::abort();  // NOLINT: the tests' own commands
}

// The key pair `name`, made when it is first asked for: the public key, 65 octets.
inline std::vector<uint8_t> MakerKey(const std::string& name = "maker") {
  const std::string base = CertificateFolder() + "/" + name;
  if (!std::ifstream(base + ".spki")) {
    RunTestCommand(std::string(TEGAMI_TESTS_DIR) + "/../toolchain/roots_bundle keygen --private " + base +
                   ".private.pem --public " + base + ".public.pem && openssl pkey -pubin -in " + base +
                   ".public.pem -outform DER -out " + base + ".spki");
  }
  const std::vector<uint8_t> spki = ReadFile(base + ".spki");
  return {spki.end() - 65, spki.end()};
}

// A bundle of what `source` names: files of CertificateFolder(), roots of Mozilla's set ("mozilla/ISRG_Root_X1"), or ""
// for that whole set.
inline std::vector<uint8_t> MakeBundle(uint32_t version, const std::string& source,
                                       const std::string& maker = "maker") {
  MakerKey(maker);
  const std::string path = CertificateFolder() + "/" + maker + ".tgr";
  std::string command = std::string(TEGAMI_TESTS_DIR) + "/../toolchain/roots_bundle sign --key " + CertificateFolder() +
                        "/" + maker + ".private.pem --version " + std::to_string(version) + " --output " + path;
  const std::string mozilla = "mozilla/";
  size_t begin = 0;
  while (begin < source.size()) {
    const size_t end = std::min(source.find(' ', begin), source.size());
    const std::string name = source.substr(begin, end - begin);
    command += name.starts_with(mozilla) ? " " + std::string(TEGAMI_TESTS_DIR) + "/../build/deps/ca-certificates/" +
                                               name.substr(mozilla.size()) + ".crt"
                                         : " " + CertificateFolder() + "/" + name + ".pem";
    begin = end + 1;
  }
  RunTestCommand(command + " > /dev/null");
  return ReadFile(path);
}

}  // namespace tegami
