// SPDX-License-Identifier: MIT
// POP before SMTP: tegami send --pop against Dovecot's POP3 and a Postfix that takes mail only from an address which has
// logged in there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { file, lastMail, scan, sha256, stack, startServers, stopServers, tegami, user, work } from './harness.mjs';

const skip = process.getuid() === 0 ? false : 'postfix needs root';
let password;
before(() => {
  if (skip) return;
  startServers('postfix');
  password = file(stack.postfix.password);
});
after(() => {
  if (!skip) stopServers();
});

const send = (smtp, security, ...args) =>
  tegami('send', '--smtp', `localhost:${stack.postfix.ports[smtp]}`, '--security', security, '--ca', stack.ca.file,
    '--from', user, '--to', 'office@contoso.example', ...args);
const pop = (port, passwordFile = password) =>
  ['--pop', `localhost:${stack.postfix.ports[port]}`, '--user', user, '--password-file', passwordFile];

function failed(done, cause) {
  assert.equal(done.status, 1, done.stdout + done.stderr);
  assert.equal(done.result.cause, cause, done.stdout);
}

// In this order: a log-in opens the door for ten minutes.
test('the server refuses mail from an address that has not logged in', { skip }, () => {
  failed(send('pop_before_smtp', 'starttls'), 'recipient_refused');
});

test('a wrong password ends it, with the server\'s words, and opens nothing', { skip }, () => {
  const done = send('pop_before_smtp', 'starttls', ...pop('pop3', file('wrong')));
  failed(done, 'pop_auth_failed');
  assert.match(done.result.reply, /Authentication failed/);
  failed(send('pop_before_smtp', 'starttls'), 'recipient_refused');
});

test('no password goes without TLS unless that was chosen', { skip }, () => {
  failed(send('pop_before_smtp', 'none', ...pop('pop3')), 'no_tls_for_secret');
});

test('a port that speaks no POP3 is told from one that refuses', { skip }, () => {
  failed(send('pop_before_smtp', 'starttls', ...pop('pop_before_smtp')), 'server_protocol');
});

for (const [security, smtp, pop3, ...more] of [
  ['starttls', 'pop_before_smtp', 'pop3'],
  ['tls', 'pop_before_smtp_tls', 'pop3s'],
  ['none', 'pop_before_smtp', 'pop3', '--allow-password-without-tls'],
]) {
  test(`a log-in lets the mail through: ${security}`, { skip }, () => {
    const scanned = scan(50_001);
    const done = send(smtp, security, ...pop(pop3), '--attach', scanned, ...more);
    assert.equal(done.result?.outcome, 'delivered', done.stdout + done.stderr);
    assert.equal(lastMail('postfix').attachments[0].sha256, sha256(scanned));
  });
}

test('an account with POP before SMTP delivers from a store', { skip }, () => {
  const { ports } = stack.postfix;
  const dir = join(work, 'store-pop');
  const set = tegami('settings', 'set', '--store', dir, '--password-file', password, 'mail.auth=pop_before_smtp',
    'mail.service=custom', 'mail.security=starttls', `mail.user=${user}`, `mail.sender=${user}`,
    'mail.smtp_host=localhost', `mail.smtp_port=${ports.pop_before_smtp}`, 'mail.pop_host=localhost',
    `mail.pop_port=${ports.pop3}`);
  assert.equal(set.result?.outcome, 'saved', set.stdout + set.stderr);
  const scanned = scan(3000);
  const done = tegami('send', '--store', dir, '--ca', stack.ca.file, '--to', 'office@contoso.example', '--attach',
    scanned);
  assert.equal(done.result?.outcome, 'delivered', done.stdout + done.stderr);
  assert.equal(lastMail('postfix').attachments[0].sha256, sha256(scanned));
});
