// SPDX-License-Identifier: MIT
// The other ends for tests/hal_contract: TCP peers of every temper and a small DNS server, on loopback, free ports.
//
// Prints one line of JSON when all listen: {"host": {...}, "guest": {...}}, each a map from a peer's name to HOST:PORT,
// as the machine itself and as a guest behind QEMU's user network sees it. Ends when its standard input does.
import { spawn } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startDns } from './dns.mjs';

const GUEST_IPV4 = '10.0.2.2';
const GUEST_IPV6 = 'fec0::2';
const GREETING_OCTETS = 4096;

// What the suite computes too (tests/hal_contract/pattern.h).
const pattern = (count) => Buffer.from(Array.from({ length: count }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

function fnv1a(hash, chunk) {
  for (const octet of chunk) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  return hash;
}

// Connections of `sink` and its like that have ended, oldest first, and who waits to hear of one.
const ended = [];
const waiting = [];
// Connections of `slow` that are not read yet.
const asleep = [];

function report(line) {
  if (waiting.length > 0) waiting.shift().end(line);
  else ended.push(line);
}

function readAsSink(socket) {
  let octets = 0;
  let hash = 0x811c9dc5;
  let told = false;
  const tell = (end) => {
    if (!told) report(`octets=${octets} hash=${hash} end=${end}\n`);
    told = true;
  };
  socket.on('data', (chunk) => {
    octets += chunk.length;
    hash = fnv1a(hash, chunk);
  });
  socket.on('end', () => {
    tell('fin');
    socket.end();
  });
  socket.on('error', () => tell('reset'));
}

const behaviours = {
  // Sends back what it gets; FIN after FIN.
  echo: (socket) => socket.on('end', () => socket.end()).pipe(socket, { end: false }),
  // Reads all; `report` tells what came.
  sink: readAsSink,
  // The same, and sends everything back.
  chatty: (socket) => {
    readAsSink(socket);
    socket.on('data', (chunk) => socket.write(chunk));
  },
  // Waits for the oldest connection of a sink that nobody has asked for to end, and sends
  // "octets=N hash=FNV-1a end=fin|reset\n".
  report: (socket) => {
    socket.resume();
    if (ended.length > 0) socket.end(ended.shift());
    else waiting.push(socket);
  },
  // Sends 4096 octets of the pattern and FIN.
  greet: (socket) => {
    socket.resume();
    socket.end(pattern(GREETING_OCTETS));
  },
  // Sends FIN at once, and reads on as a sink does.
  half: (socket) => {
    readAsSink(socket);
    socket.end();
  },
  // Sends 4096 octets, and RST once it has got one.
  reset_midway: (socket) => {
    socket.write(pattern(GREETING_OCTETS));
    socket.once('data', () => socket.resetAndDestroy());
  },
  // RST on the heels of the handshake.
  reset_at_once: (socket) => socket.resetAndDestroy(),
  // RST well after the handshake.
  reset_later: (socket) => setTimeout(() => socket.resetAndDestroy(), 200),
  // Reads nothing until somebody connects to `wake`, then as a sink.
  slow: (socket) => {
    readAsSink(socket);
    socket.pause();
    asleep.push(socket);
  },
  // Sends FIN at once; wakes the sleepers half a second later, when whoever asked for it waits.
  wake: (socket) => {
    socket.resume();
    socket.end();
    setTimeout(() => asleep.splice(0).forEach((sleeper) => sleeper.resume()), 500);
  },
};

function listen(behaviour, address, port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => {});
      behaviour(socket);
    });
    server.once('error', reject);
    server.listen({ host: address, port }, () => resolve(server.address().port));
  });
}

// The same port on 127.0.0.1 and ::1; the latter may be missing on this machine.
async function listenOnBoth(behaviour) {
  for (let attempt = 0; ; ++attempt) {
    const port = await listen(behaviour, '127.0.0.1', 0);
    try {
      await listen(behaviour, '::1', port);
      return { port, ipv6: true };
    } catch (error) {
      if (error.code !== 'EADDRINUSE') return { port, ipv6: false };
      if (attempt === 10) throw error;
    }
  }
}

async function refusedPort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Addresses that take no connection: a listener whose queue is full lets SYN go unanswered.
function startBlackholes(places) {
  const script = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'blackhole.py');
  const child = spawn('python3', [script, ...places], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`blackhole.py ended with status ${status}`)));
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim().split(' '));
    });
  });
}

// An IPv4 address of this machine that is not loopback: behind QEMU's user network it is a second address.
function externalAddress() {
  return Object.values(os.networkInterfaces()).flat()
    .find((entry) => entry.family === 'IPv4' && !entry.internal)?.address;
}

const ports = {};
let ipv6 = true;
for (const [name, behaviour] of Object.entries(behaviours)) {
  const found = await listenOnBoth(behaviour);
  ports[name] = found.port;
  ipv6 &&= found.ipv6;
}
const echoAgain = (await listenOnBoth(behaviours.echo)).port;
const external = externalAddress();
const holes = [`127.0.0.1:0`, `127.0.0.8:${ports.echo}`, ...(external ? [`${external}:${ports.echo}`] : [])];
const [hole] = await startBlackholes(holes);

const ipv6Of = (address) => (ipv6 ? [address] : []);
const dns = {
  host: await startDns({
    'echo.contract.test': ['127.0.0.1', ...ipv6Of('::1')],
    'first-silent.contract.test': ['127.0.0.8', '127.0.0.1'],
    'first-refused.contract.test': ['127.0.0.9', '127.0.0.1'],
    'all-refused.contract.test': ['127.0.0.9', '127.0.0.10'],
    'cut.contract.test': ['127.0.0.1'],
  }),
  guest: await startDns({
    'echo.contract.test': [GUEST_IPV4],
    'first-silent.contract.test': [external, GUEST_IPV4],
    'first-refused.contract.test': [external, GUEST_IPV4],
    'all-refused.contract.test': [GUEST_IPV4],
    'cut.contract.test': [GUEST_IPV4],
  }),
};

function view(who, ipv4, ipv6Address) {
  const peers = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `${ipv4}:${port}`]));
  const silent = who === 'host' || external
    ? { first_silent: `first-silent.contract.test:${ports.echo}`,
        first_refused: `first-refused.contract.test:${echoAgain}` }
    : {};
  const { reset_at_once: resetAtOnce, ...plain } = peers;
  return {
    ...plain,
    // QEMU's user network turns the guest's RST into an end, and an early RST of the peer into a refusal.
    ...(who === 'host' ? { sees_reset: peers.sink, reset_at_once: resetAtOnce } : {}),
    ...(ipv6 ? { echo_ipv6: `[${ipv6Address}]:${ports.echo}` } : {}),
    ...silent,
    unreachable: '224.0.0.1:9', // TCP to a multicast address: Linux knows no route, and QEMU hands that on
    refused: `${ipv4}:${refused}`,
    blackhole: `${ipv4}:${hole.split(':')[1]}`,
    dns: `${ipv4}:${dns[who]}`,
    echo_name: `echo.contract.test:${ports.echo}`,
    cut_name: `cut.contract.test:${ports.echo}`,
    all_refused: `all-refused.contract.test:${refused}`,
    no_such_name: 'nobody.contract.test:25',
    no_address: 'empty.contract.test:25',
    broken_dns: 'broken.contract.test:25',
    silent_dns: 'silent.contract.test:25',
  };
}

const refused = await refusedPort();
console.log(JSON.stringify({ host: view('host', '127.0.0.1', '::1'), guest: view('guest', GUEST_IPV4, GUEST_IPV6) }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
