// SPDX-License-Identifier: MIT
// tegami reset: as new, also where the store was another device's.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, work } from './harness.mjs';

after(() => rmSync(work, { recursive: true, force: true }));

let stores = 0;
let store;
beforeEach(() => { store = newStore(); });

function newStore() {
  const made = join(work, `reset-${++stores}`);
  assert.equal(run('settings', 'set', 'mail.tenant=contoso.example', '--store', made).status, 0);
  return made;
}
const tegami = (...args) => run(...args, '--store', store, '--json');
const tenant = () => tegami('settings', 'get', 'mail.tenant').lines[0].value;

test('erases what was kept, and the new log begins with it', () => {
  const flash = readFileSync(join(store, 'flash.bin'));
  const done = tegami('reset', '--yes');
  assert.deepEqual([done.status, done.result.outcome], [0, 'reset'], done.stdout + done.stderr);
  assert.notEqual(tenant(), 'contoso.example');
  const [first] = tegami('log').lines;
  assert.deepEqual([first.event, first.number, first.actor], ['factory_reset', 1, 'tool']);
  assert.ok(!readFileSync(join(store, 'flash.bin')).equals(flash));
});

test('takes over the flash of another device', () => {
  copyFileSync(join(newStore(), 'flash.bin'), join(store, 'flash.bin'));
  const refused = tegami('status');
  assert.deepEqual([refused.status, refused.result.cause], [1, 'storage_foreign']);
  assert.equal(tegami('reset', '--yes').status, 0);
  assert.equal(tegami('status').status, 0);
  assert.equal(tegami('settings', 'set', 'mail.tenant=fabrikam.example').status, 0);
  assert.equal(tenant(), 'fabrikam.example');
});

test('does nothing without --yes, and says so in one line', () => {
  const done = run('reset', '--store', store);
  assert.equal(done.status, 2);
  assert.match(done.stderr, /^tegami: reset: .*--yes.*\n$/);
  assert.equal(tenant(), 'contoso.example');
  assert.equal(run('reset', '--yes', '--store', join(work, 'nowhere')).status, 2);
});
