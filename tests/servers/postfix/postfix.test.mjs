// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { kLetter, kScanner, startServers } from '../testing/fixture.mjs';
import { readMessage } from '../mime/parse.mjs';
import { startPostfix, whyNoPostfix } from './server.mjs';

const kBearer = (token, user = kScanner) =>
  Buffer.from(`n,a=${user},\x01host=mail.contoso.example\x01port=587\x01auth=Bearer ${token}\x01\x01`).toString(
    'base64',
  );

async function prepare(context) {
  const reason = await whyNoPostfix();
  if (reason) {
    context.skip(reason);
    return undefined;
  }
  const servers = await startServers(context, { exchange: false });
  const postfix = await startPostfix({
    directory: path.join(servers.directory, 'postfix'),
    certificate: await servers.ca.leaf('ec'),
    idpControl: servers.idp.control,
  });
  context.after(() => postfix.close());
  const connect = (variant, options = {}) =>
    servers.connect(postfix.describe.ports[variant], { servername: 'mail.contoso.example', ...options });
  return { servers, postfix: postfix.describe, connect };
}

async function waitForMail(directory) {
  for (let tries = 0; tries < 100; tries += 1) {
    const [name] = await fs.readdir(path.join(directory, 'new')).catch(() => []);
    if (name) return readMessage(await fs.readFile(path.join(directory, 'new', name)));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no mail arrived');
}

test('Postfix checks tokens with the identity provider and delivers; its ports differ', async (context) => {
  const ready = await prepare(context);
  if (!ready) return;
  const { servers, postfix, connect } = ready;

  await context.test('XOAUTH2 and a mail', async () => {
    const client = await connect('default');
    assert.ok((await client.hello()).includes('AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER'));
    assert.equal((await client.authenticate(kScanner, await servers.token({ octets: 8000 }))).code, 235);
    client.write(
      `MAIL FROM:<${kScanner}>\r\nRCPT TO:<taro@contoso.example>\r\nBDAT ${kLetter.length} LAST\r\n${kLetter}`,
    );
    for (let i = 0; i < 3; i += 1) assert.equal((await client.reply()).code, 250);
    client.close();
    assert.equal((await waitForMail(postfix.mail)).headers.subject, 'A scan');
  });

  await context.test('a foreign, an unfit and a revoked token are refused by a challenge', async () => {
    const refused = async (token, user = kScanner) => {
      const client = await connect('exchange_list');
      assert.ok((await client.hello()).includes('AUTH LOGIN XOAUTH2'));
      const challenge = await client.authenticate(user, token);
      assert.equal(challenge.code, 334);
      const { code } = await client.command('');
      client.close();
      return code;
    };
    assert.equal(await refused(await servers.token(), 'fax@contoso.example'), 535);
    assert.equal(await refused(await servers.token({ scope: 'Mail.Read' })), 535);
    const token = await servers.token({ format: 'opaque' });
    await servers.toIdp('POST', '/revoke', { user: kScanner });
    assert.equal(await refused(token), 535);
  });

  await context.test('OAUTHBEARER alone, passwords alone', async () => {
    const bearer = await connect('oauthbearer');
    assert.ok((await bearer.hello()).includes('AUTH OAUTHBEARER'));
    await bearer.command('AUTH OAUTHBEARER');
    assert.equal((await bearer.command(kBearer(await servers.token()))).code, 235);
    bearer.close();
    const password = await connect('password');
    assert.ok((await password.hello()).includes('AUTH PLAIN LOGIN'));
    assert.equal(
      (await password.command(`AUTH PLAIN ${Buffer.from(`\0${kScanner}\0wrong`).toString('base64')}`)).code,
      535,
    );
    assert.equal(
      (await password.command(`AUTH PLAIN ${Buffer.from(`\0${kScanner}\0${postfix.password}`).toString('base64')}`))
        .code,
      235,
    );
    password.close();
  });

  await context.test('TLS versions, implicit TLS, no extensions, a small size, no TLS at all', async () => {
    for (const [variant, version] of [
      ['tls12', 'TLSv1.2'],
      ['tls13', 'TLSv1.3'],
    ]) {
      const client = await connect(variant);
      await client.hello();
      assert.equal(client.socket.getProtocol(), version);
      client.close();
    }
    const implicit = await connect('tls', { implicit: true });
    assert.equal((await implicit.reply()).code, 220);
    implicit.close();
    const bare = await connect('no_extensions');
    const keywords = (await bare.hello()).map((each) => each.split(' ')[0]);
    for (const absent of ['PIPELINING', 'CHUNKING', '8BITMIME', 'SMTPUTF8'])
      assert.ok(!keywords.includes(absent), absent);
    bare.close();
    const small = await connect('small_size');
    assert.ok((await small.hello()).includes('SIZE 35000'));
    small.close();
    const open = await connect('open');
    await open.reply();
    const { lines } = await open.command('EHLO printer.contoso.example');
    assert.ok(!lines.some((line) => /STARTTLS|AUTH/.test(line)));
    assert.equal((await open.command(`MAIL FROM:<${kScanner}>`)).code, 250);
    assert.equal((await open.command('RCPT TO:<taro@contoso.example>')).code, 250);
    open.close();
  });
});
