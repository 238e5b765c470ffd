// SPDX-License-Identifier: MIT
// Two interfaces for real: a network namespace with two links, of which --additional-interface names one. OAuth goes over
// the other alone. What listens at the far ends speaks no TLS: how far the tool comes tells which way it went.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tool, work } from './harness.mjs';

const third = process.pid % 200;
const links = { standard: `10.214.${third}`, additional: `10.215.${third}` };
const names = { standard: `tgs${process.pid}`, additional: `tga${process.pid}` };
let namespace;
let server;
let octets = 0;
let stores = 0;
let reason;

function ip(...args) {
  const done = spawnSync('ip', args, { encoding: 'utf8' });
  return done.status === 0 ? undefined : done.stderr.trim();
}

async function build() {
  if (process.getuid() !== 0) return 'network namespaces need root';
  namespace = spawn('unshare', ['--net', '--kill-child', 'sh', '-c', 'ip link set lo up; echo up; exec sleep 600']);
  await once(namespace.stdout, 'data');
  const inside = (...args) => spawnSync('nsenter', ['--target', String(namespace.pid), '--net', 'ip', ...args]);
  for (const kind of ['standard', 'additional']) {
    const trouble = ip('link', 'add', names[kind], 'type', 'veth', 'peer', 'name', kind, 'netns', String(namespace.pid))
      ?? ip('addr', 'add', `${links[kind]}.1/24`, 'dev', names[kind]) ?? ip('link', 'set', names[kind], 'up');
    if (trouble) return `no veth links here: ${trouble}`;
    // The one that is used comes last of many.
    for (let i = 0; i < 5; ++i) inside('addr', 'add', `10.${kind === 'standard' ? 216 : 217}.${i}.2/24`, 'dev', kind);
    inside('addr', 'add', `${links[kind]}.2/24`, 'dev', kind);
    inside('link', 'set', kind, 'up');
  }
  server = createServer((socket) => {
    socket.on('data', (data) => { octets += data.length; socket.destroy(); });
    socket.on('error', () => {});
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  return undefined;
}

before(async () => { reason = await build(); });
after(() => {
  server?.close();
  ip('link', 'del', names.standard);
  ip('link', 'del', names.additional);
  namespace?.kill('SIGKILL'); // unshare ignores the gentle one while its child runs
  rmSync(work, { recursive: true, force: true });
});

// Signs in at an address of one link; returns the tool's result.
function signInOver(kind, ...options) {
  octets = 0;
  return new Promise((resolve) => {
    const child = spawn('nsenter', ['--target', String(namespace.pid), '--net', tool, 'sign-in', '--store',
      join(work, `interfaces-${++stores}`), '--service', 'custom', '--authority',
      `https://${links[kind]}.1:${server.address().port}`, '--client-id', 'c', '--scope', 's', '--json', '--timeout', '5',
      ...options]);
    let stdout = '';
    child.stdout.on('data', (data) => { stdout += data; });
    child.on('close', () => resolve(JSON.parse(stdout.trim().split('\n').at(-1))));
  });
}

test('OAuth is refused over the additional interface, with the reason and without an octet', async (context) => {
  if (reason) return context.skip(reason);
  const refused = await signInOver('additional', '--additional-interface', 'additional');
  assert.equal(refused.outcome, 'failed');
  assert.equal(refused.cause, 'oauth_additional_interface');
  assert.ok(refused.text && refused.remedy);
  assert.equal(octets, 0);
});

test('OAuth goes over the standard interface while there is another', async (context) => {
  if (reason) return context.skip(reason);
  const answered = await signInOver('standard', '--additional-interface', 'additional');
  assert.notEqual(answered.cause, 'oauth_additional_interface');
  assert.ok(octets > 0, 'TLS was begun');
});

test('an interface that nobody named is no additional one', async (context) => {
  if (reason) return context.skip(reason);
  assert.notEqual((await signInOver('additional')).cause, 'oauth_additional_interface');
  assert.ok(octets > 0);
});
