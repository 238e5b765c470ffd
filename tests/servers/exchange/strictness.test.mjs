// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kLetter, kScanner, signedIn, startServers } from '../testing/fixture.mjs';

const kMail = `MAIL FROM:<${kScanner}>`;
const kRcpt = 'RCPT TO:<taro@contoso.example>';
const kHead = kLetter.slice(0, kLetter.indexOf('\r\n\r\n') + 4);

// Runs deed() and gives the rules that it broke.
async function breachesOf(servers, deed) {
  await servers.toExchange('DELETE', '/violations');
  const code = await deed();
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { code, rules: (await servers.toExchange('GET', '/violations')).map(({ rule }) => rule) };
}

// Sends a message by DATA or BDAT; gives the code of the final reply.
async function send(servers, message, { by = 'DATA', parameters = '' } = {}) {
  const client = await signedIn(servers);
  const mail = await client.command(`${kMail}${parameters}`);
  if (mail.code !== 250) return mail.code;
  await client.command(kRcpt);
  if (by === 'DATA') {
    const start = await client.command('DATA');
    if (start.code !== 354) return start.code;
    client.write(Buffer.isBuffer(message) ? message : Buffer.from(message, 'latin1'));
    client.write('.\r\n');
  } else {
    const octets = Buffer.from(message, 'latin1');
    client.write(Buffer.concat([Buffer.from(`BDAT ${octets.length} LAST\r\n`), octets]));
  }
  const { code } = await client.reply();
  client.close();
  return code;
}

test('messages that break the rules of text are noted; bare line ends and long lines refused', async (context) => {
  const servers = await startServers(context);
  const cases = [
    ['bare LF', `${kHead}a\nb\r\n`, {}, 550, /bare LF/],
    ['smuggling', `${kHead}a\n.\nb\r\n`, {}, 550, /bare LF/],
    ['bare CR', `${kHead}a\rb\r\n`, {}, 550, /bare CR/],
    ['bare LF by BDAT', `${kHead}a\nb\r\n`, { by: 'BDAT' }, 550, /bare LF/],
    ['long line', `${kHead}${'x'.repeat(999)}\r\n`, {}, 550, /1000 octets/],
    ['undoubled dot', `${kHead}.hidden\r\n`, {}, 250, /not doubled/],
    ['8 bits undeclared', `${kHead}caf\xe9\r\n`, {}, 250, /BODY=8BITMIME/],
    ['8 bits in the header', `X-A: \xe9\r\n${kHead}a\r\n`, { parameters: ' BODY=8BITMIME' }, 250, /without SMTPUTF8/],
    ['NUL', `${kHead}a\0b\r\n`, {}, 250, /NUL/],
    ['SIZE too small', `${kHead}hello\r\n`, { parameters: ' SIZE=10' }, 250, /larger than SIZE/],
    ['no Date', 'From: a@b.example\r\n\r\nx\r\n', {}, 250, /mandatory/],
    ['Bcc', `Bcc: x@y.example\r\n${kLetter}`, {}, 250, /Bcc/],
    ['two subjects', `Subject: again\r\n${kLetter}`, {}, 250, /twice/],
    ['a long encoded-word', `X-A: =?utf-8?B?${'QUFB'.repeat(20)}?=\r\n${kLetter}`, {}, 250, /encoded-word/],
    ['binary undeclared', `Content-Transfer-Encoding: binary\r\n${kLetter}`, {}, 250, /binary content/],
    [
      'an open multipart',
      `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n${kHead}--b\r\n\r\nx\r\n`,
      {},
      250,
      /malformed MIME/,
    ],
  ];
  for (const [name, message, options, expected, rule] of cases) {
    const { code, rules } = await breachesOf(servers, () => send(servers, message, options));
    assert.equal(code, expected, name);
    assert.ok(
      rules.some((each) => rule.test(each)),
      `${name}: ${rules}`,
    );
  }
  const clean = await breachesOf(servers, () => send(servers, `${kHead}..two\r\n${'x'.repeat(998)}\r\n`));
  assert.deepEqual(clean, { code: 250, rules: [] });
});

test('BINARYMIME allows what text forbids, and only by BDAT', async (context) => {
  const servers = await startServers(context);
  const message = `Content-Transfer-Encoding: binary\r\n${kHead}a\nb\rc\0${'x'.repeat(5000)}\xff`;
  assert.deepEqual(
    await breachesOf(servers, () => send(servers, message, { by: 'BDAT', parameters: ' BODY=BINARYMIME' })),
    { code: 250, rules: [] },
  );
  const { code, rules } = await breachesOf(servers, () => send(servers, message, { parameters: ' BODY=BINARYMIME' }));
  assert.equal(code, 503);
  assert.match(rules[0], /DATA after BODY=BINARYMIME/);
});

test('commands out of order, malformed or too long are refused and noted', async (context) => {
  const servers = await startServers(context);
  const cases = [
    ['MAIL FROM: <a@b.example>', 501, /malformed MAIL/],
    ['MAIL FROM:a@b.example', 501, /malformed MAIL/],
    ['MAIL FROM:<a@b..example>', 501, /malformed MAIL/],
    ['MAIL FROM:<a@b.example> SIZE=1 SIZE=2', 501, /malformed MAIL/],
    ['MAIL FROM:<a@b.example> FOO=1', 501, /malformed MAIL/],
    ['MAIL FROM:<a@b.example>  SIZE=1', 501, /malformed MAIL/],
    [`MAIL FROM:<${'x'.repeat(65)}@b.example>`, 501, /malformed MAIL/],
    ['MAIL FROM:<\u00e9@b.example>', 501, /malformed MAIL/],
    [`NOOP ${'x'.repeat(510)}`, 500, /longer than 512/],
    ['FOO', 500, /unknown command/],
    ['BDAT x', 501, /malformed BDAT/],
    ['STARTTLS', 502, /not offered/],
    ['EHLO printer', 501, /EHLO/],
    ['EHLO [1.2.3.4] ', 501, /white space|EHLO/],
    ['NOOP ', 250, /white space/],
    ['AUTH XOAUTH2', 503, /second AUTH/],
  ];
  for (const [line, expected, rule] of cases) {
    const { code, rules } = await breachesOf(servers, async () => {
      const client = await signedIn(servers);
      const reply = await client.command(line);
      client.close();
      return reply.code;
    });
    assert.equal(code, expected, line);
    assert.ok(
      rules.some((each) => rule.test(each)),
      `${line}: ${rules}`,
    );
  }
});

test('before TLS: no AUTH, no MAIL; STARTTLS alone in its packet', async (context) => {
  const servers = await startServers(context);
  const plain = async (deed) =>
    breachesOf(servers, async () => {
      const client = await servers.connect();
      await client.reply();
      const code = await deed(client);
      client.close();
      return code;
    });
  const hello = (client) => client.command('EHLO printer.contoso.example');
  assert.equal((await plain(async (client) => (await client.command(kMail)).code)).code, 503);
  assert.equal((await plain(async (client) => (await client.command('STARTTLS')).code)).code, 503);
  const auth = await plain(async (client) => {
    await hello(client);
    return (await client.command('AUTH XOAUTH2')).code;
  });
  assert.deepEqual([auth.code, /not offered/.test(auth.rules[0])], [504, true]);
  const mail = await plain(async (client) => {
    await hello(client);
    return (await client.command(kMail)).code;
  });
  assert.deepEqual([mail.code, /without AUTH/.test(mail.rules[0])], [530, true]);
  const injected = await plain(async (client) => {
    await hello(client);
    client.write('STARTTLS\r\nRSET\r\n');
    const { code } = await client.reply();
    assert.equal(client.text, '', 'the injected command gets no reply');
    return code;
  });
  assert.ok(injected.rules.some((rule) => /RFC 2920 §3.1: octets behind STARTTLS/.test(rule)));
});

test('pipelining: only behind commands that allow it, and only where it is offered', async (context) => {
  const servers = await startServers(context);
  const data = await breachesOf(servers, async () => {
    const client = await signedIn(servers);
    client.write(`${kMail}\r\n${kRcpt}\r\nDATA\r\nDate: x\r\n`);
    for (let i = 0; i < 2; i += 1) await client.reply();
    const { code } = await client.reply();
    client.close();
    return code;
  });
  assert.ok(data.code === 354 && data.rules.some((rule) => /octets behind DATA/.test(rule)));
  const group = await breachesOf(servers, async () => {
    const client = await signedIn(servers);
    client.write(`${kMail}\r\n${kRcpt}\r\nDATA\r\n`);
    for (let i = 0; i < 3; i += 1) await client.reply();
    client.write(`${kLetter}.\r\nQUIT\r\n`);
    const { code } = await client.reply();
    await client.reply();
    return code;
  });
  assert.deepEqual(group, { code: 250, rules: [] });
  const { port } = await servers.toExchange('POST', '/listeners', { settings: { extensions: { pipelining: false } } });
  const forbidden = await breachesOf(servers, async () => {
    const client = await signedIn(servers, port);
    client.write(`${kMail}\r\n${kRcpt}\r\n`);
    const { code } = await client.reply();
    await client.reply();
    client.close();
    return code;
  });
  assert.ok(forbidden.rules.some((rule) => /without PIPELINING/.test(rule)));
  const eager = await breachesOf(servers, async () => {
    const client = await servers.connect(port);
    client.write('EHLO printer.contoso.example\r\n');
    await client.reply();
    const { code } = await client.reply();
    client.close();
    return code;
  });
  assert.equal(eager.code, 250);
});

test('AUTH: the 512-octet rule, base64, the form of the blob, cancelling', async (context) => {
  const servers = await startServers(context);
  const token = await servers.token();
  const blob = Buffer.from(`user=${kScanner}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
  const auth = (...lines) =>
    breachesOf(servers, async () => {
      const client = await servers.connect();
      await client.hello();
      let reply;
      for (const line of lines) reply = await client.command(line);
      client.close();
      return reply.code;
    });
  const inline = await auth(`AUTH XOAUTH2 ${blob}`);
  assert.ok(
    inline.code === 500 &&
      /RFC 4954 §4: the AUTH command with its initial response is longer than 512/.test(inline.rules[0]),
  );
  assert.deepEqual(await auth('AUTH XOAUTH2', blob), { code: 235, rules: [] });
  assert.deepEqual(await auth('AUTH XOAUTH2', '*'), { code: 501, rules: [] });
  for (const bad of [blob.replace(/=+$/, ''), `${blob.slice(0, 8)} ${blob.slice(8)}`, `${blob.slice(0, -4)}!!!!`]) {
    if (bad !== blob) assert.equal((await auth('AUTH XOAUTH2', bad)).code, 501);
  }
  for (const text of [
    `user=${kScanner}\x01auth=Bearer ${token}\x01`,
    `user=${kScanner}\x01auth=bearer ${token}\x01\x01`,
    `user=${kScanner}\x01auth=Bearer a b\x01\x01`,
  ]) {
    const { code, rules } = await auth('AUTH XOAUTH2', Buffer.from(text).toString('base64'));
    assert.ok(code === 535 && /malformed message/.test(rules[0]), text);
  }
  const huge = await auth('AUTH XOAUTH2', 'A'.repeat(12_292));
  assert.ok(huge.code === 500 && /12288/.test(huge.rules[0]));
  await servers.toExchange('PATCH', '/settings', { long_initial_response: 'accept' });
  assert.deepEqual(await auth(`AUTH XOAUTH2 ${blob}`), { code: 235, rules: [] });
});

test('a refused chunk kills the transaction until RSET', async (context) => {
  const servers = await startServers(context);
  const client = await signedIn(servers);
  await servers.toExchange('POST', '/faults', { stage: 'bdat', named: 'bdat_refused' });
  client.write(`${kMail}\r\n${kRcpt}\r\nBDAT 5\r\nhelloBDAT ${kLetter.length} LAST\r\n${kLetter}`);
  const codes = [];
  for (let i = 0; i < 4; i += 1) codes.push((await client.reply()).code);
  assert.deepEqual(codes, [250, 250, 502, 503]);
  assert.equal((await client.command('RSET')).code, 250);
  client.write(`${kMail}\r\n${kRcpt}\r\nBDAT ${kLetter.length} LAST\r\n${kLetter}`);
  for (let i = 0; i < 3; i += 1) assert.equal((await client.reply()).code, 250);
  client.close();
});
