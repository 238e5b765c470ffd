// SPDX-License-Identifier: MIT
// The servers as other people's clients find them: curl, nodemailer.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import nodemailer from 'nodemailer';
import { readMessage } from '../mime/parse.mjs';
import { kLetter, kScanner, startServers } from './fixture.mjs';

const run = promisify(execFile);

async function arrived(servers) {
  const mail = (await servers.toExchange('GET', '/mail')).at(-1);
  return { ...mail, ...readMessage(await fs.readFile(mail.file)) };
}

test('curl sends by XOAUTH2, and breaks no rule', async (context) => {
  try {
    await run('curl', ['--version']);
  } catch {
    return context.skip('no curl');
  }
  const servers = await startServers(context);
  const file = path.join(servers.directory, 'letter.eml');
  await fs.writeFile(file, kLetter);
  await run('curl', [
    '-sS',
    '--ssl-reqd',
    '--cacert',
    servers.ca.files.file,
    '--connect-to',
    `smtp.office365.com:587:127.0.0.1:${servers.exchange.port}`,
    'smtp://smtp.office365.com:587/printer.contoso.example',
    '--mail-from',
    kScanner,
    '--mail-rcpt',
    'taro@contoso.example',
    '-T',
    file,
    '--user',
    kScanner,
    '--oauth2-bearer',
    await servers.token({ octets: 8192 }),
  ]);
  const mail = await arrived(servers);
  assert.deepEqual([mail.headers.subject, mail.auth, mail.user], ['A scan', 'XOAUTH2', kScanner]);
  assert.deepEqual(await servers.toExchange('GET', '/violations'), []);
});

test('nodemailer sends an attachment; its long initial response breaks RFC 4954', async (context) => {
  const servers = await startServers(context, { settings: { long_initial_response: 'accept' } });
  const pdf = crypto.randomBytes(300_000);
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: servers.exchange.port,
    requireTLS: true,
    name: 'printer.contoso.example',
    tls: { ca: servers.caText, servername: 'smtp.office365.com' },
    auth: { type: 'OAuth2', user: kScanner, accessToken: await servers.token() },
  });
  await transport.sendMail({
    from: kScanner,
    to: 'taro@contoso.example',
    subject: '文書',
    text: 'Hello',
    attachments: [{ filename: '文書.pdf', content: pdf }],
  });
  const mail = await arrived(servers);
  assert.equal(mail.headers.subject, '文書');
  assert.ok(mail.attachments[0].content.equals(pdf));
  assert.deepEqual([mail.attachments[0].name, mail.problems], ['文書.pdf', []]);
  await servers.toExchange('PATCH', '/settings', { long_initial_response: 'refuse' });
  await assert.rejects(transport.sendMail({ from: kScanner, to: 'taro@contoso.example', subject: 'x', text: 'x' }));
  const [breach] = (await servers.toExchange('GET', '/violations')).filter(({ rule }) => rule.startsWith('RFC 4954'));
  assert.match(breach.rule, /longer than 512/);
});
