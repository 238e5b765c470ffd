# SPDX-License-Identifier: MIT
"""A DNS server for the emulated board: it knows the names that it was given, and no other exists (RFC 1035)."""
import ipaddress
import socket
import struct
import threading

TYPES = {1: 4, 28: 6}  # A, AAAA: the version of their addresses
NO_SUCH_NAME = 3


def question_of(query):
    """(name, type, end of the question)"""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("ascii", "replace"))
        at += 1 + query[at]
    return ".".join(labels).lower(), struct.unpack_from("!H", query, at + 1)[0], at + 5


def answer(query, table):
    name, kind, end = question_of(query)
    addresses = [address for address in table.get(name, []) if address.version == TYPES.get(kind)]
    code = 0 if name in table else NO_SUCH_NAME
    head = query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(addresses), 0, 0)
    records = [struct.pack("!HHHIH", 0xc00c, kind, 1, 60, len(address.packed)) + address.packed
               for address in addresses]
    return head + query[12:end] + b"".join(records)


class DnsServer:
    """Serves on a free UDP port of 127.0.0.1 until the process ends."""

    def __init__(self, entries):
        self.table = {}
        for entry in entries:
            name, address = entry.split("=", 1)
            self.table.setdefault(name.lower(), []).append(ipaddress.ip_address(address))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            try:
                self.socket.sendto(answer(query, self.table), peer)
            except (IndexError, struct.error):
                continue
