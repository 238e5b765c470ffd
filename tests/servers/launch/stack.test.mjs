// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kLetter, kScanner, request } from '../testing/fixture.mjs';
import { SmtpClient } from '../testing/smtp_client.mjs';

const commandFile = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

// Gives { status, stdout, stderr }.
const call = (name, ...args) =>
  new Promise((resolve) => {
    execFile(commandFile(name), args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }),
    );
  });

async function makeDirectory(context) {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'tegami-stack-test-'));
  context.after(async () => {
    await call('stack', 'stop', '--dir', directory);
    await fs.rm(directory, { recursive: true, force: true });
  });
  return directory;
}

const readStack = async (directory) => JSON.parse(await fs.readFile(path.join(directory, 'stack.json'), 'utf8'));
// A zombie is not alive: where no init takes it away, it stays in the list for a while.
const isAlive = async (pid) => !/^$|\) Z /.test(await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
const refusesOn = (port) =>
  new Promise((resolve) => {
    net
      .connect(port, '127.0.0.1')
      .on('connect', () => resolve(false))
      .on('error', () => resolve(true));
  });

test('from start to stop: sign in, send, read the mailbox; nothing is left', async (context) => {
  const directory = await makeDirectory(context);
  const started = await call('stack', 'start', '--dir', directory);
  assert.deepEqual([started.status, started.stderr], [0, '']);
  const stack = await readStack(directory);
  const ca = await fs.readFile(stack.ca.file);

  const post = (endpoint, form) =>
    request(ca, `${stack.idp.url}/common/oauth2/v2.0/${endpoint}`, {
      form: { client_id: stack.idp.client_id, ...form },
    });
  const device = (await post('devicecode', { scope: stack.idp.scope })).json;
  const approved = await call(
    'approve',
    '--dir',
    directory,
    '--url',
    device.verification_uri,
    '--code',
    device.user_code,
    '--user',
    kScanner,
  );
  assert.deepEqual([approved.status, approved.stdout], [0, 'signed-in\n']);
  const tokens = (
    await post('token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device.device_code })
  ).json;

  const client = await SmtpClient.connect(stack.exchange.port, { ca });
  await client.hello();
  assert.equal((await client.authenticate(kScanner, tokens.access_token)).code, 235);
  const letter = kLetter.replace(
    '\r\n\r\nHello\r\n',
    '\r\nMIME-Version: 1.0\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n',
  );
  client.write(`MAIL FROM:<${kScanner}>\r\nRCPT TO:<taro@contoso.example>\r\nBDAT ${letter.length} LAST\r\n${letter}`);
  for (let i = 0; i < 3; i += 1) assert.equal((await client.reply()).code, 250);
  client.close();
  assert.equal((await call('mailbox', '--dir', directory, 'wait', '--count', '1')).status, 0);
  const out = path.join(directory, 'out');
  const mail = JSON.parse((await call('mailbox', '--dir', directory, 'extract', '--out', out)).stdout);
  assert.deepEqual([mail.mode, mail.headers.subject, mail.problems], ['bdat', 'A scan', []]);
  assert.deepEqual([mail.attachments[0].name, mail.attachments[0].octets], ['a.png', 4]);
  assert.equal((await fs.readFile(path.join(out, 'a.png'))).toString('hex'), '89504e47');
  assert.equal(
    (await call('stack', 'get', '--dir', directory, 'exchange.port')).stdout.trim(),
    String(stack.exchange.port),
  );
  assert.equal(
    (await call('stack', 'token', '--dir', directory, '--octets', '4096', '--format', 'opaque')).stdout.trim().length,
    4096,
  );
  assert.deepEqual(
    JSON.parse((await call('stack', 'call', '--dir', directory, 'exchange', 'GET', '/violations')).stdout),
    [],
  );

  await fs.rm(out, { recursive: true });
  assert.equal((await call('stack', 'stop', '--dir', directory)).status, 0);
  assert.equal(await isAlive(stack.pid), false);
  assert.ok((await refusesOn(stack.idp.port)) && (await refusesOn(stack.exchange.port)));
  await assert.rejects(fs.access(directory), 'the directory is gone');
});

test('two stacks run side by side, and one directory holds only one', async (context) => {
  const directories = [await makeDirectory(context), await makeDirectory(context)];
  const results = await Promise.all(
    directories.map((directory) => call('stack', 'start', '--dir', directory, '--with', 'idp')),
  );
  assert.deepEqual(
    results.map(({ status }) => status),
    [0, 0],
  );
  const again = await call('stack', 'start', '--dir', directories[0], '--with', 'idp');
  assert.equal(again.status, 1);
  assert.match(again.stderr, /^stack: a stack runs in .* already: stop it first\n$/);
});

test('a port in use, a wrong argument, no stack: one line each', async (context) => {
  const directory = await makeDirectory(context);
  const occupant = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => occupant.once('listening', resolve));
  context.after(() => occupant.close());
  const { port } = occupant.address();
  const taken = await call('stack', 'start', '--dir', directory, '--port', `exchange.starttls=${port}`);
  assert.deepEqual(
    [taken.status, taken.stderr],
    [
      1,
      `stack: port ${port} on 127.0.0.1, wanted for the Exchange stand-in, is in use: choose another one or leave it out\n`,
    ],
  );
  for (const [args, words] of [
    [['start'], /--dir is missing/],
    [['dance', '--dir', directory], /what\?/],
    [['start', '--dir', directory, '--with', 'x'], /no server "x"/],
    [['start', '--dir', directory, '--port', 'x'], /--port wants/],
    [['start', '--dir', directory, '--wiht', 'x'], /--wiht/],
  ]) {
    const { status, stderr } = await call('stack', ...args);
    assert.equal(status, 2);
    assert.match(stderr, words);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  }
  const none = await call('stack', 'get', '--dir', directory, 'idp');
  assert.deepEqual([none.status, /no stack runs/.test(none.stderr)], [1, true]);
  assert.equal((await call('approve', '--url', 'x')).status, 2);
  assert.equal((await call('mailbox', '--dir', directory, 'list')).status, 1);
});

test('a stack ends itself with the process that it watches', async (context) => {
  const directory = await makeDirectory(context);
  const parent = spawn('sleep', ['60'], { stdio: 'ignore' });
  await call('stack', 'start', '--dir', directory, '--with', 'idp', '--watch-pid', String(parent.pid));
  const { pid } = await readStack(directory);
  assert.ok(await isAlive(pid));
  parent.kill();
  await new Promise((resolve) => parent.once('exit', resolve));
  for (let tries = 0; tries < 60 && (await isAlive(pid)); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await isAlive(pid), false);
});

test('says at the stop that the servers had died, and leaves nothing behind', async (context) => {
  const directory = await makeDirectory(context);
  await call('stack', 'start', '--dir', directory, '--with', 'idp');
  const { pid } = await readStack(directory);
  process.kill(pid, 'SIGKILL');
  for (let tries = 0; tries < 60 && (await isAlive(pid)); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = await call('stack', 'stop', '--dir', directory);
  assert.equal(stopped.status, 1);
  assert.match(stopped.stderr, /^stack: the servers had died before they were stopped: without a word: killed\?\n$/);
  await assert.rejects(fs.access(directory), 'the directory is gone');
  assert.equal((await call('stack', 'stop', '--dir', directory)).status, 0, 'and told once');
});
