// SPDX-License-Identifier: MIT
// tegami send, as a user calls it, against real servers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { control, file, lastMail, run, scan, send, sha256, stack, startServers, stopServers, tegami, tool, user, withToken,
  work } from './harness.mjs';

before(startServers);
after(stopServers);

const starttls = () => stack.exchange.ports.starttls;

function delivered(done) {
  assert.equal(done.result?.outcome, 'delivered', done.stdout + done.stderr);
  assert.equal(done.status, 0);
}

function failed(done, cause, code, retry) {
  assert.equal(done.status, 1, done.stdout + done.stderr);
  assert.equal(done.result.outcome, 'failed');
  assert.equal(done.result.cause, cause);
  assert.equal(done.result.code, code);
  if (retry) assert.equal(done.result.retry, retry);
  assert.ok(done.result.text && done.result.remedy);
}

async function withFault(fault, act) {
  await control('exchange', 'POST', '/faults', fault);
  try {
    return act();
  } finally {
    await control('exchange', 'DELETE', '/faults');
  }
}

for (const [way, args] of [['bdat', ['--binary', 'off']], ['bdat-binary', ['--binary', 'on']]]) {
  test(`delivers the file as it is, by ${way}`, async () => {
    const scanned = scan(1_000_003);
    delivered(send(starttls(), ...withToken(), '--attach', scanned, ...args));
    assert.equal(lastMail().attachments[0].sha256, sha256(scanned));
    assert.equal((await control('exchange', 'GET', '/mail')).at(-1).mode, way);
    assert.deepEqual(await control('exchange', 'GET', '/violations'), []);
  });
}

test('writes Japanese subjects, texts and file names that are read back', () => {
  const path = join(work, '見積書（最終版）.pdf');
  writeFileSync(path, 'スキャン');
  delivered(send(starttls(), ...withToken(), '--subject', '三月分の請求書をお送りします。ご確認ください', '--text',
    'こんにちは。\n添付をご覧ください。', '--attach', path));
  const mail = lastMail();
  assert.equal(mail.headers.subject, '三月分の請求書をお送りします。ご確認ください');
  assert.equal(mail.attachments[0].name, '見積書（最終版）.pdf');
  assert.equal(mail.attachments[0].sha256, sha256(path));
});

test('sends several attachments, an empty one among them, to To, Cc and Bcc', async () => {
  const files = [scan(10), file(''), scan(70_000)];
  delivered(send(starttls(), ...withToken(), '--cc', 'b@contoso.example', '--bcc', 'c@contoso.example',
    ...files.flatMap((path) => ['--attach', path])));
  assert.deepEqual(lastMail().attachments.map((a) => a.sha256), files.map(sha256));
  const envelope = (await control('exchange', 'GET', '/mail')).at(-1).envelope;
  assert.equal(JSON.stringify(envelope).match(/contoso\.example/g).length, 4);
});

test('signs in with a token of 8 KiB, in two steps', () => delivered(send(starttls(), ...withToken('--octets', '8192'))));
test('signs in with an opaque token', () => delivered(send(starttls(), ...withToken('--format', 'opaque'))));
test('sends by implicit TLS', () => delivered(
  tegami('send', '--smtp', `localhost:${stack.exchange.ports.tls}`, '--security', 'tls', '--ca', stack.ca.file, '--from',
    user, '--to', 'office@contoso.example', ...withToken())));
for (const port of ['tls12', 'tls13', 'rsa']) {
  test(`sends to a server of ${port}`, () => delivered(send(stack.exchange.ports[port], ...withToken())));
}

const kReplies = [
  ['auth_response', '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit x',
    'smtp_auth_disabled_tenant', 312, 'never'],
  ['auth_response', '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit x',
    'smtp_auth_disabled_mailbox', 312, 'never'],
  ['auth_response', "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
    'smtp_auth_security_defaults', 312, 'never'],
  ['auth_response', '535 5.7.3 Authentication unsuccessful', 'smtp_auth_token_rejected', 312, 'never'],
  ['auth_response', '454 4.7.0 Temporary authentication failure', 'smtp_auth_temporary', 313, 'later'],
  ['mail', '530 5.7.57 Client not authenticated to send mail', 'smtp_auth_required', 312, 'never'],
  ['end', '432 4.3.2 Concurrent connections limit exceeded. Visit x', 'too_many_connections', 313, 'later'],
  ['end', '421 4.4.2 Message submission rate for this client has exceeded the configured limit', 'rate_limited', 313, 'later'],
  ['end', '554 5.2.252 SendAsDenied; a@b not allowed to send as c@d', 'send_as_denied', 312, 'never'],
  ['end', '554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException', 'sender_mailbox_full', 313, 'never'],
  ['end', '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException', 'daily_quota', 313, 'later'],
  ['end', '552 5.3.4 message size exceeds fixed limit', 'message_too_large', 314, 'never'],
  ['mail', '451 4.7.0 Temporary server error. Please try again later. PRX4', 'server_busy', 313, 'later'],
  ['rcpt', '550 5.1.1 unknown', 'recipient_refused', 313, 'never'],
];
for (const [stage, reply, cause, code, retry] of kReplies) {
  test(`names the cause of "${reply.slice(0, 60)}"`, async () => {
    const done = await withFault({ stage, reply, count: 'always' }, () => send(starttls(), ...withToken()));
    failed(done, cause, code, retry);
  });
}

for (const [name, fault] of [['at MAIL', { stage: 'mail', reply: '555 5.5.4 unsupported', match: 'BINARYMIME' }],
  ['at the end', { stage: 'end', reply: '554 5.6.3 conversion required but not supported' }]]) {
  test(`falls back from BINARYMIME when it is refused ${name}`, async () => {
    const scanned = scan(50_000);
    const done = await withFault(fault, () => send(starttls(), ...withToken(), '--attach', scanned, '--binary', 'on'));
    delivered(done);
    assert.equal(lastMail().attachments[0].sha256, sha256(scanned));
  });
}

test('tells a partial delivery from a whole one', async () => {
  const done = await withFault({ stage: 'rcpt', reply: '550 5.1.1 unknown', match: 'b@contoso.example' },
    () => send(starttls(), ...withToken(), '--to', 'b@contoso.example'));
  assert.equal(done.status, 1);
  assert.equal(done.result.outcome, 'partial');
  assert.deepEqual(done.result.recipients.map((r) => r.outcome), ['accepted', 'refused']);
});

test('says unknown when the connection is lost after the last octet', async () => {
  const done = await withFault({ stage: 'end', accept_and_drop: true }, () => send(starttls(), ...withToken()));
  assert.equal(done.status, 1);
  assert.equal(done.result.outcome, 'unknown');
  assert.equal(done.result.cause, 'delivery_unknown');
});

test('fails closed where STARTTLS is missing, refused or followed by plaintext', async () => {
  const { port } = await control('exchange', 'POST', '/listeners', { settings: { extensions: { starttls: false } } });
  failed(send(port, ...withToken()), 'starttls_not_offered', 313);
  for (const [fault, cause] of [[{ stage: 'starttls', reply: '454 4.7.0 not now' }, 'starttls_refused'],
    [{ stage: 'starttls', inject: '250 injected' }, 'plaintext_injected']]) {
    failed(await withFault(fault, () => send(starttls(), ...withToken())), cause, 313);
  }
});

for (const [port, cause] of [['wrong_name', 'certificate_wrong_name'], ['expired', 'certificate_expired'],
  ['cn_only', 'certificate_wrong_name'], ['unknown_ca', 'certificate_untrusted']]) {
  test(`refuses the certificate of ${port}, and takes it with --no-verify`, () => {
    failed(send(stack.exchange.ports[port], ...withToken()), cause, 350);
    delivered(send(stack.exchange.ports[port], ...withToken(), '--no-verify'));
  });
}

test('caps the time-out of a silent server', async () => {
  const begun = Date.now();
  const done = await withFault({ stage: 'greeting', stall: true }, () => run('send', '--smtp', `localhost:${starttls()}`,
    '--security', 'starttls', '--from', user, '--to', 'a@contoso.example', '--json', '--timeout', '1'));
  failed(done, 'server_silent', 313, 'later');
  assert.ok(Date.now() - begun < 20_000);
});

test('says why there is no connection', () => {
  failed(send(1, ...withToken()), 'connection_refused', 313, 'later');
});

test('sends to Postfix: DATA alone, OAUTHBEARER, passwords', (t) => {
  if (!stack.postfix) return t.skip('postfix needs root');
  const scanned = scan(300_000);
  for (const port of ['default', 'no_extensions', 'oauthbearer']) {
    delivered(send(stack.postfix.ports[port], ...withToken(), '--attach', scanned));
    assert.equal(lastMail('postfix').attachments[0].sha256, sha256(scanned), port);
  }
  const password = file(stack.postfix.password);
  for (const auth of ['plain', 'login']) {
    delivered(send(stack.postfix.ports.password, '--user', user, '--password-file', password, '--auth', auth));
  }
  failed(send(stack.postfix.ports.small_size, ...withToken(), '--attach', scanned), 'message_too_large', 314);
});

test('needs no more memory for a hundred megabytes than for one', () => {
  const peak = (octets, binary) => {
    // Libraries at fixed addresses: where they land moves the figure by 100 KiB.
    const done = spawnSync('setarch', ['-R', '/usr/bin/time', '-f', '%x %M', tool, 'send', '--smtp',
      `localhost:${starttls()}`, '--security', 'starttls', '--ca', stack.ca.file, '--from', user, '--to',
      'office@contoso.example', ...withToken(), '--attach', scan(octets), '--binary', binary], { encoding: 'utf8' });
    const [status, kib] = done.stderr.trim().split('\n').at(-1).split(' ').map(Number);
    assert.equal(status, 0, done.stderr);
    return kib;
  };
  for (const binary of ['on', 'off']) {
    // The least of several runs: the kernel counts pages in batches for each processor, and maps ahead.
    let small = Infinity;
    let large = Infinity;
    for (let run = 0; run < 6 && !(run > 1 && large - small < 64); ++run) {
      small = Math.min(small, peak(1_000_000, binary));
      large = Math.min(large, peak(100_000_000, binary));
    }
    assert.ok(large - small < 64, `${small} KiB for 1 MB, ${large} KiB for 100 MB, binary ${binary}`);
  }
});

async function roundTripsTo(port) {
  const link = await control('delay', 'POST', '/links', { to: `127.0.0.1:${port}`, one_way_ms: 20 });
  delivered(send(link.port, ...withToken()));
  return (await control('delay', 'GET', '/links')).find((one) => one.port === link.port).connections.at(-1).round_trips;
}

test('needs nine round trips for a first mail with TLS 1.3, from SYN to the final reply', async () => {
  assert.equal(await roundTripsTo(starttls()), 9);
});

test('needs ten where the server offers no CHUNKING', async () => {
  const { port } = await control('exchange', 'POST', '/listeners', { settings: { extensions: { chunking: false } } });
  assert.equal(await roundTripsTo(port), 10);
  assert.equal((await control('exchange', 'GET', '/mail')).at(-1).mode, 'data');
});

test('explains misuse in one line', () => {
  for (const args of [[], ['sned'], ['send'], ['send', '--smtp', 'x:1', '--to', 'a@b.example'], ['send', '--binary', 'maybe'],
    ['status'], ['sign-in', '--store', work], ['send', '--store', join(work, 'none'), '--to', 'a@b.example']]) {
    const done = run(...args);
    assert.equal(done.status, 2, args.join(' '));
    assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr);
  }
});
