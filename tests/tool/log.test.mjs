// SPDX-License-Identifier: MIT
// tegami log, and a real rsyslog that gets it over TLS.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { control, enter, exchangeOnline, signIn, stack, startServers, stopServers, tegami, user, work } from './harness.mjs';

before(() => startServers('idp', 'exchange', 'rsyslog'));
after(stopServers);

const store = join(work, 'store');
const log = (...more) => tegami('log', '--store', store, ...more);
const events = () => log().lines.filter((line) => line.event);
const received = () => readFileSync(stack.rsyslog.messages, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const sequence = (message) => Number(/sequenceId="(\d+)"/.exec(message.data)[1]);
const needsRsyslog = (context) => {
  if (!stack.rsyslog) context.skip(stack.skipped.map(({ reason }) => reason).join());
  return Boolean(stack.rsyslog);
};
async function waitFor(count) {
  for (let waited = 0; received().length < count && waited < 5000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return received();
}

test('tells who signed in, what was refreshed and sent, and no secret', async () => {
  const done = await signIn(store, enter, ...exchangeOnline());
  assert.equal(done.result.outcome, 'signed_in', done.stdout + done.stderr);
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  assert.equal(tegami('send', '--store', store, '--to', 'a@contoso.example').result.outcome, 'delivered');
  const told = events();
  for (const [event, detail] of [['settings_changed', /mail account: .*client_id/], ['ca_imported', null], ['sign_in_started', null],
    ['signed_in', new RegExp(user)], ['sign_in_applied', new RegExp(user)], ['refreshed', null], ['job_delivered', null]]) {
    const line = told.find((each) => each.event === event);
    assert.ok(line, `${event} is missing`);
    if (detail) assert.match(line.detail, detail);
    assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 120_000);
  }
  assert.equal(told.find((each) => each.event === 'settings_changed').actor, 'tool');
  assert.equal(told.find((each) => each.event === 'refreshed').actor, 'device');
  assert.deepEqual(told.map(({ number }) => number), told.map((_, index) => index + 1));
  assert.doesNotMatch(JSON.stringify(told), /eyJ|device_code/);
  const printed = tegami('log', '--store', store, '--lang', 'ja');
  assert.equal(printed.status, 0);
});

test('reaches a real collector whole, and nothing arrives twice', async (context) => {
  if (!needsRsyslog(context)) return;
  assert.equal(log('--send').status, 2, 'no log server is set');
  const done = log('--log-server', `localhost:${stack.rsyslog.port}`, '--send');
  assert.equal(done.result?.outcome, 'sent', done.stdout + done.stderr);
  let told = events();
  let messages = await waitFor(told.length);
  assert.deepEqual(messages.map(sequence), told.map(({ number }) => number));
  for (const [index, message] of messages.entries()) {
    assert.equal(message.app, 'tegami');
    assert.equal(message.facility, 'local0');
    assert.equal(message.msgid, told[index].event);
    assert.equal(message.timestamp, told[index].time);
    assert.ok(message.text.includes(told[index].detail ?? ''));
    assert.ok(message.raw.includes('\ufeff'), 'UTF-8 is announced');
  }
  assert.equal(log('--send').result.outcome, 'sent');
  assert.equal(tegami('refresh', '--store', store).result.outcome, 'refreshed');
  assert.equal(log('--send').result.outcome, 'sent');
  told = events();
  messages = await waitFor(told.length);
  assert.deepEqual(messages.map(sequence), told.map(({ number }) => number));
});

test('keeps what a collector cannot take, and sends it later', async (context) => {
  if (!needsRsyslog(context)) return;
  const away = log('--log-server', '127.0.0.1:1', '--send');
  assert.equal(away.status, 1);
  assert.equal(away.result.cause, 'connection_refused');
  const { port } = await control('idp', 'POST', '/listeners', { certificate: 'unknown_ca' });
  const foreign = log('--log-server', `localhost:${port}`, '--send');
  assert.equal(foreign.result.cause, 'certificate_untrusted', 'it is always verified');
  const back = log('--log-server', `localhost:${stack.rsyslog.port}`, '--send');
  assert.equal(back.result?.outcome, 'sent', back.stdout + back.stderr);
  const told = events();
  const messages = await waitFor(told.length);
  assert.deepEqual(messages.map(sequence), told.map(({ number }) => number));
  assert.equal(told.filter(({ event }) => event === 'log_server_failed').length, 2);
});
