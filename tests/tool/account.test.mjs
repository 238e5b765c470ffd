// SPDX-License-Identifier: MIT
// tegami sign-in, status, refresh and send --store, through the faults of a real identity provider.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { approve, control, enter, exchangeOnline, lastMail, scan, sha256, signIn, stack, startServers, stopServers, tegami,
  user, work } from './harness.mjs';

before(startServers);
after(stopServers);

let stores = 0;
let store;
beforeEach(async () => {
  store = join(work, `store-${++stores}`);
  await control('idp', 'DELETE', '/faults');
  await control('idp', 'DELETE', '/journal');
  await control('idp', 'PATCH', '/settings', { interval: 1 });
});

async function signedIn() {
  const done = await signIn(store, enter, ...exchangeOnline());
  assert.equal(done.result?.outcome, 'signed_in', done.stdout + done.stderr);
  return done;
}
const fault = (body) => control('idp', 'POST', '/faults', body);

test('signs in, sends, refreshes, and tells its state', async () => {
  const done = await signedIn();
  assert.equal(done.status, 0);
  assert.ok(done.lines[0].user_code && done.lines[0].verification_uri && done.lines[0].expires_in > 0);
  assert.equal(done.result.account_name, user);
  const scanned = scan(200_000);
  assert.equal(tegami('send', '--store', store, '--to', 'a@contoso.example', '--attach', scanned).result.outcome, 'delivered');
  assert.equal(lastMail().attachments[0].sha256, sha256(scanned));
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  const status = tegami('status', '--store', store).lines[0];
  assert.equal(status.state, 'signed_in');
  assert.equal(status.days_left, 90);
  assert.match(status.scope, /SMTP\.Send/);
  assert.ok(status.last_mail && status.last_refresh);
});

test('leaves no secret in its output or its store', async () => {
  const done = await signedIn();
  const sent = tegami('send', '--store', store, '--to', 'a@contoso.example', '--trace', join(work, 'trace'));
  const texts = [done.stdout, done.stderr, sent.stdout, readFileSync(join(work, 'trace'), 'latin1'),
    ...readdirSync(store).map((name) => readFileSync(join(store, name), 'latin1'))];
  for (const text of texts) assert.doesNotMatch(text, /eyJ[A-Za-z0-9_-]{10}|device_code":/);
});

test('is declined by the user', async () => {
  const done = await signIn(store, (code) => approve(code.verification_uri, code.user_code, '--deny'), ...exchangeOnline());
  assert.equal(done.status, 1);
  assert.equal(done.result.cause, 'sign_in_declined');
});

test('ends when the code has expired', async () => {
  await control('idp', 'PATCH', '/settings', { device_code_life_s: 3 });
  const done = await signIn(store, undefined, ...exchangeOnline());
  await control('idp', 'PATCH', '/settings', { device_code_life_s: 900 });
  assert.equal(done.result.cause, 'code_expired');
});

test('goes on through slow_down, and waits longer for good', async () => {
  await fault({ endpoint: 'token', error: 'slow_down' });
  const done = await signIn(store, (code) => setTimeout(() => enter(code), 1500), ...exchangeOnline());
  assert.equal(done.result.outcome, 'signed_in');
  const polls = (await control('idp', 'GET', '/journal')).filter((entry) => entry.endpoint === 'token');
  assert.ok(polls[1].at_ms - polls[0].at_ms >= 5900, 'interval 1 s and 5 s more');
});

for (const [name, what] of [['429', { status: 429, retry_after: 1 }], ['503', { status: 503 }],
  ['a captive portal', { named: 'captive_portal' }], ['a redirect', { named: 'redirect' }],
  ['cut JSON', { named: 'truncated_json' }]]) {
  test(`survives ${name} while it waits for the user`, async () => {
    await fault({ endpoint: 'token', ...what });
    const done = await signIn(store, (code) => setTimeout(() => enter(code), 2500), ...exchangeOnline());
    assert.equal(done.result.outcome, 'signed_in', done.stdout);
  });
  test(`keeps the sign-in through ${name} at a refresh`, async () => {
    await signedIn();
    await fault({ endpoint: 'token', count: 'always', ...what });
    const done = tegami('refresh', '--store', store, '--timeout', '3');
    assert.equal(done.status, 1);
    assert.equal(done.result.retry, 'later');
    await control('idp', 'DELETE', '/faults');
    assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  });
}

for (const [aadsts, code, state] of [[700082, 361, 'link_expired'], [50173, 370, 'sign_in_again'],
  [530036, 370, 'sign_in_again']]) {
  test(`marks the link by AADSTS${aadsts} as ${code}, until somebody signs in again`, async () => {
    await signedIn();
    await fault({ endpoint: 'token', grant_type: 'refresh_token', aadsts });
    assert.equal(tegami('refresh', '--store', store).result.code, code);
    assert.equal(tegami('status', '--store', store).lines[0].state, state);
    const sent = tegami('send', '--store', store, '--to', 'a@contoso.example');
    assert.equal(sent.result.code, code);
    assert.equal(sent.result.retry, 'after_sign_in');
    await signedIn();
    assert.equal(tegami('send', '--store', store, '--to', 'a@contoso.example').result.outcome, 'delivered');
  });
}

test('keeps the refresh token when an answer has none', async () => {
  await signedIn();
  await fault({ endpoint: 'token', patch: { refresh_token: null } });
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
});

test('outlives strict rotation', async () => {
  await control('idp', 'PATCH', '/settings', { rotation: 'strict' });
  await signedIn();
  for (let i = 0; i < 3; ++i) assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  await control('idp', 'PATCH', '/settings', { rotation: 'lenient' });
});

test('refreshes once when the server refuses the token', async () => {
  await signedIn();
  await control('exchange', 'POST', '/faults', { stage: 'auth_response', reply: '535 5.7.3 Authentication unsuccessful' });
  assert.equal(tegami('send', '--store', store, '--to', 'a@contoso.example').result.outcome, 'delivered');
  const refreshes = (await control('idp', 'GET', '/journal')).filter((entry) => entry.grant_type === 'refresh_token');
  assert.equal(refreshes.length, 1);
});

test('signs in to a provider that it discovers, with and without a client secret', async () => {
  const native = stack.idp.native;
  const custom = (client, ...more) => ['--service', 'custom', '--discover', native.discover, '--client-id', client, '--scope',
    native.scope, ...more];
  const open = await signIn(store, enter, ...custom(native.client_id));
  assert.equal(open.result.outcome, 'signed_in', open.stdout + open.stderr);
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  store += '-secret';
  const confidential = native.confidential;
  const closed = await signIn(store, enter, ...custom(confidential.client_id, '--client-secret-file',
    confidential.client_secret_file));
  assert.equal(closed.result.outcome, 'signed_in', closed.stdout + closed.stderr);
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
});

test('takes endpoints one by one', async () => {
  const native = stack.idp.native;
  const done = await signIn(store, enter, '--service', 'custom', '--device-endpoint', native.device_endpoint,
    '--token-endpoint', native.token_endpoint, '--client-id', native.client_id, '--scope', native.scope);
  assert.equal(done.result.outcome, 'signed_in', done.stdout + done.stderr);
});

test('forgets the sign-in when it is signed out', async () => {
  await signedIn();
  assert.equal(tegami('sign-out', '--store', store).result.outcome, 'signed_out');
  const sent = tegami('send', '--store', store, '--to', 'a@contoso.example');
  assert.equal(sent.result.cause, 'not_signed_in');
  assert.equal(sent.result.code, 360);
});

test('revokes the token at sign-out where the provider has an endpoint for that', async () => {
  const native = stack.idp.native;
  const done = await signIn(store, enter, '--service', 'custom', '--discover', native.discover, '--client-id',
    native.client_id, '--scope', native.scope);
  assert.equal(done.result.outcome, 'signed_in', done.stdout + done.stderr);
  assert.equal(tegami('sign-out', '--store', store).result.outcome, 'signed_out');
  const told = (await control('idp', 'GET', '/journal')).filter((entry) => entry.endpoint === 'revocation');
  assert.deepEqual(told.map((entry) => entry.status), [200]);
});

test('lets users sign in after an administrator only', async () => {
  const refused = await signIn(store, undefined, '--account', 'user:hanako');
  assert.equal(refused.result.cause, 'admin_sign_in_first', refused.stdout + refused.stderr);
  assert.equal(refused.status, 1);
});

test('keeps users apart', async () => {
  await signedIn();
  const done = await signIn(store, enter, ...exchangeOnline(), '--account', 'user:hanako');
  assert.equal(done.result.outcome, 'signed_in', done.stdout + done.stderr);
  const named = (id) => ['--store', store, '--account', `user:${id}`, '--to', 'a@contoso.example'];
  assert.equal(tegami('send', ...named('hanako')).result.outcome, 'delivered');
  assert.equal(tegami('send', ...named('taro')).status, 2);
});
