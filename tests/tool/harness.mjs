// SPDX-License-Identifier: MIT
// A stack of servers for the suite, and the host tool as a user runs it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const servers = join(root, 'tests', 'servers');
export const tool = join(process.env.TEGAMI_BUILD_DIR ?? join(root, 'build'), 'host', 'tegami');
export const work = mkdtempSync(join(tmpdir(), 'tegami-tool-'));
const cloud = join(work, 'cloud');
export const user = 'scanner@contoso.example';
export let stack;

export function command(name, ...args) {
  const done = spawnSync(join(servers, name), args, { encoding: 'utf8' });
  assert.equal(done.status, 0, `${name} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

// `names`: other servers than the usual ones. (As a hook it is called with the runner's own arguments.)
export function startServers(...names) {
  const isRoot = process.getuid() === 0;
  const usual = `idp,exchange,delay${isRoot ? ',postfix' : ''}`;
  command('stack', 'start', '--dir', cloud, '--with', typeof names[0] === 'string' ? names.join() : usual, '--watch-pid',
    String(process.pid));
  stack = JSON.parse(readFileSync(join(cloud, 'stack.json')));
}

export function stopServers() {
  command('stack', 'stop', '--dir', cloud);
  rmSync(work, { recursive: true, force: true });
}

export async function control(server, method, path, body) {
  // A connection of its own: a kept one may have been closed while a command ran.
  const { status, text } = await new Promise((resolve, reject) => {
    const asked = request(stack[server].control + path, { method, agent: false, headers: { 'content-type': 'application/json' } },
      (answer) => {
        let received = '';
        answer.on('data', (data) => { received += data; });
        answer.on('end', () => resolve({ status: answer.statusCode, text: received }));
      });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
  assert.ok(status < 300, `${method} ${path}: ${text}`);
  return text ? JSON.parse(text) : undefined;
}

export const approve = (uri, code, ...more) =>
  command('approve', '--dir', cloud, '--url', uri, '--code', code, '--user', user, ...more);

let files = 0;
export function file(content) {
  const path = join(work, `file-${++files}.pdf`);
  writeFileSync(path, content);
  return path;
}
export const scan = (octets) => file(randomBytes(octets));
export const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

export function token(...more) {
  const path = join(work, `token-${++files}`);
  command('stack', 'token', '--dir', cloud, '--user', user, '--out', path, ...more);
  return path;
}

// The last mail that arrived, decoded.
export function lastMail(server = 'exchange') {
  return JSON.parse(command('mailbox', '--dir', cloud, '--server', server, 'extract', 'last', '--out',
    join(work, `mail-${++files}`)));
}

const common = () => ['--json', '--timeout', '15', ...stack.resolve.flatMap((entry) => ['--resolve', entry])];

// Runs the tool to its end: { status, lines, result, stdout, stderr }.
export function run(...args) {
  const done = spawnSync(tool, args, { encoding: 'utf8', timeout: 60000 });
  return finished(done.status, done.stdout, done.stderr);
}
export const tegami = (...args) => run(...args, ...common());

// As run(), for a server of the test itself to answer meanwhile.
export function runInBackground(...args) {
  return new Promise((resolve) => {
    const child = spawn(tool, args);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => { stdout += data; });
    child.stderr.on('data', (data) => { stderr += data; });
    child.on('close', (status) => resolve(finished(status, stdout, stderr)));
  });
}

function finished(status, stdout, stderr) {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"')).map((line) => JSON.parse(line));
  return { status, lines, result: lines.at(-1), stdout, stderr };
}

// A sign-in: `onCode` gets the first line, while the tool waits.
export function signIn(store, onCode, ...args) {
  return new Promise((resolve) => {
    const child = spawn(tool, ['sign-in', '--store', store, '--ca', stack.ca.file, ...args, ...common()]);
    let stdout = '';
    let stderr = '';
    let told = false;
    child.stdout.on('data', (data) => {
      stdout += data;
      if (told || !stdout.includes('\n') || !stdout.includes('user_code')) return;
      told = true;
      onCode?.(JSON.parse(stdout.slice(0, stdout.indexOf('\n'))));
    });
    child.stderr.on('data', (data) => { stderr += data; });
    child.on('close', (status) => resolve(finished(status, stdout, stderr)));
  });
}

export const exchangeOnline = () => ['--service', 'exchange-online', '--client-id', stack.idp.client_id];
export const enter = (code) => approve(code.verification_uri, code.user_code);

// A direct send to a port of a server.
export function send(port, ...args) {
  return tegami('send', '--smtp', `localhost:${port}`, '--security', 'starttls', '--ca', stack.ca.file, '--from', user,
    '--to', 'office@contoso.example', ...args);
}
export const withToken = (...more) => ['--user', user, '--token-file', token(...more)];

// A connection test that fails at `step`: all before it has passed, nothing behind it was tried. `cause`: one or several.
export function testFailsAt(store, step, cause, ...more) {
  const done = tegami('test-connection', '--store', store, ...more);
  const steps = done.lines.slice(0, -1);
  const at = steps.findIndex((each) => each.step === step);
  assert.deepEqual(steps.map((each) => each.outcome),
    steps.map((_, i) => (i < at ? 'passed' : i === at ? 'failed' : 'not_tried')), done.stdout + done.stderr);
  assert.ok([cause].flat().includes(done.result.cause), done.stdout);
  assert.equal(done.status, 1);
  assert.ok(done.result.text && done.result.remedy);
  return done;
}
