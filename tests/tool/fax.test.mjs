// SPDX-License-Identifier: MIT
// tegami send --fax: from a number to the fax provider's mailbox, by a real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { file, lastMail, scan, sha256, stack, startServers, stopServers, tegami, work } from './harness.mjs';

const skip = process.getuid() === 0 ? false : 'postfix needs root';
let dir;
before(() => {
  if (skip) return;
  startServers('postfix');
  dir = join(work, 'store-fax');
  const { ports, password, user } = stack.postfix;
  const done = tegami('settings', 'set', '--store', dir, '--account', 'fax', '--password-file', file(password),
    'fax_server.auth=smtp_auth', 'fax_server.service=custom', 'fax_server.security=starttls', `fax_server.user=${user}`,
    'fax_server.sender=fax@contoso.example', 'fax_server.smtp_host=localhost',
    `fax_server.smtp_port=${ports.password}`, 'fax.domain=send.fax.example');
  assert.equal(done.result?.outcome, 'saved', done.stdout + done.stderr);
});
after(() => {
  if (!skip) stopServers();
});

const fax = (number, document) =>
  tegami('send', '--store', dir, '--ca', stack.ca.file, '--account', 'fax', '--fax', number, '--attach', document);

test('a fax reaches the provider as TIFF, addressed by its number', { skip }, () => {
  const document = scan(20_000);
  const done = fax('+81 (3) 1234-5678', document);
  assert.equal(done.result?.outcome, 'delivered', done.stdout + done.stderr);
  assert.equal(done.result.recipients[0].address, '+81312345678@send.fax.example');
  const mail = lastMail('postfix');
  assert.equal(mail.headers.subject, 'Fax to +81312345678');
  assert.equal(mail.attachments[0].name, 'fax.tif');
  assert.equal(mail.attachments[0].sha256, sha256(document));
});

test('a number that is none ends before anything is dialled', { skip }, () => {
  const done = fax('call me', scan(10));
  assert.equal(done.status, 1);
  assert.equal(done.result.cause, 'invalid_fax_number');
});
