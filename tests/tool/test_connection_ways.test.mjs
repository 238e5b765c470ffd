// SPDX-License-Identifier: MIT
// tegami test-connection where other servers stand on the way: an HTTP proxy before the sign-in service, POP before SMTP.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { control, enter, exchangeOnline, file, lastMail, signIn, stack, startServers, stopServers, tegami, testFailsAt,
  user, work } from './harness.mjs';

before(() => startServers('idp', 'exchange', 'proxy', ...(process.getuid() === 0 ? ['postfix'] : [])));
after(stopServers);

let store;
let stores = 0;
beforeEach(() => { store = join(work, `ways-${++stores}`); });

function needs(context, server) {
  if (!stack[server]) context.skip(stack.skipped.map(({ reason }) => reason).join() || `${server} needs root`);
  return Boolean(stack[server]);
}

function passes(steps, ...more) {
  const done = tegami('test-connection', '--store', store, ...more);
  assert.equal(done.result?.outcome, 'passed', done.stdout + done.stderr);
  assert.deepEqual(done.lines.slice(0, -1).map((each) => [each.step, each.outcome]), steps.map((step) => [step, 'passed']));
  return done;
}

function set(...args) {
  const done = tegami('settings', 'set', '--store', store, ...args);
  assert.equal(done.result?.outcome, 'saved', done.stdout + done.stderr);
}

const kToTls = ['link', 'dns', 'tcp', 'banner', 'starttls', 'clock', 'certificate'];
const kEnvelope = ['mail_from', 'rcpt_to'];

// --- A proxy

const kByProxy = [...kToTls, 'proxy', 'token', 'auth', ...kEnvelope];
const connects = () => readFileSync(stack.proxy.logs.open, 'utf8').split('\n').filter((line) => line.includes(': CONNECT ')).length;
const tokenRequests = async () => (await control('idp', 'GET', '/journal')).filter((entry) => entry.endpoint === 'token').length;

// By an address that the proxy can look up itself.
async function signedInByProxy() {
  await control('idp', 'PATCH', '/settings', { interval: 1 });
  const done = await signIn(store, enter, ...exchangeOnline(), '--authority', stack.idp.url, '--tenant', 'common', '--proxy',
    `127.0.0.1:${stack.proxy.ports.open}`);
  assert.equal(done.result?.outcome, 'signed_in', done.stdout + done.stderr);
}

// When the access token of the sign-in is over, so that another one is asked for.
const later = () => ['--clock-start', `${new Date(Date.now() + 7_200_000).toISOString().slice(0, 19)}Z`];

test('goes through the proxy for the token, and past it for the mail', async (context) => {
  if (!needs(context, 'proxy')) return;
  await signedInByProxy();
  const before = [connects(), await tokenRequests()];
  passes(kByProxy, ...later());
  assert.deepEqual([connects(), await tokenRequests()], [before[0] + 1, before[1] + 1]);
});

test('does not ask the proxy where the token is fresh, and says so', async (context) => {
  if (!needs(context, 'proxy')) return;
  await signedInByProxy();
  const before = connects();
  const done = tegami('test-connection', '--store', store);
  assert.equal(done.result?.outcome, 'passed', done.stdout + done.stderr);
  assert.equal(done.lines.find((each) => each.step === 'proxy').outcome, 'not_needed');
  assert.equal(connects(), before);
});

for (const [what, status, ...secret] of [['no log-in', '407'], ['a wrong password', '40[17]', 'proxy.user=printer']]) {
  test(`tells a proxy that refuses ${what}, and asks nobody behind it`, async (context) => {
    if (!needs(context, 'proxy')) return;
    await signedInByProxy();
    set(`proxy.port=${stack.proxy.ports.basic}`, ...secret,
      ...(secret.length ? ['--proxy-password-file', file('wrong')] : []));
    const before = await tokenRequests();
    const done = testFailsAt(store, 'proxy', 'proxy_authentication', ...later());
    assert.match(done.result.reply, new RegExp(`^${status} `));
    assert.equal(await tokenRequests(), before);
    set(`proxy.user=${stack.proxy.user}`, '--proxy-password-file', file(stack.proxy.password));
    passes(kByProxy, ...later());
  });
}

test('tells a proxy where nobody listens', async (context) => {
  if (!needs(context, 'proxy')) return;
  await signedInByProxy();
  set('proxy.port=1');
  testFailsAt(store, 'proxy', 'proxy_unreachable', ...later());
});

test('tells a proxy from the sign-in service behind it', async (context) => {
  if (!needs(context, 'proxy')) return;
  await signedInByProxy();
  await control('idp', 'POST', '/faults', { endpoint: 'token', grant_type: 'refresh_token', aadsts: 700082 });
  testFailsAt(store, 'token', 'link_expired', ...later());
  await control('idp', 'DELETE', '/faults');
});

// --- POP before SMTP

const kByPop = [...kToTls, 'pop', ...kEnvelope];

function popAccount(password, popPort = 'pop3') {
  const { ports } = stack.postfix;
  set('--password-file', file(password), 'mail.auth=pop_before_smtp', 'mail.service=custom', 'mail.security=starttls',
    `mail.user=${user}`, `mail.sender=${user}`, 'mail.smtp_host=localhost', `mail.smtp_port=${ports.pop_before_smtp}`,
    'mail.pop_host=localhost', `mail.pop_port=${ports[popPort] ?? popPort}`);
}
const withCa = () => ['--ca', stack.ca.file];

// In this order: a log-in opens the door for ten minutes.
test('tells that the POP log-in is refused, and asks SMTP for nothing', (context) => {
  if (!needs(context, 'postfix')) return;
  popAccount('wrong');
  const done = testFailsAt(store, 'pop', 'pop_auth_failed', ...withCa());
  assert.match(done.result.reply, /Authentication failed/);
});

test('tells a POP server that is not there, or is none', (context) => {
  if (!needs(context, 'postfix')) return;
  popAccount(stack.postfix.password, 1);
  testFailsAt(store, 'pop', 'connection_refused', ...withCa());
  popAccount(stack.postfix.password, 'pop_before_smtp');
  testFailsAt(store, 'pop', 'server_protocol', ...withCa());
});

test('logs in by POP first, then the server takes sender and recipient', (context) => {
  if (!needs(context, 'postfix')) return;
  popAccount(stack.postfix.password);
  passes(kByPop, ...withCa());
  passes([...kByPop, 'message'], '--send', ...withCa());
  assert.equal(lastMail('postfix').headers.to.includes(user), true);
});
