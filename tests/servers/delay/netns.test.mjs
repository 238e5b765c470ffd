// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startNetns, whyNoNetns } from './netns.mjs';

const run = promisify(execFile);
const kFetch =
  "const t = performance.now(); const s = require('net').connect(+process.argv[2], process.argv[1]);" +
  "s.on('connect', () => { console.log(performance.now() - t); s.write('GET / HTTP/1.0\\r\\n\\r\\n'); }).on('data', () => console.log(performance.now() - t)).on('end', () => s.end());";

test('a client in the namespace has real round trips, SYN included, and they are counted', async (context) => {
  const reason = await whyNoNetns();
  if (reason) return context.skip(reason);
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'tegami-netns-test-'));
  const netns = await startNetns({ directory, oneWayMs: 30 });
  const server = http.createServer((request, response) => response.end('hello'));
  context.after(async () => {
    server.close();
    await netns.close();
    await fs.rm(directory, { recursive: true });
  });
  await new Promise((resolve) => server.listen(0, netns.address, resolve));
  const [command, ...args] = netns.describe.enter.split(' ');
  const { stdout } = await run(command, [
    ...args,
    process.execPath,
    '-e',
    kFetch,
    netns.address,
    String(server.address().port),
  ]);
  const [connected, answered] = stdout.trim().split('\n').map(Number);
  assert.ok(connected >= 60 && connected < 200, `SYN took ${connected} ms`);
  assert.ok(answered >= 120, `the answer came after ${answered} ms`);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const flow = JSON.parse((await fs.readFile(netns.describe.counts, 'utf8')).trim().split('\n')[0]);
  assert.deepEqual([flow.round_trips, flow.flights, flow.server_spoke_first], [2, 1, false]);
  await netns.close();
  const { stdout: links } = await run('ip', ['-o', 'link']);
  assert.ok(!links.includes(`tgm${netns.describe.pid - 1}`));
});
