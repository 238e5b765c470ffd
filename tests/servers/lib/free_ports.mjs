// SPDX-License-Identifier: MIT
// Ports for servers that cannot choose one themselves. Between the choice and the server's bind() a port may be taken:
// so they lie below those that the kernel gives to others, and where the start fails all the same, others are tried.

import fs from 'node:fs/promises';
import net from 'node:net';

const kSpan = 12_000;
const kStarts = 3;

async function ephemeralBegin() {
  const range = await fs.readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '32768');
  return Math.max(Number(range.trim().split(/\s+/)[0]), kSpan + 1024);
}

const isFree = (address, port) =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });

async function choose(names, wanted, address) {
  const end = await ephemeralBegin();
  const ports = {};
  for (const name of names) {
    if (wanted[name] !== undefined) {
      ports[name] = wanted[name];
      continue;
    }
    do ports[name] = end - 1 - Math.floor(Math.random() * kSpan);
    while (names.some((other) => other !== name && ports[other] === ports[name]) || !(await isFree(address, ports[name])));
  }
  return ports;
}

// Calls start({ name: port }), where `wanted` names none with ports that are free, and gives what it gives. Where it
// fails it must leave nothing behind: it is called again with other ports, if there are any to choose.
export async function withFreePorts({ names, wanted = {}, address }, start) {
  for (let starts = 1; ; starts += 1) {
    try {
      return await start(await choose(names, wanted, address));
    } catch (error) {
      if (starts === kStarts || names.every((name) => wanted[name] !== undefined)) throw error;
    }
  }
}
