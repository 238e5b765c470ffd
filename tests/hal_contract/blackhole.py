#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Listens on each ADDRESS:PORT of the command line (port 0: a free one) and never takes a connection.

The queue of each is filled first, so that Linux leaves every further SYN unanswered. Prints the places, then waits for
the end of its standard input.
"""
import socket
import sys

kept = []
places = []
for place in sys.argv[1:]:
    address, port = place.rsplit(":", 1)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, int(port)))
    listener.listen(0)
    kept.append(listener)
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        kept.append(filler)
    places.append("{}:{}".format(*listener.getsockname()))
print(*places, flush=True)
sys.stdin.read()
