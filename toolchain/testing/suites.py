# SPDX-License-Identifier: MIT
"""The suites, in the order in which they run: builds before what they are needed for, quick ones before slow ones."""
import concurrent.futures
import os
import pathlib
import re
import subprocess

from testing import result
from testing.result import Result

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
BOARD = "vexpress_a9"
TIMEOUT_SECONDS = {"fast": 300, "normal": 2400, "long": 24 * 3600}
FUZZ_SECONDS = {"normal": 5, "long": 1800}


def call(command, log, environment, folder=ROOT):
    """Runs a command, its output into `log`; returns its status: 124 took too long, 127 is missing."""
    with open(log, "ab") as output:
        try:
            return subprocess.run([str(part) for part in command], cwd=folder, env=environment, check=False,
                                  stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                  timeout=TIMEOUT_SECONDS[environment["TEGAMI_TEST_MODE"]]).returncode
        except subprocess.TimeoutExpired:
            output.write(b"\nended: it took too long\n")
            return 124
        except OSError as error:
            output.write(f"\n{command[0]}: {error.strerror}\n".encode())
            return 127


def side_by_side(one, names, log):
    """Yields (name, what one(name, its own log) returned), in order; as many at once as there are cores. The logs are
    put together in `log`, in order too."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        parts = [log.with_name(f"{log.name}.{name}") for name in names]
        for name, part, found in zip(names, parts, pool.map(one, names, parts)):
            with open(log, "ab") as whole:
                whole.write(part.read_bytes() if part.exists() else b"")
            part.unlink(missing_ok=True)
            yield name, found


class Suite:
    """A name, what it needs (names of suites), and how it runs."""

    needs = ()

    def __init__(self, name):
        self.name = name

    def run(self, log, environment):
        log.write_bytes(b"")
        return self.execute(log, environment)


class Build(Suite):
    """One variant of toolchain/build; counts as one test."""

    def __init__(self, variant):
        super().__init__(f"build-{variant}")
        self.variant = variant

    def execute(self, log, environment):
        status = call([ROOT / "toolchain" / "build", self.variant, "-k"], log, environment)
        return Result(passed=1) if status == 0 else Result(failed=1)


class Checks(Suite):
    """toolchain/checks, all or the fast ones."""

    def __init__(self, fast):
        super().__init__("checks")
        self.fast = fast
        self.needs = () if fast else ("build-clang",)

    def execute(self, log, environment):
        status = call([ROOT / "toolchain" / "checks", *(["--fast"] if self.fast else [])], log, environment)
        return result.from_last_line(log, status)


class Size(Suite):
    """The firmware against tests/bench/firmware_budget.txt."""

    def __init__(self):
        super().__init__("size")
        self.needs = (f"build-{BOARD}",)

    def execute(self, log, environment):
        linked = pathlib.Path(environment["TEGAMI_BUILD_DIR"]) / BOARD / "tegami.map"
        status = call([ROOT / "toolchain" / "size", "--check", "--map", linked], log, environment)
        found = result.from_last_line(log, status)
        found.notes += log.read_text().splitlines()[:-1]
        return found


class GoogleTests(Suite):
    """Every test executable of the sanitized host build."""

    needs = ("build-test",)

    def execute(self, log, environment):
        build = pathlib.Path(environment["TEGAMI_BUILD_DIR"]) / "test"
        total = Result()
        environment = dict(environment, ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1",
                           UBSAN_OPTIONS="print_stacktrace=1")
        listing = subprocess.run(["ctest", "--test-dir", str(build), "-N"], capture_output=True, text=True, check=False)
        names = re.findall(r"^ *Test +#\d+: (\S+)", listing.stdout, re.MULTILINE)
        # What has a suite of its own knows better what the program needs.
        names = [name for name in names if not (TESTS / name / "run").exists()]

        def one(name, part):
            report = build / f"{name}.json"
            report.unlink(missing_ok=True)
            status = call([build / name, "--gtest_brief=1", f"--gtest_output=json:{report}"], part, environment, build)
            return result.from_googletest(report, status)

        for name, found in side_by_side(one, names, log):
            total += found
            total.notes += [f"{name}: {note}" for note in found.notes]
            if found.failed and not found.notes:
                total.notes.append(f"{name}: {found.failed} failed")
        return total


class Fuzz(Suite):
    """Each fuzzer for a while, on its corpus; counts as one test each."""

    needs = ("build-fuzz",)

    def __init__(self, seconds):
        super().__init__("fuzz")
        self.seconds = seconds

    def execute(self, log, environment):
        build = pathlib.Path(environment["TEGAMI_BUILD_DIR"]) / "fuzz"
        total = Result()
        fuzzers = sorted(path for path in build.glob("fuzz_*") if path.is_file() and os.access(path, os.X_OK))

        def one(name, part):
            corpus = TESTS / "fuzz" / "corpus" / name.removeprefix("fuzz_")
            found = build / f"{name}.corpus"
            found.mkdir(exist_ok=True)
            command = [build / name, f"-max_total_time={self.seconds}", "-timeout=10", "-rss_limit_mb=1024", found]
            return call([*command, *([corpus] if corpus.is_dir() else [])], part, environment, build)

        for name, status in side_by_side(one, [fuzzer.name for fuzzer in fuzzers], log):
            total += Result(passed=1) if status == 0 else Result(failed=1)
            if status != 0:
                total.notes.append(f"{name}: ended with status {status}; the input lies in {build}")
        return total


class Run(Suite):
    """An executable tests/<name>/run, which counts for itself. A line "needs: ..." in it names the builds it uses."""

    def __init__(self, name):
        super().__init__(name)
        said = re.search(r"^\W*needs: (.*)$", (TESTS / name / "run").read_text(errors="replace"), re.MULTILINE)
        self.needs = tuple(said[1].split()) if said else ("build-test", "build-host", f"build-{BOARD}")

    def execute(self, log, environment):
        return result.from_last_line(log, call([TESTS / self.name / "run"], log, environment))


class NodeTests(Suite):
    """tests/<name>/*.test.mjs by node's test runner."""

    def execute(self, log, environment):
        folder = TESTS / self.name
        if (folder / "package-lock.json").exists() and not (folder / "node_modules").is_dir():
            if call(["npm", "ci", "--no-audit", "--no-fund"], log, environment, folder) != 0:
                return Result(failed=1, notes=["npm could not install what package-lock.json names"])
        files = sorted(folder.rglob("*.test.mjs"))
        files = [path for path in files if "node_modules" not in path.parts]
        return result.from_node(log, call(["node", "--test", *files], log, environment))


class Scripts(Suite):
    """Executable tests/<name>/*.sh, one test each: exit status 0 passed, 77 skipped."""

    def execute(self, log, environment):
        total = Result()
        for script in sorted((TESTS / self.name).glob("*.sh")):
            status = call([script], log, environment) if os.access(script, os.X_OK) else 126
            total += Result(passed=status == 0, failed=status not in (0, 77), skipped=status == 77)
            if status != 0:
                total.notes.append(f"{script.name}: {'skipped' if status == 77 else f'ended with status {status}'}")
        return total


def found_suites():
    """The suites that lie in tests/ as files."""
    for folder in sorted(path for path in TESTS.iterdir() if path.is_dir()) if TESTS.is_dir() else []:
        if os.access(folder / "run", os.X_OK):
            yield Run(folder.name)
        elif any(folder.glob("*.test.mjs")):
            yield NodeTests(folder.name)
        elif any(folder.glob("*.sh")):
            yield Scripts(folder.name)


def plan(mode):
    """All suites of this mode."""
    chosen = [Build("test"), GoogleTests("host")]
    chosen += [] if mode == "fast" else [Build("clang")]
    chosen += [Checks(mode == "fast"), Build("host"), Build(BOARD), Size()]
    if mode != "fast" and any((TESTS / "fuzz").glob("*_fuzz.cpp")):
        chosen += [Build("fuzz"), Fuzz(FUZZ_SECONDS[mode])]
    return chosen + list(found_suites())


def expand(suites, names, die):
    """The suites with these names and what they need; all where no name is given."""
    if not names:
        return suites
    by_name = {suite.name: suite for suite in suites}
    wanted = set()
    for name in names:
        if name not in by_name:
            die(f"no suite {name!r} (toolchain/test --list names them)")
        wanted.update((name, *by_name[name].needs))
    return [suite for suite in suites if suite.name in wanted]
