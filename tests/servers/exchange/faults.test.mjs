// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kLetter, kScanner, signedIn, startServers } from '../testing/fixture.mjs';
import { kReplies } from './replies.mjs';

const kGroup = `MAIL FROM:<${kScanner}>\r\nRCPT TO:<taro@contoso.example>\r\nBDAT ${kLetter.length} LAST\r\n${kLetter}`;

async function prepare(context) {
  const servers = await startServers(context);
  const order = (fault) => servers.toExchange('POST', '/faults', fault);
  const send = async (client) => {
    client.write(kGroup);
    const replies = [];
    for (let i = 0; i < 3; i += 1) replies.push(await client.reply());
    return replies;
  };
  return { servers, order, send, kept: async () => (await servers.toExchange('GET', '/mail')).length };
}

test('every named reply can be had, filled in, at the end of a mail', async (context) => {
  const { servers, order, send, kept } = await prepare(context);
  const odd = new Set(['wrong_class', 'not_a_reply', 'mixed_codes', 'very_long_line', 'no_text']);
  const client = await signedIn(servers);
  for (const name of Object.keys(kReplies).filter((each) => !odd.has(each))) {
    await order({ stage: 'end', named: name });
    const [, , last] = await send(client);
    assert.ok(last.code >= 400 && !/[{}]/.test(last.text), `${name}: ${last.text.slice(0, 100)}`);
    await client.command('RSET');
  }
  assert.equal(await kept(), 0);
  await order({ stage: 'end', named: 'send_as_denied' });
  const [, , denied] = await send(client);
  assert.ok(denied.lines.length === 1 && denied.text.length > 2000);
  client.close();
});

test('a reply can be ordered at any stage', async (context) => {
  const { servers, order } = await prepare(context);
  for (const stage of ['greeting', 'ehlo', 'starttls']) {
    await order({ stage, named: 'service_not_active', then: 'drop' });
    const client = await servers.connect();
    const greeting = await client.reply();
    const replies = [greeting];
    if (greeting.code === 220) replies.push(await client.command('EHLO printer.contoso.example'));
    if (replies.at(-1).code === 250) replies.push(await client.command('STARTTLS'));
    assert.equal(replies.at(-1).code, 421, stage);
    assert.equal(await client.reply(), undefined, 'closed');
  }
  for (const [stage, name] of [
    ['auth', 'temporary_error'],
    ['auth_response', 'smtp_auth_disabled_tenant'],
    ['auth_response', 'security_defaults'],
  ]) {
    await order({ stage, named: name });
    const client = await servers.connect();
    await client.hello();
    const first = await client.command('AUTH XOAUTH2');
    const last =
      stage === 'auth'
        ? first
        : await client.command(Buffer.from(`user=${kScanner}\x01auth=Bearer x\x01\x01`).toString('base64'));
    assert.ok(last.text.startsWith(kReplies[name].slice(0, 20)), last.text);
    client.close();
  }
  await order({ stage: 'rcpt', match: 'taro@', named: 'no_such_recipient' });
  const client = await signedIn(servers);
  assert.equal((await client.command(`MAIL FROM:<${kScanner}>`)).code, 250);
  assert.equal((await client.command('RCPT TO:<hana@contoso.example>')).code, 250);
  assert.equal((await client.command('RCPT TO:<taro@contoso.example>')).code, 550);
  client.close();
});

test('binary and chunks can be refused: at MAIL, at BDAT, at the end', async (context) => {
  const { servers, order, send } = await prepare(context);
  const client = await signedIn(servers);
  await order({ stage: 'mail', match: 'BINARYMIME', named: 'binary_refused', count: 'always' });
  assert.equal((await client.command(`MAIL FROM:<${kScanner}> BODY=BINARYMIME`)).code, 501);
  await order({ stage: 'bdat', named: 'bdat_refused' });
  assert.deepEqual(
    (await send(client)).map(({ code }) => code),
    [250, 250, 502],
  );
  await client.command('RSET');
  await order({ stage: 'end', named: 'binary_content_refused' });
  assert.match((await send(client))[2].text, /^554 5\.6\.1 /);
  client.close();
});

test('a mail can be kept without the reply arriving, and refused while it stays', async (context) => {
  const { servers, order, send, kept } = await prepare(context);
  await order({ stage: 'end', accept_and_drop: true });
  const lost = await signedIn(servers);
  assert.equal((await send(lost))[2], undefined);
  assert.equal(await kept(), 1);
  await order({ stage: 'end', reply: '451 4.3.0 try again', then: 'continue' });
  const odd = await signedIn(servers);
  assert.equal((await send(odd))[2].code, 451);
  assert.equal(await kept(), 2);
  odd.close();
});

test('connections are dropped, reset, stalled, within a body too', async (context) => {
  const { servers, order, kept } = await prepare(context);
  await order({ stage: 'connect', drop: true });
  const gone = await servers.connect();
  assert.equal(await gone.reply(), undefined);

  await order({ stage: 'body', drop: true, after_octets: 50_000 });
  const cut = await signedIn(servers);
  await cut.command(`MAIL FROM:<${kScanner}>`);
  await cut.command('RCPT TO:<taro@contoso.example>');
  await cut.command('DATA');
  cut.write(kLetter + 'x\r\n'.repeat(40_000));
  assert.equal(await cut.reply(), undefined);

  await order({ stage: 'mail', reset: true });
  const reset = await signedIn(servers);
  assert.equal(await reset.command(`MAIL FROM:<${kScanner}>`), undefined);

  await order({ stage: 'mail', stall: true });
  const stalled = await signedIn(servers);
  stalled.write(`MAIL FROM:<${kScanner}>\r\n`);
  const outcome = await Promise.race([
    stalled.reply().then(() => 'replied'),
    new Promise((resolve) => setTimeout(resolve, 200, 'silent')),
  ]);
  assert.equal(outcome, 'silent');
  stalled.close();
  assert.equal(await kept(), 0);
  const ends = (await servers.toExchange('GET', '/sessions')).map(({ ended }) => ended);
  assert.deepEqual(ends.slice(0, 3), ['dropped by us', 'dropped by us', 'reset by us']);
});

test('replies come in pieces, with LF, with garbage, with an injection', async (context) => {
  const { servers, order } = await prepare(context);
  await order({ stage: 'ehlo', split: 3 });
  const pieces = await servers.connect();
  await pieces.reply();
  assert.equal((await pieces.command('EHLO printer.contoso.example')).lines.length, 10);
  pieces.close();
  await order({ stage: 'greeting', line_end: 'lf' });
  const lf = await servers.connect();
  assert.ok((await lf.reply()).text.endsWith(']\n'));
  lf.close();
  await order({ stage: 'starttls', inject: '250-evil\r\n250 AUTH PLAIN' });
  const injected = await servers.connect();
  await injected.reply();
  await injected.command('EHLO printer.contoso.example');
  assert.equal((await injected.command('STARTTLS')).code, 220);
  assert.ok(injected.text.includes('250-evil'), 'in the same packet');
  injected.close();
  await order({ stage: 'greeting', garbage: 300, then: 'drop' });
  const garbage = await servers.connect();
  assert.equal(await garbage.reply(), undefined);
  await order({ stage: 'greeting', raw_base64: Buffer.from('220 raw\r\n').toString('base64') });
  const raw = await servers.connect();
  assert.equal((await raw.reply()).text, '220 raw\r\n');
  raw.close();
});

test('faults hold for one port only, where one is named', async (context) => {
  const { servers, order } = await prepare(context);
  await order({ stage: 'greeting', port: servers.exchange.ports.tls12, named: 'service_not_active' });
  const other = await servers.connect();
  assert.equal((await other.reply()).code, 220);
  other.close();
  const named = await servers.connect(servers.exchange.ports.tls12);
  assert.equal((await named.reply()).code, 421);
  named.close();
  await assert.rejects(order({ stage: 'mail', named: 'nothing' }), /no reply named/);
  await assert.rejects(order({ stage: 'nowhere', drop: true }), /must be one of/);
});

test('a client that fails the handshake is seen to do so', async (context) => {
  const { servers } = await prepare(context);
  const client = await servers.connect(servers.exchange.ports.wrong_name);
  await client.reply();
  await client.command('EHLO printer.contoso.example');
  await client.command('STARTTLS');
  await assert.rejects(client.startTls());
  await new Promise((resolve) => setTimeout(resolve, 50));
  const [session] = await servers.toExchange('GET', '/sessions');
  assert.deepEqual(session.commands, ['EHLO printer.contoso.example', 'STARTTLS']);
});
