# SPDX-License-Identifier: MIT
"""Root certificates as DER with the key that src/trust finds them by. For toolchain/bake_roots and roots_bundle."""
import base64
import hashlib
import pathlib
import re
import sys

PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
KEY_BYTES = 8
SEQUENCE, CONTEXT_0 = 0x30, 0xA0
PROGRAM = f"toolchain/{pathlib.Path(sys.argv[0]).name}"


def die(message):
    sys.exit(f"{PROGRAM}: {message}")


def element(der, offset):
    """Tag, first octet of the value and first octet behind it of the DER element at `offset`."""
    tag, length, offset = der[offset], der[offset + 1], offset + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(der[offset:offset + count], "big")
        offset += count
    return tag, offset, offset + length


class Root:
    """One certificate."""

    def __init__(self, name, der):
        self.name, self.der = name, der
        _, offset, end = element(der, 0)
        if end != len(der):
            die(f"{name}: octets behind the certificate")
        _, offset, _ = element(der, offset)  # tbsCertificate
        tag, _, behind = element(der, offset)
        if tag == CONTEXT_0:  # version
            offset = behind
        for _ in range(3):  # serialNumber, signature, issuer
            _, _, offset = element(der, offset)
        _, first, behind = element(der, offset)  # validity
        _, _, first = element(der, first)
        _, start, end = element(der, first)
        self.not_after = der[start:end].decode()
        tag, _, end = element(der, behind)
        if tag != SEQUENCE:
            die(f"{name}: no subject where RFC 5280 §4.1 puts it")
        self.subject = der[behind:end]
        self.key = hashlib.sha256(self.subject).digest()[:KEY_BYTES]


def wanted(listing):
    names = []
    for line in listing.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(" ")
            if not reason.strip():
                die(f"{listing}: {name} has no reason")
            names.append(name)
    return names


def roots_of(paths):
    """The certificates of these PEM files, each once, in the order of the index."""
    roots = {}
    for path in paths:
        for body in PEM.findall(path.read_text(encoding="ascii")):
            root = Root(path.stem, base64.b64decode(body))
            roots[root.der] = root
    return sorted(roots.values(), key=lambda root: (root.key, root.der))


def read(folder, listing):
    paths = sorted(folder.glob("*.crt")) if listing is None else [folder / f"{name}.crt" for name in wanted(listing)]
    if not paths:
        die(f"no *.crt in {folder}: run toolchain/deps")
    for path in paths:
        if not path.is_file():
            print(f"{PROGRAM}: {path.name} is not in {folder} (any more): left out", file=sys.stderr)
    return roots_of(path for path in paths if path.is_file())
