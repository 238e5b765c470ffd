// SPDX-License-Identifier: MIT
// The OAuth endpoints through a real HTTP proxy: sign-in, refresh and send; and what a proxy's refusal costs.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { control, enter, exchangeOnline, file, lastMail, signIn, stack, startServers, stopServers, tegami,
  work } from './harness.mjs';

before(() => startServers('idp', 'exchange', 'proxy'));
after(stopServers);

let store;
let stores = 0;
beforeEach(() => { store = join(work, `store-${++stores}`); });

const connects = (name) => readFileSync(stack.proxy.logs[name], 'utf8').split('\n').filter((line) => line.includes(': CONNECT ')).length;
const needsProxy = (context) => {
  if (!stack.proxy) context.skip(stack.skipped.map(({ reason }) => reason).join());
  return Boolean(stack.proxy);
};
// The provider by an address that the proxy can look up itself, and --resolve does not touch.
const provider = () => [...exchangeOnline(), '--authority', stack.idp.url, '--tenant', 'common'];
const through = (name, ...more) => ['--proxy', `127.0.0.1:${stack.proxy.ports[name]}`, ...more];
const credentials = (password) => ['--proxy-user', stack.proxy.user, '--proxy-password-file', file(password)];
const refresh = () => tegami('refresh', '--store', store).result;
const send = () => tegami('send', '--store', store, '--to', 'a@contoso.example').result;
const refreshes = async () =>
  (await control('idp', 'GET', '/journal')).filter((entry) => entry.grant_type === 'refresh_token').length;

test('signs in, refreshes and sends through a proxy, and mails past it', async (context) => {
  if (!needsProxy(context)) return;
  const done = await signIn(store, enter, ...provider(), ...through('open'));
  assert.equal(done.result.outcome, 'signed_in', done.stdout + done.stderr);
  const before = connects('open');
  assert.ok(before >= 1, 'the code was asked for through the proxy');
  assert.equal(refresh().outcome, 'refreshed');
  assert.equal(connects('open'), before + 1);
  assert.equal(send().outcome, 'delivered');
  assert.equal(lastMail().problems.length, 0);
  assert.equal(connects('open'), before + 1, 'SMTP never goes through the proxy');
  assert.equal(tegami('status', '--store', store).lines[0].state, 'signed_in');
});

test('logs on to a proxy, and keeps the password to itself', async (context) => {
  if (!needsProxy(context)) return;
  const done = await signIn(store, enter, ...provider(), ...through('basic', ...credentials(`${stack.proxy.password}\n`)));
  assert.equal(done.result.outcome, 'signed_in', done.stdout + done.stderr);
  const refreshed = tegami('refresh', '--store', store, '--trace', join(work, 'trace'));
  assert.equal(refreshed.result.outcome, 'refreshed');
  const basic = Buffer.from(`${stack.proxy.user}:${stack.proxy.password}`).toString('base64');
  for (const text of [done.stdout, done.stderr, refreshed.stdout, readFileSync(join(work, 'trace'), 'latin1'),
    ...readdirSync(store).map((name) => readFileSync(join(store, name), 'latin1'))]) {
    assert.ok(!text.includes(stack.proxy.password) && !text.includes(basic));
  }
});

test('names a wrong password as the cause, and keeps the sign-in', async (context) => {
  if (!needsProxy(context)) return;
  assert.equal((await signIn(store, enter, ...provider())).result.outcome, 'signed_in');
  const asked = await refreshes();
  // A second sign-in with the wrong password: the older one stays.
  const wrong = await signIn(store, undefined, ...provider(), ...through('basic', ...credentials('wrong')));
  assert.equal(wrong.status, 1);
  assert.equal(wrong.result.cause, 'proxy_authentication');
  assert.match(wrong.result.reply, /^40[17] /);
  const failed = refresh();
  assert.equal(failed.cause, 'proxy_authentication');
  assert.equal(await refreshes(), asked, 'the provider was not asked');
  assert.equal(tegami('status', '--store', store).lines[0].state, 'signed_in');
  const right = await signIn(store, enter, ...provider(), ...through('basic', ...credentials(stack.proxy.password)));
  assert.equal(right.result.outcome, 'signed_in', right.stdout + right.stderr);
  assert.equal(refresh().outcome, 'refreshed');
});

test('keeps the sign-in while the proxy is down', async (context) => {
  if (!needsProxy(context)) return;
  assert.equal((await signIn(store, enter, ...provider())).result.outcome, 'signed_in');
  const tried = await signIn(store, undefined, ...provider(), '--proxy', '127.0.0.1:1');
  assert.equal(tried.result.cause, 'proxy_unreachable');
  const failed = refresh();
  assert.equal(failed.cause, 'proxy_unreachable');
  assert.equal(failed.retry, 'later');
  assert.equal(tegami('status', '--store', store).lines[0].state, 'signed_in');
  const open = await signIn(store, enter, ...provider(), '--proxy', 'none');
  assert.equal(open.result.outcome, 'signed_in', open.stdout + open.stderr);
  assert.equal(refresh().outcome, 'refreshed');
});
