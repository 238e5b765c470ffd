#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A slow network for real: a network namespace joined to this one by two TUN devices, each packet held for a while.

usage: netns.py NEAR_ADDRESS FAR_ADDRESS ONE_WAY_MS COUNTS_FILE

Needs root and /dev/net/tun. Writes one JSON line when ready: {"pid": N}, the process whose network namespace is the far
end (nsenter --target N --net COMMAND). Each TCP connection that ends adds a line to COUNTS_FILE. Ends at SIGTERM, and
nothing is left then.
"""

import collections
import ctypes
import fcntl
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
FIN, SYN, RST = 0x01, 0x02, 0x04


def open_tun(name, address, peer):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    for command in (["addr", "add", address, "peer", peer, "dev", name], ["link", "set", name, "up"]):
        subprocess.run(["ip"] + command, check=True)
    return tun


def die_with_parent(with_signal):
    ctypes.CDLL(None).prctl(1, with_signal)  # PR_SET_PDEATHSIG


def make_far_end(name, address, peer):
    """A child in a network namespace of its own. Gives (pid, the TUN's descriptor)."""
    near, far = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        near.close()
        die_with_parent(signal.SIGKILL)
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
            os._exit(1)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        tun = open_tun(name, address, peer)
        socket.send_fds(far, [b"x"], [tun])
        os.close(tun)
        while True:
            signal.pause()
    far.close()
    _, descriptors, _, _ = socket.recv_fds(near, 1, 1)
    return pid, descriptors[0]


class Flow:
    """One TCP connection as the client at the far end lives it: the same counting as flight_counter.mjs."""

    def __init__(self, round_trip):
        self.round_trip, self.flights, self.answered = round_trip, 0, 0
        self.heard, self.greeted, self.ended, self.last, self.waits = False, False, False, None, False
        self.octets_up = self.octets_down = self.packets_up = self.packets_down = 0

    def up(self, payload, flags, now):
        self.packets_up += 1
        self.octets_up += payload
        if payload:
            waited = self.last is None or now - self.last >= 0.8 * self.round_trip
            if self.flights == 0 or (self.heard and waited):
                self.flights += 1
                self.waits = True
            self.last, self.heard = now, False
        if flags & (FIN | RST):
            self.ended = True

    def down(self, payload):
        self.packets_down += 1
        self.octets_down += payload
        if not payload:
            return
        self.heard = True
        if self.flights == 0:
            self.greeted = True
        elif self.waits and not self.ended:
            self.answered += 1
            self.waits = False

    def describe(self, client_port, server_port):
        return {"client_port": client_port, "port": server_port, "round_trips": 1 + self.greeted + self.answered,
                "flights": self.flights, "server_spoke_first": self.greeted, "octets_up": self.octets_up,
                "octets_down": self.octets_down, "packets_up": self.packets_up, "packets_down": self.packets_down}


class Counter:
    def __init__(self, round_trip, file):
        self.round_trip, self.file, self.flows = round_trip, file, {}

    @staticmethod
    def parse(packet):
        """(source port, destination port, flags, payload octets) of a TCP packet over IPv4, else None."""
        if len(packet) < 40 or packet[0] >> 4 != 4 or packet[9] != 6:
            return None
        head = (packet[0] & 15) * 4
        source, destination = struct.unpack_from("!HH", packet, head)
        return source, destination, packet[head + 13], len(packet) - head - (packet[head + 12] >> 4) * 4

    def up(self, packet, now):
        if (found := self.parse(packet)) is None:
            return
        source, destination, flags, payload = found
        if flags & SYN:
            self.flows[source] = Flow(self.round_trip)
        if source in self.flows:
            self.flows[source].up(payload, flags, now)
            if flags & (FIN | RST):
                self.write(source, destination)

    def down(self, packet):
        if (found := self.parse(packet)) is None:
            return
        source, destination, flags, payload = found
        if destination in self.flows:
            self.flows[destination].down(payload)
            if flags & RST:
                self.write(destination, source)

    def write(self, client_port, server_port):
        with open(self.file, "a", encoding="ascii") as file:
            file.write(json.dumps(self.flows.pop(client_port).describe(client_port, server_port)) + "\n")


def carry(near, far, delay, counter):
    queue = collections.deque()  # (due, descriptor, packet); both ways wait equally long, so the order is the due order
    while True:
        timeout = max(0.0, queue[0][0] - time.monotonic()) if queue else None
        for tun in select.select([near, far], [], [], timeout)[0]:
            for _ in range(64):
                try:
                    packet = os.read(tun, 65536)
                except BlockingIOError:
                    break
                now = time.monotonic()
                if tun == far:
                    counter.up(packet, now)
                queue.append((now + delay, near if tun == far else far, packet))
        while queue and queue[0][0] <= time.monotonic():
            _, tun, packet = queue.popleft()
            if tun == far:
                counter.down(packet)
            try:
                os.write(tun, packet)
            except OSError:
                pass  # lost, as on a real network


def main():
    near_address, far_address, one_way_ms, counts = sys.argv[1:5]
    die_with_parent(signal.SIGTERM)
    delay = float(one_way_ms) / 1000
    pid, far = make_far_end("tegami0", far_address, near_address)
    near = open_tun(f"tgm{os.getpid() % 100000000}", near_address, far_address)

    def end(*_):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    print(json.dumps({"pid": pid}), flush=True)
    carry(near, far, delay, Counter(2 * delay, counts))


if __name__ == "__main__":
    main()
