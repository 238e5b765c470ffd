// SPDX-License-Identifier: MIT
// tegami clock: the time of a device whose board's clock cannot be set is kept in the store.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, work } from './harness.mjs';

after(() => rmSync(work, { recursive: true, force: true }));

let stores = 0;
let store;
beforeEach(() => { store = join(work, `clock-${++stores}`); });

const tegami = (...args) => run(...args, '--store', store, '--json');
const set = (utc, ...more) => tegami('clock', 'set', utc, ...more);
const told = (...more) => Date.parse(tegami('clock', ...more).lines[0].time);
const near = (milliseconds, expected) =>
  assert.ok(Math.abs(milliseconds - expected) < 60_000, `${new Date(milliseconds)} is not about ${new Date(expected)}`);

test('is set by hand, and is right in the next process too', () => {
  const christmas = Date.parse('2030-12-25T00:00:00Z');
  const done = set('2030-12-25T00:00:00Z');
  assert.deepEqual([done.status, done.result.outcome], [0, 'set'], done.stdout + done.stderr);
  near(told(), christmas);
  const { lines } = tegami('log');
  const event = lines.find((line) => line.event === 'time_changed');
  assert.equal(event.actor, 'tool');
  near(Date.parse(event.time), christmas);
  near(Date.parse(event.detail.replace('was ', '')), Date.now());
  assert.equal(set(new Date().toISOString().replace(/\.\d+/, '')).status, 0);
  near(told(), Date.now());
});

test('is refused where a time server is set, and says why', () => {
  assert.equal(tegami('settings', 'set', 'device.time_server=ntp.contoso.example').status, 0);
  const done = set('2030-12-25T00:00:00Z', '--lang', 'ja');
  assert.deepEqual([done.status, done.result.outcome, done.lines[0].problem], [1, 'failed', 'time_server_set']);
  assert.match(done.lines[0].text, /タイムサーバー/);
  assert.equal(tegami('clock').lines[0].time_server, 'ntp.contoso.example');
  near(told(), Date.now());
});

test('is refused where nobody can mean it', () => {
  for (const time of ['1999-01-01T00:00:00Z', '2100-01-01T00:00:00Z']) {
    const done = set(time);
    assert.deepEqual([done.status, done.lines[0].problem], [1, 'implausible_time'], time);
  }
  near(told(), Date.now());
});

test('explains misuse in one line', () => {
  for (const args of [['clock', 'set'], ['clock', 'set', 'noon'], ['clock', 'noon'], ['clock', 'set', '2030-02-30T00:00:00Z']]) {
    const done = run(...args, '--store', store);
    assert.equal(done.status, 2, args.join(' '));
    assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr);
  }
  assert.match(run('--version').stdout, /^tegami \d+\.\d+\.\d+\n$/);
});
