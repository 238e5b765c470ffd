# SPDX-License-Identifier: MIT
"""Who may include whom: docs/architecture.md has the table, this reads it."""
import re

from check import tree

TABLE = "docs/architecture.md"
HEADING = "## Who may include whom"
# How a library's headers begin.
LIBRARIES = {
    "mbedTLS": ("mbedtls/", "psa/"),
    "cJSON": ("cJSON.h", "cjson/"),
    "picohttpparser": ("picohttpparser.h",),
    "QR code generator": ("qrcodegen.h",),
    "lwIP": ("lwip/", "netif/"),
}
OURS = re.compile(r"^(tegami|shared|posix|[a-z0-9_]+)/")


class Row:
    """What one folder (or one file, named without its ending) may include."""

    def __init__(self, place, grants, libraries):
        self.place = place
        self.grants = [grant.strip() for grant in grants.split(",") if grant.strip()]
        self.libraries, self.one_file = [], []
        for library in (entry.strip() for entry in libraries.split(",") if entry.strip()):
            name = library.removesuffix(" (one file)")
            self.libraries.append(name)
            if name != library:
                self.one_file.append(name)


def rows():
    section = (tree.ROOT / TABLE).read_text(encoding="utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
    cells = [[cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
             for line in section.splitlines() if line.startswith("|")]
    return [Row(*row) for row in cells[2:]]


def row_of(path, table):
    """The row with the longest place that is the file, or a folder above it."""
    stem = str(path.with_suffix(""))
    fitting = [row for row in table if stem == row.place or stem.startswith(row.place + "/")]
    return max(fitting, key=lambda row: len(row.place), default=None)


def targets(path, name):
    """The tree's file that `#include "name"` in `path` means, or None."""
    for base in ("include", "src", "hal", str(path.parent)):
        if (tree.ROOT / base / name).is_file():
            return f"{base}/{name}"
    return None


def granted(grant, target):
    if grant == "*":
        return target.startswith(("src/", "include/"))
    if grant == "public":
        return re.fullmatch(r"include/tegami/[a-z0-9_]+\.(h|def)", target) is not None
    if grant == "config":
        return target in ("include/tegami/config.h", "include/tegami/plausible_time.h")
    if grant == "hal/shared":
        return target.startswith("hal/shared/")
    if grant in ("base", "hal"):
        return target.startswith(f"include/tegami/{grant}/")
    if grant.startswith("hal/"):
        return target == f"include/tegami/{grant}.h"
    if "/" in grant:
        return target in (f"src/{grant}.h", f"src/{grant}.def")
    return target.startswith(f"src/{grant}/")


def library_of(name):
    return next((library for library, prefixes in LIBRARIES.items() if name.startswith(prefixes)), None)


def folder_of(path):
    parts = path.parts
    return "/".join(parts[:2]) if parts[0] in ("src", "hal") else "/".join(parts[:-1])


def refused(path, row, name):
    """Why the file may not include `name`, or None."""
    library = library_of(name)
    if library:
        return None if library in row.libraries else f"{library} is not for {row.place}"
    if name.startswith("etl/"):
        return None
    target = targets(path, name)
    if target is None:
        generated = "/" not in name or name.endswith((".inc", ".gen.h"))
        return None if generated or not OURS.match(name) else f"no such file: {name}"
    if target.startswith(folder_of(path) + "/") or any(granted(grant, target) for grant in row.grants):
        return None
    return f"{row.place} may not include {name}"


def includes():
    """Every #include is one that the table in docs/architecture.md grants"""
    table = rows()
    users = {}
    for path in tree.under("include", "src", "hal", endings=tree.CPP):
        row = row_of(path, table)
        if row is None:
            yield f"{path}: no row in {TABLE} speaks of it"
            continue
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
            if not match or (match[1] == "<" and library_of(match[2]) is None and not OURS.match(match[2])):
                continue
            if match[1] == "<" and library_of(match[2]) is None and targets(path, match[2]) is None:
                continue
            reason = refused(path, row, match[2])
            if reason:
                yield f"{path}:{number}: {reason}"
            if library_of(match[2]) in row.one_file:
                users.setdefault((row.place, library_of(match[2])), set()).add(path)
    for (place, library), paths in users.items():
        if len(paths) > 1:
            yield f"{place}: {library} is included by more than one file: {', '.join(map(str, sorted(paths)))}"


def modules():
    """CMakeLists.txt links no module to one that the table forbids it to include"""
    table = {row.place: row for row in rows()}
    listing = (tree.ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    for match in re.finditer(r"tegami_module\((\w+)(?:\s+DEPS\s+([^)]*))?\)", listing):
        row = table.get(f"src/{match[1]}")
        if row is None:
            yield f"CMakeLists.txt: {match[1]} has no row in {TABLE}"
            continue
        folders = {grant.split("/")[0] for grant in row.grants}
        libraries = {library.lower().replace("qr code generator", "qrcodegen") for library in row.libraries}
        if "*" in folders:
            continue
        for dependency in (match[2] or "").split():
            if dependency not in folders | libraries:
                yield f"CMakeLists.txt: {match[1]} links {dependency}, which {row.place} may not include"


CHECKS = [includes, modules]
