// SPDX-License-Identifier: MIT
// What went wrong, told by the exit status and by words: a failure is 1, wrong use is 2, and neither leaves anything behind.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, tool, work } from './harness.mjs';

after(() => rmSync(work, { recursive: true, force: true }));

let stores = 0;
let store;
beforeEach(() => {
  store = join(work, `status-${++stores}`);
  set('mail.service=custom', 'mail.auth=off', 'mail.security=none', 'mail.smtp_host=localhost', 'mail.smtp_port=1',
    'mail.sender=scanner@contoso.example');
});

const tegami = (...args) => run(...args, '--store', store, '--json');
const set = (...args) => assert.equal(tegami('settings', 'set', ...args).status, 0);
const queue = (...more) => tegami('send', '--queue', '--to', 'office@contoso.example', ...more);
function expectMisuse(done, words) {
  assert.equal(done.status, 2, done.stdout + done.stderr);
  assert.match(done.stderr, words);
  assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr);
}

test('jobs run fails where a job did', () => {
  set('mail.auth=smtp_auth', 'mail.user=scanner', 'mail.allow_password_without_tls=true');
  assert.equal(queue().status, 0);
  const done = tegami('jobs', 'run');
  assert.deepEqual([done.status, done.result.outcome, done.result.cause, done.result.code], [1, 'failed', 'password_missing', 360]);
  assert.equal(run('jobs', 'run', '--store', store).status, 0, 'nothing waits any more');
});

test('a full queue is a failure, for a mail and for a fax', () => {
  for (let i = 0; i < 64; ++i) assert.equal(queue().status, 0, String(i));
  const done = queue();
  assert.deepEqual([done.status, done.result.outcome, done.result.cause], [1, 'failed', 'queue_full'], done.stderr);
  const fax = join(work, 'fax.pdf');
  writeFileSync(fax, '%PDF-1.4');
  const refused = tegami('send', '--fax', '0312345678', '--attach', fax);
  assert.notEqual(refused.result.cause, 'invalid_fax_number', refused.stdout);
});

test('send --store refuses a sender of the command line', () => {
  expectMisuse(queue('--from', 'other@contoso.example'), /--from/);
});

test('status knows the user, or says that there is none', () => {
  expectMisuse(tegami('status', '--account', 'user:nobody'), /no such user: user:nobody/);
  set('--account', 'user:ito', 'mail.sender=ito@contoso.example');
  const { status, lines } = tegami('status', '--account', 'user:ito');
  assert.equal(status, 0);
  assert.deepEqual(lines.slice(0, -1).map((line) => line.account), ['user:ito']);
});

test('settings set makes no user where anything is wrong', () => {
  expectMisuse(tegami('settings', 'set', '--account', 'user:ghost', 'bogus=1'), /no such setting/);
  assert.equal(tegami('settings', 'set', '--account', 'user:ghost', 'mail.sender=no address').status, 1);
  assert.equal(tegami('users', 'list').lines.length, 1, 'the last line alone');
  set('--account', 'user:ghost');
  assert.equal(tegami('users', 'list').lines.length, 2);
});

test('users delete is in the log', () => {
  set('--account', 'user:ito', 'mail.sender=ito@contoso.example');
  assert.equal(tegami('users', 'delete', 'ito').status, 0);
  const { lines } = tegami('log');
  assert.ok(lines.some((line) => line.event === 'settings_changed' && line.detail === 'user account: removed'));
});

test('sign-in says that the client id is missing', () => {
  expectMisuse(tegami('sign-in', '--service', 'exchange-online'), /--client-id is missing/);
});

test('send says which option makes no mail, before anything is sent', () => {
  for (const [option, value, words] of [['--to', 'a b@contoso.example', /--to is no mail address: a b@contoso\.example/],
    ['--cc', 'x\r\nRCPT TO:<y@contoso.example>', /--cc is no mail address: x\\r\\n/], ['--bcc', 'nobody', /--bcc is no/],
    ['--subject', 'a\nBcc: x@contoso.example', /--subject has a line end/], ['--subject', 's'.repeat(513), /--subject is too long/],
    ['--text', 't'.repeat(4097), /--text is too long/]]) {
    expectMisuse(queue(option, value), words);
    const direct = ['--smtp', 'localhost:1', '--security', 'none', '--from', 'scanner@contoso.example'];
    expectMisuse(run('send', ...direct, '--to', 'office@contoso.example', option, value), words);
  }
  const name = join(work, 'line\nend.pdf');
  writeFileSync(name, '%PDF-1.4');
  expectMisuse(tegami('send', '--to', 'office@contoso.example', '--attach', name), /--attach: the file's name/);
  assert.deepEqual(tegami('jobs').lines.length, 1, 'nothing is in the queue');
});

test('send takes no user without a secret', () => {
  expectMisuse(run('send', '--smtp', 'localhost:1', '--security', 'none', '--from', 'scanner@contoso.example', '--to',
    'office@contoso.example', '--user', 'scanner'), /--user needs --token-file or --password-file/);
});

test('settings set without a setting is misuse', () => {
  expectMisuse(tegami('settings', 'set'), /NAME=VALUE/);
  assert.equal(tegami('settings', 'set', '--account', 'user:ito').status, 0, 'makes the user');
});

test('output that cannot be written is a failure', (t) => {
  assert.equal(queue().status, 0);
  const full = openSync('/dev/full', 'w');
  t.after(() => closeSync(full));
  for (const args of [['settings', 'list'], ['settings', 'export'], ['jobs'], ['status']]) {
    const done = spawnSync(tool, [...args, '--store', store], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
    assert.deepEqual([done.status, done.stderr], [1, 'tegami: cannot write the output\n'], args.join(' '));
  }
  const done = run('settings', 'export', '/dev/full', '--store', store);
  assert.equal(done.status, 1);
  assert.match(done.stderr, /cannot write all of \/dev\/full/);
});
