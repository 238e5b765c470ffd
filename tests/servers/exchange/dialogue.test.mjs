// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import { test } from 'node:test';
import { kLetter, kScanner, signedIn, startServers } from '../testing/fixture.mjs';

const kTo = '<taro@contoso.example>';
const sha256 = (octets) => crypto.createHash('sha256').update(octets).digest('hex');

async function onlyMail(servers) {
  const mails = await servers.toExchange('GET', '/mail');
  assert.equal(mails.length, 1);
  return { ...mails[0], content: await fs.readFile(mails[0].file) };
}

test("the dialogue is Exchange's: lists before and after STARTTLS, sign-in, mail", async (context) => {
  const servers = await startServers(context);
  const client = await servers.connect();
  assert.match(
    (await client.reply()).lines[0],
    /^220 \S+\.outlook\.office365\.com Microsoft ESMTP MAIL Service ready at /,
  );
  const before = (await client.command('EHLO printer.contoso.example')).lines.map((line) => line.slice(4));
  assert.deepEqual(before.slice(1), [
    'SIZE 157286400',
    'PIPELINING',
    'DSN',
    'ENHANCEDSTATUSCODES',
    'STARTTLS',
    '8BITMIME',
    'BINARYMIME',
    'CHUNKING',
    'SMTPUTF8',
  ]);
  assert.equal((await client.command('STARTTLS')).text, '220 2.0.0 SMTP server ready\r\n');
  await client.startTls();
  const after = (await client.command('EHLO printer.contoso.example')).lines.map((line) => line.slice(4));
  assert.deepEqual(after.slice(1), [
    'SIZE 157286400',
    'PIPELINING',
    'DSN',
    'ENHANCEDSTATUSCODES',
    'AUTH LOGIN XOAUTH2',
    '8BITMIME',
    'BINARYMIME',
    'CHUNKING',
    'SMTPUTF8',
  ]);
  assert.equal((await client.command('AUTH XOAUTH2')).text, '334 \r\n');
  const blob = Buffer.from(`user=${kScanner}\x01auth=Bearer ${await servers.token()}\x01\x01`).toString('base64');
  assert.equal((await client.command(blob)).text, '235 2.7.0 Authentication successful\r\n');
  assert.equal(
    (await client.command(`MAIL FROM:<${kScanner}> SIZE=${kLetter.length + 1} BODY=8BITMIME`)).text,
    '250 2.1.0 Sender OK\r\n',
  );
  assert.equal((await client.command(`RCPT TO:${kTo}`)).code, 250);
  assert.equal((await client.command('DATA')).code, 354);
  client.write(kLetter.replace('Hello', '..Hello'));
  assert.match((await client.command('.')).text, /^250 2\.0\.0 OK <1@printer\.contoso\.example> \[Hostname=/);
  assert.equal((await client.command('QUIT')).code, 221);

  const mail = await onlyMail(servers);
  assert.equal(mail.content.toString(), kLetter.replace('Hello', '.Hello'));
  assert.deepEqual(
    [mail.mode, mail.auth, mail.user, mail.tls.version, mail.tls.sni, mail.tls.resumed],
    ['data', 'XOAUTH2', kScanner, 'TLSv1.3', 'smtp.office365.com', false],
  );
  assert.deepEqual(
    [mail.envelope.from, mail.envelope.to, mail.size_declared, mail.sha256],
    [kScanner, ['taro@contoso.example'], kLetter.length + 1, sha256(mail.content)],
  );
  assert.deepEqual(await servers.toExchange('GET', '/violations'), []);
  const [session] = await servers.toExchange('GET', '/sessions');
  assert.equal(session.ended, 'QUIT');
  assert.ok(!JSON.stringify(session).includes(blob.slice(20, 60)));
});

test('a pipelined group with BDAT and binary content arrives octet for octet', async (context) => {
  const servers = await startServers(context);
  const client = await signedIn(servers);
  const noise = crypto.randomBytes(200_000);
  const head = [
    'Date: Tue, 24 Nov 2026 04:00:00 +0000',
    `From: ${kScanner}`,
    'MIME-Version: 1.0',
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: binary',
    '',
    '',
  ].join('\r\n');
  const message = Buffer.concat([Buffer.from(head), noise]);
  const half = 100_000;
  client.write(
    Buffer.concat([
      Buffer.from(
        `MAIL FROM:<${kScanner}> SIZE=${message.length} BODY=BINARYMIME\r\nRCPT TO:${kTo}\r\nBDAT ${half}\r\n`,
      ),
      message.subarray(0, half),
      Buffer.from(`BDAT ${message.length - half} LAST\r\n`),
      message.subarray(half),
      Buffer.from('QUIT\r\n'),
    ]),
  );
  const codes = [];
  for (let i = 0; i < 5; i += 1) codes.push((await client.reply()).code);
  assert.deepEqual(codes, [250, 250, 250, 250, 221]);
  const mail = await onlyMail(servers);
  assert.ok(mail.content.equals(message));
  assert.deepEqual([mail.mode, mail.chunks], ['bdat-binary', [half, message.length - half]]);
  assert.deepEqual(await servers.toExchange('GET', '/violations'), []);
});

test('two mails on one connection, the second in one flight', async (context) => {
  const servers = await startServers(context);
  const client = await signedIn(servers);
  for (const first of [true, false]) {
    client.write(`MAIL FROM:<${kScanner}>\r\nRCPT TO:${kTo}\r\nBDAT ${kLetter.length} LAST\r\n${kLetter}`);
    for (let i = 0; i < 3; i += 1) assert.equal((await client.reply()).code, 250, String(first));
  }
  const mails = await servers.toExchange('GET', '/mail');
  assert.equal(mails.length, 2);
  assert.equal(mails[1].flights - mails[0].flights, 1);
  client.close();
});

test('tokens are checked: user, scope, audience, life, revocation', async (context) => {
  const servers = await startServers(context);
  const attempt = async (user, token) => {
    const client = await servers.connect();
    await client.hello();
    const reply = await client.authenticate(user, token);
    client.close();
    return reply;
  };
  const refused = /^535 5\.7\.3 Authentication unsuccessful \[FR0P281CA0012\.\S+ \d{4}-\S+Z \w+\]\r\n$/;
  assert.equal((await attempt(kScanner, await servers.token({ octets: 8192 }))).code, 235);
  assert.equal((await attempt('SCANNER@contoso.example', await servers.token())).code, 235);
  assert.match((await attempt('fax@contoso.example', await servers.token())).text, refused);
  assert.match((await attempt(kScanner, await servers.token({ scope: 'Mail.Send' }))).text, refused);
  assert.match(
    (await attempt(kScanner, await servers.token({ audience: 'https://graph.microsoft.com' }))).text,
    refused,
  );
  assert.match((await attempt(kScanner, await servers.token({ expires_in: 0 }))).text, refused);
  assert.match((await attempt(kScanner, 'a.forged.token')).text, refused);
  const good = await servers.token();
  await servers.toIdp('POST', '/revoke', { user: kScanner });
  assert.match((await attempt(kScanner, good)).text, refused);
  const reasons = (await servers.toExchange('GET', '/sessions')).map(({ auth }) => auth.reason ?? 'ok');
  assert.deepEqual(
    reasons.map((each) => /active|scope|audience|not fax|^ok$/.exec(each)?.[0]),
    ['ok', 'ok', 'not fax', 'scope', 'audience', 'active', 'active', 'active'],
  );
});

test('a Gmail-like challenge must be answered; OAUTHBEARER and passwords work where they are offered', async (context) => {
  const servers = await startServers(context);
  const { port } = await servers.toExchange('POST', '/listeners', {
    settings: { challenge: 'google', auth: ['XOAUTH2', 'OAUTHBEARER', 'PLAIN', 'LOGIN'], basic_auth: true },
  });
  const client = await servers.connect(port);
  assert.ok((await client.hello()).includes('AUTH XOAUTH2 OAUTHBEARER PLAIN LOGIN'));
  const challenge = await client.authenticate(kScanner, 'bad');
  assert.equal(
    Buffer.from(challenge.text.slice(4).trim(), 'base64').toString(),
    '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
  );
  assert.equal((await client.command('')).code, 535);

  const bearer = (token) =>
    Buffer.from(`n,a=${kScanner},\x01host=smtp.office365.com\x01port=587\x01auth=Bearer ${token}\x01\x01`).toString(
      'base64',
    );
  await client.command('AUTH OAUTHBEARER');
  assert.equal((await client.command(bearer('bad'))).code, 334);
  assert.equal((await client.command('AQ==')).code, 535);
  const plain = (password) =>
    client.command(`AUTH PLAIN ${Buffer.from(`\0${kScanner}\0${password}`).toString('base64')}`);
  assert.equal((await plain('wrong')).code, 535);
  await client.command('AUTH LOGIN');
  await client.command(Buffer.from(kScanner).toString('base64'));
  assert.equal((await client.command(Buffer.from(servers.exchange.password).toString('base64'))).code, 235);
  client.close();

  const other = await servers.connect(port);
  await other.hello();
  await other.command('AUTH OAUTHBEARER');
  assert.equal((await other.command(bearer(await servers.token()))).code, 235);
  other.close();
  assert.deepEqual(await servers.toExchange('GET', '/violations'), []);
});

test('the ports differ as their names say', async (context) => {
  const servers = await startServers(context);
  const { ports } = servers.exchange;
  const versionOn = async (port, options = {}) => {
    const client = await servers.connect(port, options);
    if (!options.implicit) await client.hello();
    const version = client.socket.getProtocol();
    client.close();
    return version;
  };
  assert.equal(await versionOn(ports.tls12), 'TLSv1.2');
  assert.equal(await versionOn(ports.tls13), 'TLSv1.3');
  assert.equal(await versionOn(ports.rsa), 'TLSv1.3');
  assert.equal(await versionOn(ports.tls, { implicit: true }), 'TLSv1.3');
  await assert.rejects(versionOn(ports.tls12, { minVersion: 'TLSv1.3' }));
  for (const [name, why] of [
    ['wrong_name', /altnames/],
    ['expired', /expired/],
    ['unknown_ca', /issuer|verify the first/],
    ['cn_only', /does not|altnames/i],
  ]) {
    const client = await servers.connect(ports[name]);
    await client.reply();
    await client.command('EHLO printer.contoso.example');
    await client.command('STARTTLS');
    if (name === 'cn_only') {
      // Node falls back to the common name: look for the missing SAN instead
      await client.startTls();
      assert.equal(client.socket.getPeerCertificate().subjectaltname, undefined);
    } else {
      await assert.rejects(client.startTls(), why, name);
    }
    client.close();
  }
});

test('TLS sessions are resumed, with 1.2 and 1.3', async (context) => {
  const servers = await startServers(context);
  for (const name of ['tls12', 'tls13']) {
    const first = await servers.connect(servers.exchange.ports[name]);
    let session;
    await first.reply();
    await first.command('EHLO printer.contoso.example');
    await first.command('STARTTLS');
    const ticket = first.startTls().then(
      () =>
        new Promise((resolve) => {
          first.socket.once('session', resolve);
          if (name === 'tls12') resolve(first.socket.getSession());
        }),
    );
    session = await ticket;
    first.close();
    const second = await servers.connect(servers.exchange.ports[name], { session });
    await second.hello();
    assert.ok(second.socket.isSessionReused(), name);
    second.close();
    const sessions = await servers.toExchange('GET', '/sessions');
    assert.equal(sessions.at(-1).tls.resumed, true);
  }
});

test('extensions can be taken away, EHLO refused, the size lowered', async (context) => {
  const servers = await startServers(context);
  const { port } = await servers.toExchange('POST', '/listeners', {
    settings: { extensions: { chunking: false, pipelining: false, starttls: false }, size: 1000 },
  });
  const client = await servers.connect(port);
  await client.reply();
  const { lines } = await client.command('EHLO printer.contoso.example');
  assert.deepEqual(
    lines.slice(1).map((line) => line.slice(4)),
    ['SIZE 1000', 'DSN', 'ENHANCEDSTATUSCODES', '8BITMIME', 'BINARYMIME', 'SMTPUTF8'],
  );
  client.close();
  const other = await servers.toExchange('POST', '/listeners', { settings: { ehlo: 'refuse', require_auth: false } });
  const old = await servers.connect(other.port);
  await old.reply();
  assert.equal((await old.command('EHLO printer.contoso.example')).code, 500);
  assert.equal((await old.command('HELO printer.contoso.example')).code, 250);
  assert.equal((await old.command(`MAIL FROM:<${kScanner}>`)).code, 250);
  old.close();
  const small = await servers.connect(servers.exchange.port);
  await servers.toExchange('PATCH', '/settings', { size: 1000 });
  await small.hello();
  await small.authenticate(kScanner, await servers.token());
  assert.match((await small.command(`MAIL FROM:<${kScanner}> SIZE=1001`)).text, /^552 5\.3\.4 /);
  small.close();
});

test('SendAsDenied and the limit of connections come after the data', async (context) => {
  const servers = await startServers(context, { settings: { sender_must_be_user: true } });
  const send = async (client, from) => {
    client.write(`MAIL FROM:<${from}>\r\nRCPT TO:${kTo}\r\nBDAT ${kLetter.length} LAST\r\n${kLetter}`);
    assert.deepEqual([(await client.reply()).code, (await client.reply()).code], [250, 250]);
    return client.reply();
  };
  const client = await signedIn(servers);
  assert.match((await send(client, 'someone@contoso.example')).text, /^554 5\.2\.252 SendAsDenied; scanner@/);
  await client.command('RSET');
  assert.equal((await send(client, kScanner)).code, 250);
  await servers.toExchange('PATCH', '/settings', { max_connections_per_user: 1 });
  const second = await signedIn(servers);
  assert.match((await send(second, kScanner)).text, /^432 4\.3\.2 /);
  client.close();
  second.close();
  assert.equal((await servers.toExchange('GET', '/mail')).length, 1);
});
