# SPDX-License-Identifier: MIT
"""Counts of tests, and how they are read from what a suite printed."""
import dataclasses
import json
import re

LAST_LINE = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)


@dataclasses.dataclass
class Result:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    tail: int = 40  # lines of the log shown on a failure
    notes: list = dataclasses.field(default_factory=list)

    def __iadd__(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        return self


def from_last_line(log, status):
    """Reads "N passed, N failed[, N skipped]", the last such line; a status that contradicts it is one more failure."""
    found = LAST_LINE.findall(log.read_text(errors="replace"))
    if not found:
        return Result(failed=1, notes=[f"ended with status {status} and without a line of counts"])
    passed, failed, skipped = (int(count or 0) for count in found[-1])
    if status != 0 and failed == 0:
        return Result(passed, 1, skipped, notes=[f"ended with status {status}"])
    return Result(passed, failed, skipped)


def from_googletest(report, status):
    """Reads GoogleTest's JSON report; without one the program died."""
    if not report.exists():
        return Result(failed=1, notes=["was not built" if status == 127 else f"died with status {status}"])
    tests = [test for suite in json.loads(report.read_text())["testsuites"] for test in suite["testsuite"]]
    failed = sum(1 for test in tests if test.get("failures"))
    skipped = sum(1 for test in tests if not test.get("failures") and test.get("result") != "COMPLETED")
    failed = max(failed, 1) if status != 0 else failed
    return Result(max(len(tests) - failed - skipped, 0), failed, skipped)


def from_googletest_text(log, status):
    """Reads GoogleTest's closing lines, for a board that has no files."""
    text = log.read_text(errors="replace")

    def count(pattern):
        match = re.search(pattern, text)
        return int(match[1]) if match else 0

    passed = count(r"\[  PASSED  \] (\d+) test")
    failed = count(r"(\d+) FAILED TESTS?")
    skipped = count(r"\[  SKIPPED \] (\d+) test")
    if status != 0 or passed + failed == 0:
        failed = max(failed, 1)
    return Result(passed, failed, skipped)


def from_node(log, status):
    """Reads the closing lines of node's test runner."""
    text = log.read_text(errors="replace")
    pairs = re.findall(r"^(?:ℹ|#) (pass|fail|skipped|cancelled) (\d+)$", text, re.MULTILINE)
    counts = {key: int(value) for key, value in pairs}
    failed = counts.get("fail", 0) + counts.get("cancelled", 0)
    if status != 0 or not counts:
        failed = max(failed, 1)
    return Result(counts.get("pass", 0), failed, counts.get("skipped", 0))
