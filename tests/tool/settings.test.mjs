// SPDX-License-Identifier: MIT
// tegami settings and users: what is set is kept, what is wrong changes nothing, and files clone a fleet.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, work } from './harness.mjs';

after(() => rmSync(work, { recursive: true, force: true }));

let stores = 0;
let store;
beforeEach(() => { store = join(work, `store-${++stores}`); });

const tegami = (...args) => run(...args, '--store', store, '--json');
const set = (...args) => tegami('settings', 'set', ...args);
const secretFile = (text) => {
  const path = join(work, 'secret');
  writeFileSync(path, `${text}\n`);
  return path;
};

function values(...more) {
  const done = tegami('settings', 'list', ...more);
  assert.equal(done.status, 0, done.stderr);
  return Object.fromEntries(done.lines.filter((line) => line.name).map((line) => [line.name, line.value ?? line.stored]));
}

test('keeps what is set, and shows it with the labels of Web Config', () => {
  const done = set('mail.smtp_host=mail.contoso.example', 'mail.smtp_port=465', 'mail.security=tls', 'device.language=ja');
  assert.deepEqual([done.status, done.result.outcome], [0, 'saved'], done.stdout + done.stderr);
  const one = tegami('settings', 'get', 'mail.smtp_port', '--lang', 'ja');
  assert.equal(one.lines[0].value, '465');
  assert.equal(one.lines[0].label, 'SMTPサーバー ポート番号');
  assert.equal(values()['device.language'], 'ja');
});

test('changes nothing where one of several is wrong, and says what', () => {
  const done = set('mail.smtp_port=465', 'mail.smtp_host=no host', 'proxy.enabled=true');
  assert.deepEqual([done.status, done.result.outcome], [1, 'failed']);
  assert.deepEqual(done.lines.slice(0, 2).map((line) => [line.name, line.problem, line.weight]),
    [['mail.smtp_host', 'not_a_host', 'error'], ['proxy.host', 'missing', 'error']]);
  assert.equal(values()['mail.smtp_port'], '');
});

test('warns, and saves all the same', () => {
  const done = set('mail.verify_certificate=false', '--lang', 'ja');
  assert.equal(done.result.outcome, 'saved');
  assert.equal(done.lines[0].weight, 'warning');
  assert.match(done.lines[0].text, /証明書の検証を有効にすることをお勧めします。/);
  assert.equal(values()['mail.verify_certificate'], 'false');
});

test('takes secrets from files only, and never shows one', () => {
  assert.equal(set('mail.password=hunter2').status, 2);
  const done = set('mail.auth=smtp_auth', 'mail.user=scanner@contoso.example', '--password-file', secretFile('hunter2'),
    '--client-secret-file', secretFile('hunter3'), '--proxy-password-file', secretFile('hunter4'));
  assert.equal(done.result.outcome, 'saved', done.stdout + done.stderr);
  const listed = tegami('settings', 'list');
  const all = values();
  assert.deepEqual([all['mail.password'], all['mail.client_secret'], all['proxy.password']], [true, true, true]);
  const file = run('settings', 'export', '--store', store, '--with-device').stdout;
  for (const name of readdirSync(store)) {
    assert.doesNotMatch(readFileSync(join(store, name), 'latin1'), /hunter\d/, name);
  }
  for (const text of [listed.stdout, file, done.stdout]) assert.doesNotMatch(text, /hunter\d/);
  set('mail.smtp_host=mail.evil.example');
  assert.equal(values()['mail.password'], false);
});

test('clones a fleet by a file, without what is the device\'s own', () => {
  set('mail.tenant=contoso.example', 'mail.sender_name=2階 "MFP"', 'notify.address_1=ito@contoso.example',
    'notify.events_1=toner_low,job_failed', 'fax.domain=fax.example', 'device.host_name=mfp-1', 'device.dhcp=false',
    'device.address=192.0.2.10', 'device.utc_offset=+09:00');
  const path = join(work, 'fleet.json');
  assert.equal(tegami('settings', 'export', path).result.outcome, 'exported');
  const first = values();
  const parsed = JSON.parse(readFileSync(path, 'utf8'));
  assert.equal(parsed.version, 1);
  assert.equal(parsed.mail.sender_name, '2階 "MFP"');
  store = join(work, `store-${++stores}`);
  const done = tegami('settings', 'import', path);
  assert.deepEqual([done.status, done.result.outcome], [0, 'imported'], done.stdout + done.stderr);
  const second = values();
  assert.deepEqual([second['device.host_name'], second['device.dhcp']], ['', 'true']);
  for (const name of ['device.host_name', 'device.dhcp', 'device.address']) second[name] = first[name];
  assert.deepEqual(second, first);
  assert.equal(run('settings', 'export', '--store', store).stdout, readFileSync(path, 'utf8'));
});

test('imports nothing of a file with one wrong field, and names all that is wrong', () => {
  const path = join(work, 'wrong.json');
  writeFileSync(path, JSON.stringify({ format: 'tegami-settings', version: 1,
    mail: { tenant: 'contoso.example', smtp_port: 0, wings: true }, fax: { prefix: 'x@' } }));
  const done = tegami('settings', 'import', path);
  assert.deepEqual([done.status, done.result.outcome], [1, 'failed']);
  assert.deepEqual(done.lines.slice(0, -1).map((line) => `${line.name} ${line.problem}`),
    ['mail.smtp_port out_of_range', 'mail.wings unknown_name', 'fax.prefix bad_character']);
  assert.equal(values()['mail.tenant'], '');
  writeFileSync(path, 'x'.repeat(20000));
  assert.equal(tegami('settings', 'import', path).lines[0].problem, 'file_too_large');
  assert.equal(tegami('settings', 'import', join(work, 'missing')).status, 2);
});

test('gives users what is their own, and the mail account\'s for the rest', () => {
  set('mail.smtp_host=mail.contoso.example');
  assert.equal(set('mail.sender=ito@contoso.example', '--account', 'user:ito').result.outcome, 'saved');
  set('mail.smtp_host=relay.contoso.example');
  const ito = values('--account', 'user:ito');
  assert.deepEqual([ito['mail.sender'], ito['mail.smtp_host']], ['ito@contoso.example', 'relay.contoso.example']);
  assert.equal(set('mail.smtp_host=mail.evil.example', '--account', 'user:ito').status, 2);
  assert.deepEqual(tegami('users', 'list').lines.slice(0, -1).map((line) => line.value), ['ito']);
  assert.equal(tegami('users', 'delete', 'ito').result.outcome, 'deleted');
  assert.equal(tegami('users', 'delete', 'ito').status, 2);
  assert.equal(tegami('settings', 'list', '--account', 'user:ito').status, 2);
});

test('shows what the service gives, and takes it with another service', () => {
  const one = (name) => tegami('settings', 'get', name).lines[0];
  set('mail.smtp_host=relay.contoso.example', 'mail.smtp_port=25', 'mail.security=tls');
  assert.deepEqual([one('mail.smtp_host').value, one('mail.smtp_host').effective], ['relay.contoso.example', 'relay.contoso.example']);
  assert.equal(set('mail.smtp_port=2525', 'mail.service=outlook').result.outcome, 'saved');
  assert.deepEqual([one('mail.smtp_host').value, one('mail.smtp_host').effective], ['', 'smtp-mail.outlook.com']);
  assert.equal(one('mail.smtp_port').value, '2525', 'set in the same command');
  assert.equal(one('mail.security').value, 'starttls');
  assert.equal(one('mail.tenant').effective, 'consumers');
  assert.equal(one('mail.sender').effective, undefined, 'no service gives one');
  const listed = run('settings', 'get', 'mail.smtp_host', '--store', store).stdout;
  assert.equal(listed, 'mail.smtp_host=  # SMTP Server Address: smtp-mail.outlook.com\n');
  const status = tegami('status').lines[0];
  assert.deepEqual([status.smtp_host, status.smtp_port], ['smtp-mail.outlook.com', 2525]);
});

test('explains misuse in one line', () => {
  for (const args of [['settings'], ['settings', 'get'], ['settings', 'set', 'mail.smtp_port'],
    ['settings', 'set', 'mail.wings=2'], ['settings', 'import'], ['settings', 'export', 'a', 'b'],
    ['settings', 'set', 'mail.owner=me'], ['settings', 'get', 'wings']]) {
    const done = run(...args, '--store', store);
    assert.equal(done.status, 2, args.join(' '));
    assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr);
  }
});

test('tells every command and option by --help', () => {
  const help = run('--help').stdout;
  for (const word of ['settings import FILE', 'settings set [NAME=VALUE...]', 'users delete ID', '--with-device']) {
    assert.ok(help.includes(word), word);
  }
});
