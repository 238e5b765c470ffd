# SPDX-License-Identifier: MIT
"""clang-format and clang-tidy. The latter remembers what passed, by the content of a source and of what it includes."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess

from check import tree

BUILD = pathlib.Path(os.environ.get("TEGAMI_BUILD_DIR", tree.ROOT / "build")) / "clang"
PASSED = tree.ROOT / "build" / "tidy-passed"


def clang_format():
    """clang-format-19 would change nothing"""
    if not shutil.which("clang-format-19"):
        yield "clang-format-19 is missing: run toolchain/setup"
        return
    paths = tree.under("include", "src", "hal", "tests", endings=(".h", ".cpp", ".c"))
    for begin in range(0, len(paths), 50):
        command = ["clang-format-19", "--dry-run", *map(str, paths[begin:begin + 50])]
        done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)
        seen = dict.fromkeys(re.findall(r"^([^:\s]+):(\d+):\d+: warning", done.stderr, re.MULTILINE))
        first = {}
        for name, line in seen:
            first.setdefault(name, line)
        for name, line in first.items():
            yield f"{name}:{line}: clang-format-19 -i {name}"


def dependencies():
    """{source: its files of this tree}, as the clang build recorded them; a source that was not built is missing."""
    listing = subprocess.run(["ninja", "-C", str(BUILD), "-t", "deps"], capture_output=True, text=True, check=False)
    found = {}
    for block in listing.stdout.split("\n\n"):
        paths = [(BUILD / line.strip()).resolve() for line in block.splitlines()[1:]]
        ours = [path for path in paths if path.is_relative_to(tree.ROOT) and "build" not in
                path.relative_to(tree.ROOT).parts[:1]]
        if ours:
            found[ours[0]] = ours
    return found


def key_of(sources):
    digest = hashlib.sha256((tree.ROOT / ".clang-tidy").read_bytes())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def tidy_one(path):
    command = ["clang-tidy-19", "-p", str(BUILD), "--quiet", str(path)]
    done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)
    return done.returncode, [line.replace(f"{tree.ROOT}/", "") for line in done.stdout.splitlines()
                             if re.search(r": (warning|error):", line)]


def clang_tidy():
    """clang-tidy-19 finds nothing in src/, hal/posix and hal/shared (needs toolchain/build clang)"""
    if not shutil.which("clang-tidy-19"):
        yield "clang-tidy-19 is missing: run toolchain/setup"
        return
    if not (BUILD / "compile_commands.json").exists():
        yield f"no compile database in {BUILD}: run toolchain/build clang"
        return
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    places = tuple(str(tree.ROOT / folder) + "/" for folder in ("src", "hal"))
    sources = sorted({pathlib.Path(entry["file"]) for entry in commands if entry["file"].startswith(places)})
    depends = dependencies()
    PASSED.mkdir(parents=True, exist_ok=True)
    keys = {path: key_of(depends[path]) for path in sources if path in depends}
    waiting = [path for path in sources if path not in keys or not (PASSED / keys[path]).exists()]
    said = set()  # a header's problem comes once for each source that includes it
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (status, problems) in zip(waiting, pool.map(tidy_one, waiting)):
            yield from [problem for problem in dict.fromkeys(problems) if problem not in said]
            said.update(problems)
            if status != 0 and not problems:
                yield f"{path.relative_to(tree.ROOT)}: clang-tidy-19 failed"
            if status == 0 and path in keys:
                (PASSED / keys[path]).touch()


clang_tidy.slow = True
CHECKS = [clang_format, clang_tidy]
