// SPDX-License-Identifier: MIT
// Starts netns.py: a network namespace behind a slow link. Servers bind to its near address; a client started in the
// namespace has real round trips, SYN included.

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export async function whyNoNetns() {
  if (process.getuid() !== 0) return 'a network namespace with TUN devices needs root';
  if (
    !(await fs.access('/dev/net/tun').then(
      () => true,
      () => false,
    ))
  )
    return '/dev/net/tun is missing in this kernel or container';
  return undefined;
}

// Two neighbouring addresses that no interface of this machine has.
function chooseAddresses() {
  const used = new Set(
    Object.values(os.networkInterfaces())
      .flat()
      .map(({ address }) => address),
  );
  for (let third = process.pid % 256, tries = 0; tries < 256; tries += 1, third = (third + 1) % 256) {
    const [near, far] = [`10.213.${third}.1`, `10.213.${third}.2`];
    if (!used.has(near)) return { near, far };
  }
  throw new Error('no address in 10.213.0.0/16 is free for the network namespace');
}

export async function startNetns({ directory, oneWayMs }) {
  await fs.mkdir(directory, { recursive: true });
  const { near, far } = chooseAddresses();
  const counts = path.join(directory, 'connections.jsonl');
  const child = spawn(
    'python3',
    [fileURLToPath(new URL('netns.py', import.meta.url)), near, far, String(oneWayMs), counts],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const ready = await new Promise((resolve, reject) => {
    const refuse = () =>
      reject(
        new Error(
          `the network namespace does not come up: ${complaint.trim().split('\n').at(-1) || 'python3 is missing'}`,
        ),
      );
    child.once('error', refuse);
    child.once('exit', refuse);
    child.stdout.once('data', (chunk) => resolve(JSON.parse(chunk)));
  });
  return {
    address: near,
    describe: { near, far, one_way_ms: oneWayMs, pid: ready.pid, enter: `nsenter --target ${ready.pid} --net`, counts },
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return void resolve();
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}
