// SPDX-License-Identifier: MIT
// What `compare` runs: the senders in turn against one server, behind a link that counts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { control, lastMail, scan, sha256, stack, startServers, stopServers, token, tool, user, work } from
  '../../tool/harness.mjs';

const MB = 1_000_000;
const ONE_WAY_MS = 5;
const options = { runs: { type: 'string', default: '3' }, mb: { type: 'string', multiple: true, default: ['10', '50'] } };
const { values } = parseArgs({ options });
const runs = Number(values.runs);
const sizes = values.mb.map(Number);
if (![runs, ...sizes].every((number) => Number.isInteger(number) && number > 0)) {
  console.error('compare: --runs and --mb take whole numbers from 1 on');
  process.exit(2);
}

const require = createRequire(new URL('../../servers/package.json', import.meta.url));
const MailComposer = require('nodemailer/lib/mail-composer');

// msmtp sends a message that exists already.
async function compose(attachment) {
  const path = join(work, 'message.eml');
  const mail = new MailComposer({ from: user, to: 'office@contoso.example', subject: 'A scan', text: 'A scan.',
    attachments: [{ filename: 'scan.pdf', path: attachment }] });
  writeFileSync(path, await mail.compile().build());
  return path;
}

function senders(port, tokenFile, attachment, message) {
  const ca = stack.ca.file;
  const own = (binary) => [tool, 'send', '--smtp', `localhost:${port}`, '--security', 'starttls', '--ca', ca, '--from',
    user, '--to', 'office@contoso.example', '--user', user, '--token-file', tokenFile, '--subject', 'A scan', '--text',
    'A scan.', '--attach', attachment, '--binary', binary];
  const curlConfig = join(work, 'curl.conf');
  const msmtpConfig = join(work, 'msmtp.conf');
  return [
    { name: 'tegami, binary on', words: own('on') },
    { name: 'tegami, binary off', words: own('off') },
    {
      name: 'curl',
      // By a file: a token on a command line is seen by everybody on the machine.
      before: (secret) => writeFileSync(curlConfig, `oauth2-bearer = "${secret}"\n`, { mode: 0o600 }),
      words: ['curl', '--silent', '--show-error', '--config', curlConfig, '--url', `smtp://localhost:${port}/printer.contoso.example`,
        '--ssl-reqd', '--cacert', ca, '--user', `${user}:`, '--mail-from', user, '--mail-rcpt', 'office@contoso.example',
        '--form', '=A scan.;type=text/plain', '--form', `=@${attachment};encoder=base64;filename=scan.pdf`, '--header',
        'Subject: A scan', '--header', `From: ${user}`, '--header', 'To: office@contoso.example'],
    },
    {
      name: 'msmtp',
      before: () => writeFileSync(msmtpConfig, `account default\nhost localhost\nport ${port}\nfrom ${user}\nauth xoauth2\n` +
        `user ${user}\npasswordeval cat ${tokenFile}\ntls on\ntls_starttls on\ntls_trust_file ${ca}\n`, { mode: 0o600 }),
      words: ['msmtp', '--file', msmtpConfig, 'office@contoso.example'],
      input: message,
    },
    { name: 'nodemailer', words: [process.execPath, new URL('nodemailer_send.mjs', import.meta.url).pathname,
      String(port), user, tokenFile, ca, attachment] },
  ];
}

// Runs one sender: CPU seconds, peak RSS in KiB. The servers live in other processes.
async function measure(sender) {
  const report = join(work, 'report');
  const stdin = sender.input ? openSync(sender.input) : 'ignore';
  const child = spawn('setarch', ['-R', '/usr/bin/time', '-o', report, '-f', '%U %S %M', ...sender.words],
    { stdio: [stdin, 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data) => { errors += data; });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (sender.input) closeSync(stdin);
  assert.equal(status, 0, `${sender.name}: ${errors}`);
  const [userTime, systemTime, kib] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return { cpu: userTime + systemTime, kib };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function compareAt(megabytes) {
  const { port } = await control('exchange', 'POST', '/listeners', { settings: { long_initial_response: 'accept' } });
  const link = await control('delay', 'POST', '/links', { to: `127.0.0.1:${port}`, one_way_ms: ONE_WAY_MS });
  const attachment = scan(megabytes * MB);
  const digest = sha256(attachment);
  const tokenFile = token();
  const all = senders(link.port, tokenFile, attachment, await compose(attachment));
  const figures = new Map(all.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; ++run) {
    for (const sender of all) {
      sender.before?.(readFileSync(tokenFile, 'utf8').trim());
      const figure = await measure(sender);
      const links = await control('delay', 'GET', '/links');
      const connection = links.find((one) => one.port === link.port).connections.at(-1);
      figure.octets = connection.octets_up + connection.octets_down;
      figure.trips = connection.round_trips;
      figures.get(sender.name).push(figure);
      if (run === 0) assert.equal(lastMail().attachments[0].sha256, digest, `${sender.name}: another file arrived`);
    }
  }
  console.log(`\n${megabytes} MB, median of ${runs} runs\n`);
  console.log('| sender | CPU s | peak RSS KiB | octets on the wire | round trips |');
  console.log('|---|---:|---:|---:|---:|');
  for (const [name, rows] of figures) {
    const of = (member) => median(rows.map((row) => row[member]));
    console.log(`| ${name} | ${of('cpu').toFixed(2)} | ${of('kib').toLocaleString('en')} | ` +
      `${of('octets').toLocaleString('en')} | ${of('trips')} |`);
  }
}

startServers('idp', 'exchange', 'delay');
try {
  for (const megabytes of sizes) await compareAt(megabytes);
} finally {
  stopServers();
}
