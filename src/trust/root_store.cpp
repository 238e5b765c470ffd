// SPDX-License-Identifier: MIT
// Looking roots up by subject: a binary search in flash, then the sources that were added.
#include "trust/root_store.h"

#include <algorithm>

#include "tegami/base/bytes.h"

namespace tegami {

Status RootStore::Add(ExtraRoots& roots) {
  if (extra_count_ == kExtraSourcesMax) return Fail(Error::kNoSpace);
  extra_[extra_count_++] = &roots;
  return {};
}

ConstBytes RootStore::Find(SubjectKey subject, size_t nth) const {
  if (updated_ != nullptr) {
    // Counts the update's own from 0, so that the added ones follow the last of them.
    size_t in_update = 0;
    for (; in_update <= nth; ++in_update) {
      const Result<ConstBytes> found = updated_->Find(subject, in_update);
      if (!found) break;
      if (found->empty()) return FindAdded(subject, nth - in_update);
      if (in_update == nth) return *found;
    }
  }
  const ConstBytes found = FindBuiltIn(subject, nth);
  return found.empty() ? FindAdded(subject, nth) : found;
}

// Empty: not built in, and `nth` counts from the first that follows.
ConstBytes RootStore::FindBuiltIn(SubjectKey subject, size_t& nth) const {
  const auto before = [](const RootTable::Entry& entry, SubjectKey key) { return entry.subject < key; };
  const auto first = std::lower_bound(table_.index.begin(), table_.index.end(), subject, before);
  auto last = first;
  while (last != table_.index.end() && last->subject == subject) ++last;
  const auto built_in = static_cast<size_t>(last - first);
  if (nth >= built_in) {
    nth -= built_in;
    return {};
  }
  const RootTable::Entry& entry = *(first + static_cast<ptrdiff_t>(nth));
  return table_.certificates.subspan(entry.offset, entry.bytes);
}

ConstBytes RootStore::FindAdded(SubjectKey subject, size_t nth) const {
  for (size_t i = 0; i < extra_count_; ++i) {
    size_t in_source = 0;
    for (ConstBytes found; !(found = extra_[i]->Find(subject, in_source)).empty(); ++in_source) {
      if (in_source == nth) return found;
    }
    nth -= in_source;
  }
  return {};
}

bool RootStore::WasAdded(SubjectKey subject, ConstBytes certificate) const {
  for (size_t i = 0; i < extra_count_; ++i) {
    ConstBytes found;
    for (size_t nth = 0; !(found = extra_[i]->Find(subject, nth)).empty(); ++nth) {
      if (std::ranges::equal(found, certificate)) return true;
    }
  }
  return false;
}

}  // namespace tegami
