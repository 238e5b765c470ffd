// SPDX-License-Identifier: MIT
// The queue and the history of a store, through restarts of the process: tegami jobs, send --queue, send --split.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { control, enter, exchangeOnline, lastMail, scan, signIn, stack, startServers, stopServers, tegami, tool, work } from './harness.mjs';

let store;
let stores = 0;
before(startServers);
after(stopServers);
beforeEach(async () => {
  store = join(work, `jobs-${++stores}`);
  await control('exchange', 'DELETE', '/faults');
  assert.equal((await signIn(store, enter, ...exchangeOnline())).result?.outcome, 'signed_in');
});

const jobs = (...args) => tegami('jobs', ...args, '--store', store);
const listed = () => jobs().lines.slice(0, -1);
const to = ['--to', 'office@contoso.example'];
const arrived = async () => (await control('exchange', 'GET', '/mail')).length;
const messageId = () => lastMail().headers['message-id'];

test('keeps jobs across restarts, cancels one, sends the others', async () => {
  for (const subject of ['one', 'two', 'three']) {
    const queued = tegami('send', '--store', store, '--queue', '--subject', subject, ...to);
    assert.equal(queued.result?.outcome, 'queued', queued.stdout + queued.stderr);
  }
  const waiting = listed();
  assert.deepEqual(waiting.map((job) => job.state), ['waiting', 'waiting', 'waiting']);
  assert.ok(waiting[0].job > waiting[2].job, 'newest first');
  const before = await arrived();
  assert.equal(jobs('cancel', String(waiting[1].job)).result.outcome, 'cancelled');
  assert.equal(jobs('cancel', String(waiting[1].job)).status, 1);
  const done = jobs('run');
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(done.lines.slice(0, -1).map((job) => job.state), ['delivered', 'delivered', 'cancelled'], 'the one that ended last comes first');
  assert.equal(await arrived(), before + 2);
  assert.deepEqual(listed().map((job) => job.state), ['delivered', 'delivered', 'cancelled']);
});

test('send leaves alone what waits', () => {
  tegami('send', '--store', store, '--queue', '--subject', 'waits', ...to);
  assert.equal(tegami('send', '--store', store, ...to).result.outcome, 'delivered');
  assert.deepEqual(listed().map((job) => job.state).sort(), ['delivered', 'waiting']);
});

test('sends again with the same Message-ID when the process was killed at the end, and says so', async () => {
  tegami('send', '--store', store, '--queue', ...to);
  await control('exchange', 'POST', '/faults', { stage: 'end', count: 1, reply: '250 2.0.0 OK', then: 'continue', delay_ms: 10_000 });
  const before = await arrived();
  const args = ['jobs', 'run', '--json', '--store', store, ...stack.resolve.flatMap((entry) => ['--resolve', entry])];
  const child = spawn(tool, args);
  const gone = new Promise((resolve) => { child.on('close', resolve); });
  for (let i = 0; i < 100 && await arrived() === before; ++i) await new Promise((go) => { setTimeout(go, 100); });
  child.kill('SIGKILL');
  await gone;
  const first = messageId();
  await control('exchange', 'DELETE', '/faults');
  const [waiting] = listed();
  assert.equal(waiting.state, 'retrying', JSON.stringify(waiting));
  assert.equal(waiting.may_be_twice, true);
  const [sent] = jobs('run').lines;
  assert.equal(sent.state, 'delivered');
  assert.equal(sent.may_be_twice, true);
  assert.equal(await arrived(), before + 2);
  assert.equal(messageId(), first);
});

test('splits at files into numbered mails', async () => {
  const before = await arrived();
  const files = [40_000, 40_000, 40_000].flatMap((octets) => ['--attach', scan(octets)]);
  const sent = tegami('send', '--store', store, '--subject', 'Scan', '--split', '120', ...files, ...to);
  assert.equal(sent.result?.outcome, 'delivered', sent.stdout);
  assert.equal(await arrived(), before + 2);
  const [job] = listed();
  assert.equal(job.parts, 2);
  assert.equal(job.parts_delivered, 2);
});

// A store whose mail server is behind a link with delay, and the round trips of the one connection that `send` makes.
async function roundTripsOf(mails, sendAll, port = stack.exchange.ports.starttls) {
  const link = await control('delay', 'POST', '/links', { to: `127.0.0.1:${port}`, one_way_ms: 20 });
  store = join(work, `jobs-${++stores}`);
  const done = await signIn(store, enter, ...exchangeOnline(), '--smtp', `localhost:${link.port}`, '--security', 'starttls');
  assert.equal(done.result?.outcome, 'signed_in', done.stdout + done.stderr);
  const before = await arrived();
  sendAll();
  assert.equal(await arrived(), before + mails);
  const { connections } = (await control('delay', 'GET', '/links')).find((one) => one.port === link.port);
  assert.equal(connections.length, 1, 'all go over one connection');
  return connections[0].round_trips;
}

const smallMails = (count) => () => {
  for (let i = 0; i < count; ++i) tegami('send', '--store', store, '--queue', '--subject', `mail ${i}`, ...to);
  assert.deepEqual(jobs('run').lines.slice(0, -1).map((job) => job.state), Array(count).fill('delivered'));
};

// As parts of one job: each is larger than a first flight may be.
const largeMails = (count) => () => {
  const files = Array(count).fill(60_000).flatMap((octets) => ['--attach', scan(octets)]);
  const sent = tegami('send', '--store', store, '--split', '100', ...files, ...to);
  assert.equal(sent.result?.outcome, 'delivered', sent.stdout);
};

const lastMode = async () => (await control('exchange', 'GET', '/mail')).at(-1).mode;

test('sends each further mail over the same connection for one round trip', async () => {
  assert.equal(await roundTripsOf(1, smallMails(1)), 9);
  assert.equal(await roundTripsOf(2, smallMails(2)), 9 + 1);
  assert.equal(await roundTripsOf(3, smallMails(3)), 9 + 1 + 1);
  assert.equal(await lastMode(), 'bdat');
});

test('waits for the recipients before a large mail: one round trip more, each time', async () => {
  assert.equal(await roundTripsOf(1, largeMails(1)), 9 + 1);
  assert.equal(await roundTripsOf(2, largeMails(2)), 9 + 1 + 2);
  assert.equal(await lastMode(), 'bdat');
});

test('sends each further mail for two round trips where the server offers no CHUNKING', async () => {
  const { port } = await control('exchange', 'POST', '/listeners', { settings: { extensions: { chunking: false } } });
  assert.equal(await roundTripsOf(2, smallMails(2), port), 10 + 2);
  assert.equal(await lastMode(), 'data');
});
