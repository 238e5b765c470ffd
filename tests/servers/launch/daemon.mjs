// SPDX-License-Identifier: MIT
// The process behind one stack: starts the servers that were asked for, writes stack.json, waits to be ended.
// argv: the stack's directory, which holds start.json (what was asked for).

import fs from 'node:fs/promises';
import path from 'node:path';
import { TestCa } from '../ca/test_ca.mjs';
import { resolveEntries, resolveEntriesIpv6 } from './resolve.mjs';
import { kServers } from './servers.mjs';

const directory = process.argv[2];
const file = (name) => path.join(directory, name);
const closers = [];

async function start(wish) {
  const stack = {
    format: 1,
    dir: directory,
    pid: process.pid,
    started_at: new Date().toISOString(),
    ca: undefined,
    resolve: [],
    resolve_args: '',
    skipped: [],
  };
  let ca;
  for (const name of Object.keys(kServers)) {
    if (!wish.with.includes(name)) continue;
    const reason = await kServers[name].whyNot?.();
    if (reason) {
      stack.skipped.push({ server: name, reason });
      continue;
    }
    if (name !== 'netns') ca ??= await TestCa.create(file('ca'), [...wish.names, wish.address]);
    const server = await kServers[name].start({
      ca,
      stack,
      wish,
      directory: file(name),
      ports: wish.ports[name] ?? {},
    });
    closers.push(server.close);
    stack[name] = server.describe;
    if (server.address) wish.address = server.address;
  }
  stack.ca = ca?.files;
  stack.resolve = resolveEntries(stack, wish.address);
  stack.resolve_ipv6 = resolveEntriesIpv6(stack, wish.address);
  stack.resolve_args = stack.resolve.map((entry) => `--resolve ${entry}`).join(' ');
  return stack;
}

let ending = false;
async function end(status) {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(status || 1), 20_000).unref();
  for (const close of closers.reverse()) await close().catch((error) => console.error(`stop: ${error.message}`));
  await fs.rm(file('stack.json'), { force: true });
  if (status === 0) await fs.rm(file('stack.pid'), { force: true }); // where it stays, the servers died
  process.exit(status);
}

function watch(pid) {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error.code === 'ESRCH') end(0);
    }
  }, 500).unref();
}

process.on('SIGTERM', () => end(0));
process.on('SIGINT', () => end(0));
process.on('uncaughtException', (error) => {
  console.error(error.stack ?? error);
  end(1);
});

try {
  const wish = JSON.parse(await fs.readFile(file('start.json'), 'utf8'));
  const stack = await start(wish);
  await fs.writeFile(file('stack.json.new'), `${JSON.stringify(stack, null, 2)}\n`);
  await fs.rename(file('stack.json.new'), file('stack.json'));
  if (wish.watchPid) watch(wish.watchPid);
} catch (error) {
  if (process.env.TEGAMI_DEBUG) console.error(error.stack);
  await fs.writeFile(file('failure'), error.message);
  await end(1);
}
