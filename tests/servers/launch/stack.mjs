// SPDX-License-Identifier: MIT
// stack: starts and stops a set of test servers, and speaks to them.

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { need, number, parse, runMain, UsageError } from '../lib/args.mjs';
import { callControl } from '../lib/control.mjs';
import { endPrograms } from '../lib/program.mjs';
import { stopServices } from '../postfix/lifecycle.mjs';

const kUsage = `usage: stack start --dir DIR [--with idp,exchange,postfix,delay,netns,proxy,rsyslog] [--bind ADDR] [--port SERVER.NAME=N]... [--name HOST]...
                   [--key ec|rsa] [--delay-ms N] [--watch-pid PID]
       stack stop  --dir DIR [--keep]
       stack get   --dir DIR KEY[.KEY]...
       stack token --dir DIR [--user ADDR] [--octets N] [--format jwt|opaque] [--scope S] [--expires-in S] [--audience A] [--out FILE]
       stack call  --dir DIR idp|exchange|delay METHOD PATH [JSON]
`;
const kKnown = ['idp', 'exchange', 'postfix', 'delay', 'netns', 'proxy', 'rsyslog'];
const kStartTimeoutMs = 60_000;
const kStopTimeoutMs = 25_000;
const kOurs = [
  'ca',
  'idp',
  'exchange',
  'postfix',
  'delay',
  'netns',
  'proxy',
  'rsyslog',
  'stack.json',
  'stack.json.new',
  'stack.log',
  'stack.pid',
  'start.json',
  'failure',
];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const exists = (file) =>
  fs.access(file).then(
    () => true,
    () => false,
  );

async function readStack(dir) {
  try {
    return JSON.parse(await fs.readFile(path.join(dir, 'stack.json'), 'utf8'));
  } catch {
    throw new Error(`no stack runs in ${dir}: start one with "stack start --dir ${dir}"`);
  }
}

// Whether the process that stack.pid names is the daemon of this directory, and not some later owner of the number.
async function daemonPid(dir) {
  const pid = Number(await fs.readFile(path.join(dir, 'stack.pid'), 'utf8').catch(() => ''));
  if (!pid) return undefined;
  const line = await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.split('\0').includes(dir) ? pid : undefined;
}

function readWish(values) {
  const wanted = (values.with ?? 'idp,exchange').split(',').filter(Boolean);
  for (const name of wanted)
    if (!kKnown.includes(name)) throw new UsageError(`no server "${name}"; there is: ${kKnown.join(', ')}`);
  if (wanted.includes('exchange') && !wanted.includes('idp')) wanted.unshift('idp'); // who would check the tokens?
  if (wanted.includes('postfix') && !wanted.includes('idp')) wanted.unshift('idp');
  const ports = {};
  for (const entry of values.port ?? []) {
    const match = /^([a-z]+)\.([a-z0-9_]+)=([0-9]+)$/.exec(entry);
    if (!match) throw new UsageError(`--port wants SERVER.NAME=N, not "${entry}"`);
    (ports[match[1]] ??= {})[match[2]] = Number(match[3]);
  }
  const key = values.key ?? 'ec';
  if (key !== 'ec' && key !== 'rsa') throw new UsageError('--key must be ec or rsa');
  return {
    with: wanted,
    address: values.bind ?? '127.0.0.1',
    ports,
    names: values.name ?? [],
    key,
    delayMs: number(values['delay-ms'] ?? '50', '--delay-ms'),
    watchPid: values['watch-pid'] === undefined ? undefined : number(values['watch-pid'], '--watch-pid'),
  };
}

async function start(dir, values) {
  const wish = readWish(values);
  await fs.mkdir(dir, { recursive: true });
  if (await daemonPid(dir)) throw new Error(`a stack runs in ${dir} already: stop it first`);
  for (const name of kOurs) await fs.rm(path.join(dir, name), { recursive: true, force: true });
  await fs.writeFile(path.join(dir, 'start.json'), JSON.stringify(wish));
  const log = await fs.open(path.join(dir, 'stack.log'), 'a');
  const daemon = fileURLToPath(new URL('daemon.mjs', import.meta.url));
  const child = spawn(process.execPath, [daemon, dir], { detached: true, stdio: ['ignore', log.fd, log.fd], cwd: '/' });
  await log.close();
  await fs.writeFile(path.join(dir, 'stack.pid'), String(child.pid));
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  for (const deadline = Date.now() + kStartTimeoutMs; Date.now() < deadline; await sleep(25)) {
    if (await exists(path.join(dir, 'stack.json'))) break;
    if (ended) throw new Error(await whyFailed(dir));
  }
  child.unref();
  const stack = await readStack(dir).catch(() => undefined);
  if (!stack) {
    await end(dir, { keep: true });
    throw new Error(`the servers did not get ready in ${kStartTimeoutMs / 1000} s: see ${dir}/stack.log`);
  }
  for (const { server, reason } of stack.skipped) process.stderr.write(`stack: skipped ${server}: ${reason}\n`);
  process.stdout.write(`${path.join(dir, 'stack.json')}\n`);
}

async function whyFailed(dir) {
  const reason = await fs.readFile(path.join(dir, 'failure'), 'utf8').catch(() => undefined);
  return reason ?? `the servers ended at once: see ${dir}/stack.log`;
}

// What the servers said last, where they ended without being told to; undefined otherwise.
async function lastWords(dir) {
  if (!(await exists(path.join(dir, 'stack.pid'))) || (await daemonPid(dir))) return undefined;
  const log = await fs.readFile(path.join(dir, 'stack.log'), 'utf8').catch(() => '');
  return log.trim() || 'without a word: killed?';
}

async function stop(dir, values) {
  const words = await lastWords(dir);
  await end(dir, values);
  if (words) throw new Error(`the servers had died before they were stopped: ${words}`);
}

async function end(dir, values) {
  const pid = await daemonPid(dir);
  if (pid) {
    process.kill(pid, 'SIGTERM');
    for (const deadline = Date.now() + kStopTimeoutMs; await daemonPid(dir); await sleep(25)) {
      if (Date.now() < deadline) continue;
      process.kill(pid, 'SIGKILL');
      break;
    }
  }
  const home = await fs.readFile(path.join(dir, 'postfix', 'home'), 'utf8').catch(() => undefined);
  if (home && /\/tegami-postfix-[A-Za-z0-9]+$/.test(home)) await stopServices(home, { keep: values.keep });
  for (const name of ['proxy', 'rsyslog']) await endPrograms(path.join(dir, name));
  if (values.keep) {
    await fs.rm(path.join(dir, 'stack.json'), { force: true });
    return;
  }
  for (const name of kOurs) await fs.rm(path.join(dir, name), { recursive: true, force: true });
  await fs.rmdir(dir).catch(() => {}); // someone else's files stay
}

async function get(dir, [key]) {
  if (!key) throw new UsageError('which key? as in "idp.control"');
  let value = await readStack(dir);
  for (const part of key.split('.')) value = value?.[part];
  if (value === undefined) throw new Error(`stack.json has no "${key}"`);
  process.stdout.write(`${typeof value === 'object' ? JSON.stringify(value) : value}\n`);
}

async function token(dir, values) {
  const stack = await readStack(dir);
  if (!stack.idp) throw new Error('this stack has no idp');
  const { access_token: text } = await callControl(stack.idp.control, 'POST', '/tokens', {
    user: values.user,
    format: values.format,
    scope: values.scope,
    audience: values.audience,
    octets: values.octets && number(values.octets, '--octets'),
    expires_in: values['expires-in'] && number(values['expires-in'], '--expires-in'),
  });
  if (values.out) await fs.writeFile(values.out, text, { mode: 0o600 });
  else process.stdout.write(`${text}\n`);
}

async function call(dir, [server, method, route, json]) {
  if (!server || !method || !route) throw new UsageError('call wants: idp|exchange|delay METHOD PATH [JSON]');
  const control = (await readStack(dir))[server]?.control;
  if (!control) throw new Error(`this stack has no ${server} with a control interface`);
  let body;
  try {
    body = json === undefined ? undefined : JSON.parse(json);
  } catch {
    throw new UsageError(`not JSON: ${json}`);
  }
  process.stdout.write(`${JSON.stringify(await callControl(control, method.toUpperCase(), route, body), null, 1)}\n`);
}

async function main() {
  const text = { type: 'string' };
  const many = { type: 'string', multiple: true };
  const {
    values,
    positionals: [verb, ...rest],
  } = parse(process.argv.slice(2), {
    dir: text,
    with: text,
    bind: text,
    port: many,
    name: many,
    key: text,
    'delay-ms': text,
    'watch-pid': text,
    keep: { type: 'boolean' },
    user: text,
    octets: text,
    format: text,
    scope: text,
    'expires-in': text,
    audience: text,
    out: text,
    help: { type: 'boolean' },
  });
  if (values.help) return void process.stdout.write(kUsage);
  const verbs = { start, stop, get: (dir) => get(dir, rest), token, call: (dir) => call(dir, rest) };
  if (!Object.hasOwn(verbs, verb ?? ''))
    throw new UsageError('what? start, stop, get, token or call; --help says more');
  need(values, 'dir');
  return verbs[verb](path.resolve(values.dir), values);
}

await runMain('stack', main);
