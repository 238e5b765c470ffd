// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { withFreePorts } from './free_ports.mjs';

const address = '127.0.0.1';
const names = Array.from({ length: 40 }, (_, i) => `n${i}`);

test('ports are free, different, and none that the kernel gives away', async () => {
  const ports = await withFreePorts({ names, address }, (given) => given);
  assert.deepEqual(Object.keys(ports), names);
  assert.equal(new Set(Object.values(ports)).size, names.length);
  for (const port of Object.values(ports)) assert.ok(port > 1023 && port < 32768, String(port));
});

test('a port that was taken in between costs another start, with other ports', async (context) => {
  const tried = [];
  const server = await withFreePorts({ names: ['a'], address }, async ({ a }) => {
    tried.push(a);
    if (tried.length === 1) {
      const occupant = net.createServer().listen(a, address);
      context.after(() => occupant.close());
      await new Promise((resolve) => occupant.once('listening', resolve));
    }
    const own = net.createServer().listen(a, address);
    await new Promise((resolve, reject) => own.once('listening', resolve).once('error', reject));
    return own;
  });
  server.close();
  assert.equal(tried.length, 2);
  assert.notEqual(tried[0], tried[1]);
});

test('what never starts is told after some tries, and after one where the ports were given', async () => {
  for (const [wanted, starts] of [
    [{}, 3],
    [{ a: 4711 }, 1],
  ]) {
    let count = 0;
    const start = () => {
      count += 1;
      throw new Error(`start ${count}`);
    };
    await assert.rejects(withFreePorts({ names: ['a'], wanted, address }, start), { message: `start ${starts}` });
  }
});
