# SPDX-License-Identifier: MIT
"""What a look at the text of a file tells."""
import re
import subprocess

from check import tree

LINES_MAX = 400
COLUMNS_MAX = 120
SOURCES = (".h", ".cpp", ".c", ".def", ".S", ".ld", ".cmake", ".py", ".mjs", ".js", ".sh")
FORBIDDEN = {
    r"\bstd::(w|u8|u16|u32|pmr::)?string\b": "std::string: use Text<N> or std::string_view",
    r"\bstd::function\b": "std::function: use a reference to an interface, or a template",
    r"[.>]\s*substr\s*\(": "substr(): its range check brings the formatter in (16.5 KB); take a subspan",
    r"[.>]\s*at\s*\(\s*[^)\s]": "at(): its range check brings the formatter in; check the index yourself",
    r"\bcJSON_Print": "cJSON_Print: newlib-nano prints no floating point; use codec's JSON writer",
}
# Words are put together here, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
MACHINE = re.compile("|".join((
    r"(?<![\w.])/wo" r"rk/", r"(?<![\w.])/ro" r"ot/", r"(?<![\w.])/ho" r"me/\w", r"deb\.deb" r"ian\.org",
    r"security\.deb" r"ian\.org", r"registry\.np" r"mjs", r"node" r"source\.com", r"py" r"pi\.org")))


def is_script(path):
    return tree.read(path).startswith("#!")


def find(paths, pattern, reason, text=tree.read):
    for path in paths:
        content = text(path)
        for match in re.finditer(pattern, content):
            yield f"{path}:{tree.line_of(content, match.start())}: {reason or match.group(0)}"


def lines():
    """No source file is longer than 400 lines"""
    for path in tree.files():
        if path.suffix in SOURCES or is_script(path):
            count = tree.read(path).count("\n")
            if count > LINES_MAX:
                yield f"{path}: {count} lines, {LINES_MAX} at most"


def width():
    """No line of a script is wider than 120 columns (clang-format sees to C++)"""
    for path in tree.under("toolchain", "tests", endings=(".py", ".sh", ".cmake", "")):
        if path.suffix or is_script(path):
            for number, line in enumerate(tree.read(path).splitlines(), 1):
                if len(line) > COLUMNS_MAX:
                    yield f"{path}:{number}: {len(line)} columns, {COLUMNS_MAX} at most"


def help_texts():
    """Every command in toolchain/ answers --help, with its usage and exit status 0"""
    for path in tree.under("toolchain"):
        if len(path.parts) == 2 and is_script(path):
            done = subprocess.run([tree.ROOT / path, "--help"], capture_output=True, text=True, check=False, timeout=20)
            if done.returncode != 0 or "usage:" not in done.stdout:
                yield f"{path}: --help ends with status {done.returncode}, or names no usage"


def licence():
    """Every source names its licence in one SPDX line at its head"""
    for path in tree.files():
        if path.suffix in SOURCES or is_script(path):
            if not any("SPDX-License-Identifier: MIT" in line for line in tree.read(path).splitlines()[:3]):
                yield f"{path}: no SPDX-License-Identifier line in the first three"


def forbidden():
    """src/ and include/ do without std::string, std::function, substr() and at()"""
    paths = tree.under("src", "include", endings=tree.CPP)
    for pattern, reason in FORBIDDEN.items():
        yield from find(paths, pattern, reason, tree.code)


def unfinished():
    """Nothing is marked as unfinished"""
    yield from find(tree.files(), UNFINISHED, None)


def machine_paths():
    """No path of a developer's machine and no package registry's host stands in a file"""
    yield from find(tree.files(), MACHINE, None)


def conditionals():
    """No #if stands inside a function: choose files in CMake, or "if constexpr" on a named constant"""
    for path in tree.under("src", "include", "hal", endings=tree.CPP):
        yield from conditionals_of(path)


def conditionals_of(path):
    scopes, head = [], ""
    for number, line in enumerate(tree.code(path).splitlines(), 1):
        if re.match(r"\s*#", line):
            if re.match(r"\s*#\s*if", line) and "function" in scopes:
                yield f"{path}:{number}: #if inside a function"
            continue
        if re.match(r"\s*[A-Z_]+\(.*\)\s*\\?$", line):
            continue
        for part in re.findall(r"[{};]|[^{};]+", line):
            if part == "{":
                is_scope = re.search(r"\b(namespace|class|struct|enum|union|extern)\b", head) and ")" not in head
                scopes.append("scope" if is_scope else "function")
            elif part == "}" and scopes:
                scopes.pop()
            head = "" if part in ("{", "}", ";") else head + " " + part


def links():
    """Every relative link in a Markdown file leads to a file"""
    for path in tree.files():
        if path.suffix == ".md":
            for match in re.finditer(r"\]\(([^)#:\s]+)(#[^)]*)?\)", tree.read(path)):
                if not (tree.ROOT / path.parent / match[1]).exists():
                    yield f"{path}:{tree.line_of(tree.read(path), match.start())}: {match[1]} is not there"


def scripts():
    """Every script can be read by its interpreter"""
    for path in tree.files():
        head = tree.read(path).split("\n", 1)[0]
        command = None
        if path.suffix == ".py" or (head.startswith("#!") and "python3" in head):
            command = ["python3", "-c", "import ast,sys; ast.parse(open(sys.argv[1]).read())", path]
        elif path.suffix == ".sh" or re.match(r"#!.*\b(ba)?sh$", head):
            command = ["bash", "-n", path]
        elif path.suffix == ".mjs":
            command = ["node", "--check", path]
        if command:
            done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                yield f"{path}: {(done.stderr.strip().splitlines() or ['cannot be read'])[-1]}"


CHECKS = [lines, width, licence, forbidden, unfinished, machine_paths, conditionals, links, scripts, help_texts]
