# SPDX-License-Identifier: MIT
"""What the checks share: the files of the tree, and C++ without its comments and strings."""
import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CPP = (".h", ".cpp", ".c", ".def")


@functools.cache
def files():
    """Every file that git tracks or would track, relative to the root."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    paths = sorted({pathlib.PurePosixPath(name) for name in listing.split("\0") if name})
    return [path for path in paths if (ROOT / path).is_file() and not (ROOT / path).is_symlink()]


def under(*folders, endings=None):
    """The files below the folders, with these endings (all where None)."""
    prefixes = tuple(folder + "/" for folder in folders)
    return [path for path in files() if str(path).startswith(prefixes) and (endings is None or path.suffix in endings)]


@functools.cache
def read(path):
    """The file's text; empty for a binary one."""
    data = (ROOT / path).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="replace")


@functools.cache
def code(path):
    """C++ text with comments and the insides of string literals blanked; line numbers are kept."""
    literal = r'R"([^(]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    pattern = re.compile(literal + r"|//[^\n]*|/\*.*?\*/", re.DOTALL)

    def blank(match):
        text = match.group(0)
        # An apostrophe between digits separates them (1'000); the pattern takes it for a character.
        if text[0] == "'" and match.start() and match.string[match.start() - 1].isalnum():
            return text
        kept = '""' if text.endswith('"') else ""
        return kept + "\n" * text.count("\n")

    return pattern.sub(blank, read(path))


def line_of(text, position):
    return text.count("\n", 0, position) + 1
