// SPDX-License-Identifier: MIT
// Where the conversations lie.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace tegami {

// The files of tests/transcripts/<folder>.
inline std::vector<std::string> TranscriptPaths(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(TEGAMI_TESTS_DIR "/transcripts/" + folder)) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace tegami
