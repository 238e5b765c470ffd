// SPDX-License-Identifier: MIT
// tegami test-connection: every step against real servers, and what people are told where one fails.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { control, enter, exchangeOnline, run, signIn, stack, startServers, stopServers, tegami, testFailsAt, user,
  work } from './harness.mjs';

before(startServers);
after(stopServers);

const kSteps = ['link', 'dns', 'tcp', 'banner', 'starttls', 'clock', 'certificate', 'token', 'auth', 'mail_from', 'rcpt_to'];
let stores = 0;
let store;
beforeEach(async () => {
  store = join(work, `store-${++stores}`);
  for (const server of ['idp', 'exchange']) await control(server, 'DELETE', '/faults');
  await control('exchange', 'DELETE', '/mail');
  await control('exchange', 'DELETE', '/sessions');
  await control('idp', 'PATCH', '/settings', { interval: 1 });
});

async function signedIn(...more) {
  const done = await signIn(store, enter, ...exchangeOnline(), ...more);
  assert.equal(done.result?.outcome, 'signed_in', done.stdout + done.stderr);
}
const fault = (server, body) => control(server, 'POST', '/faults', body);
const mails = () => control('exchange', 'GET', '/mail');

const failsAt = (step, cause, ...more) => testFailsAt(store, step, cause, ...more);

test('passes every step and sends nothing', async () => {
  await signedIn();
  const done = tegami('test-connection', '--store', store);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  const steps = done.lines.slice(0, -1);
  assert.deepEqual(steps.map((each) => each.step), kSteps);
  assert.ok(steps.every((each) => each.outcome === 'passed' && each.duration_ms >= 0), done.stdout);
  assert.equal(done.result.outcome, 'passed');
  assert.deepEqual(await mails(), []);
  assert.deepEqual(await control('exchange', 'GET', '/violations'), []);
  assert.doesNotMatch(done.stdout + done.stderr, /eyJ[A-Za-z0-9_-]{10}/);
});

test('sends a mail to the account itself where one is wanted', async () => {
  await signedIn();
  const done = tegami('test-connection', '--store', store, '--send');
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.deepEqual(done.lines.slice(0, -1).map((each) => each.step), [...kSteps, 'message']);
  const sent = await mails();
  assert.equal(sent.length, 1);
  assert.deepEqual(sent[0].envelope.to.map((to) => to.address ?? to), [user]);
});

test('speaks to people in their language', async () => {
  await signedIn();
  const args = ['--timeout', '15', ...stack.resolve.flatMap((entry) => ['--resolve', entry])];
  assert.match(run('test-connection', '--store', store, ...args).stdout, /Connection test was successful\./);
  assert.match(run('test-connection', '--store', store, '--lang', 'ja', ...args).stdout, /送信元アドレス: OK/);
});

test('names a server that nobody knows', async () => {
  await signedIn('--smtp', 'no-such-name.invalid:587', '--security', 'starttls');
  failsAt('dns', ['no_such_name', 'no_dns']);
});

test('names a port where nobody listens', async () => {
  await signedIn('--smtp', '127.0.0.1:1', '--security', 'starttls');
  failsAt('tcp', 'connection_refused');
});

test('tells a greeting that refuses', async () => {
  await signedIn();
  await fault('exchange', { stage: 'greeting', reply: '554 5.3.2 no service for you', count: 'always' });
  assert.match(failsAt('banner', 'server_refused').result.reply, /no service for you/);
});

test('never goes on where STARTTLS is not offered', async () => {
  await signedIn();
  await control('exchange', 'PATCH', '/settings', { extensions: { starttls: false } });
  failsAt('starttls', 'starttls_not_offered');
  await control('exchange', 'PATCH', '/settings', { extensions: { starttls: true } });
});

test('shows a certificate that is for somebody else', async () => {
  await signedIn('--smtp', `localhost:${stack.exchange.ports.wrong_name}`, '--security', 'starttls');
  assert.ok(failsAt('certificate', 'certificate_wrong_name').result.reply);
  const sessions = await control('exchange', 'GET', '/sessions');
  assert.ok(sessions.every((session) => !JSON.stringify(session.commands ?? []).includes('AUTH')), 'no secret went there');
});

test('shows a certificate that nobody vouches for', async () => {
  await signedIn('--smtp', `localhost:${stack.exchange.ports.unknown_ca}`, '--security', 'starttls');
  failsAt('certificate', 'certificate_untrusted');
});

test('tells that the link has expired', async () => {
  await signedIn();
  await fault('idp', { endpoint: 'token', grant_type: 'refresh_token', aadsts: 700082 });
  tegami('refresh', '--store', store);
  assert.equal(failsAt('token', 'link_expired').result.code, 361);
});

test("tells the tenant's switch, in the server's own words", async () => {
  await signedIn();
  await fault('exchange', { stage: 'auth_response', named: 'smtp_auth_disabled_tenant', count: 'always' });
  const done = failsAt('auth', 'smtp_auth_disabled_tenant');
  assert.match(done.result.reply, /SmtpClientAuthentication is disabled for the Tenant/);
  assert.equal(done.result.code, 312);
});

test('refreshes once where the token is refused, and goes on', async () => {
  await signedIn();
  await fault('exchange', { stage: 'auth_response', reply: '535 5.7.3 Authentication unsuccessful' });
  const done = tegami('test-connection', '--store', store);
  assert.equal(done.result.outcome, 'passed', done.stdout);
});

test('tells a sender that is refused, and a recipient', async () => {
  await signedIn();
  await fault('exchange', { stage: 'mail', reply: '550 5.7.60 not your address' });
  assert.match(failsAt('mail_from', ['sender_refused', 'send_as_denied']).result.reply, /not your address/);
  await control('exchange', 'DELETE', '/faults');
  await fault('exchange', { stage: 'rcpt', reply: '550 5.1.1 no such mailbox' });
  assert.match(failsAt('rcpt_to', 'recipient_refused').result.reply, /no such mailbox/);
});

test('finds SendAsDenied only by a mail', async () => {
  await signedIn('--from', 'somebody.else@contoso.example');
  await control('exchange', 'PATCH', '/settings', { sender_must_be_user: true });
  assert.equal(tegami('test-connection', '--store', store).result.outcome, 'passed');
  const done = failsAt('message', 'send_as_denied', '--send');
  assert.match(done.result.reply, /SendAsDenied/);
  await control('exchange', 'PATCH', '/settings', { sender_must_be_user: false });
});

test('needs a store, and a user who is there', async () => {
  assert.equal(run('test-connection').status, 2);
  await signedIn();
  assert.equal(tegami('test-connection', '--store', store, '--account', 'user:nobody').status, 2);
});
