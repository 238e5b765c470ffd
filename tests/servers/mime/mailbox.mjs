// SPDX-License-Identifier: MIT
// mailbox: shows what arrived, decodes it, writes the attachments with their SHA-256.

import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { need, number, parse, runMain, UsageError } from '../lib/args.mjs';
import { callControl } from '../lib/control.mjs';
import { clearMail, listMail } from './boxes.mjs';
import { readMessage } from './parse.mjs';

const kUsage = `usage: mailbox --dir DIR [--server exchange|postfix] list [--json]
       mailbox --dir DIR [--server ...] wait [--count N] [--timeout SECONDS]
       mailbox --dir DIR [--server ...] extract [ID|last] --out OUTDIR
       mailbox --dir DIR [--server ...] clear
       mailbox decode FILE --out OUTDIR
`;

const sha256 = (octets) => crypto.createHash('sha256').update(octets).digest('hex');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A name that stays within the directory, unlike any before it.
function safeName(name, index, taken) {
  const base = path.basename((name ?? '').replace(/[\\/\0]/g, '_')).replace(/^\.+/, '') || `part-${index + 1}`;
  let unique = base;
  for (let n = 2; taken.has(unique); n += 1) unique = `${n}-${base}`;
  taken.add(unique);
  return unique;
}

async function decode(file, out) {
  const octets = await fs.readFile(file);
  const { headers, text, attachments, problems } = readMessage(octets);
  await fs.mkdir(out, { recursive: true });
  const taken = new Set();
  const written = [];
  for (const [index, { content, ...rest }] of attachments.entries()) {
    const target = path.join(out, safeName(rest.name, index, taken));
    await fs.writeFile(target, content);
    written.push({ ...rest, octets: content.length, sha256: sha256(content), file: target });
  }
  return { octets: octets.length, headers, text, attachments: written, problems };
}

async function extract(server, stack, [id = 'last'], out) {
  const mails = await listMail(server, stack);
  const mail = id === 'last' ? mails.at(-1) : mails.find((each) => each.id === id);
  if (!mail) throw new Error(mails.length ? `no message "${id}"` : 'no mail has arrived');
  const { file, id: found, envelope, mode, tls, user } = mail;
  return { id: found, file, envelope, mode, tls, user, ...(await decode(file, out)) };
}

async function showList(server, stack, asJson) {
  const mails = await listMail(server, stack);
  if (asJson) return void process.stdout.write(`${JSON.stringify(mails, null, 2)}\n`);
  for (const mail of mails) {
    const { headers, attachments } = readMessage(await fs.readFile(mail.file));
    const parts = attachments.map(({ name, content }) => `${name ?? '(no name)'} ${content.length}`).join(', ');
    process.stdout.write(
      `${mail.id}\t${mail.received_at}\t${mail.mode ?? 'smtp'}\t${headers.from ?? ''}\t${headers.subject ?? ''}\t${parts}\n`,
    );
  }
}

async function wait(server, stack, values) {
  const count = number(values.count ?? '1', '--count');
  const timeoutMs = number(values.timeout ?? '30', '--timeout') * 1000;
  for (const deadline = Date.now() + timeoutMs; ; await sleep(50)) {
    const { length } = await listMail(server, stack);
    if (length >= count) return;
    if (Date.now() > deadline) throw new Error(`${length} of ${count} messages arrived in ${timeoutMs / 1000} s`);
  }
}

async function main() {
  const text = { type: 'string' };
  const {
    values,
    positionals: [verb, ...rest],
  } = parse(process.argv.slice(2), {
    dir: text,
    server: text,
    out: text,
    count: text,
    timeout: text,
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (values.help) return void process.stdout.write(kUsage);
  const print = (value) => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  if (verb === 'decode') {
    need(values, 'out');
    if (!rest[0]) throw new UsageError('decode wants a file');
    return print(await decode(rest[0], values.out));
  }
  if (!['list', 'wait', 'extract', 'clear'].includes(verb))
    throw new UsageError('what? list, wait, extract, clear or decode; --help says more');
  need(values, 'dir');
  const server = values.server ?? 'exchange';
  if (server !== 'exchange' && server !== 'postfix') throw new UsageError('--server must be exchange or postfix');
  const stack = JSON.parse(
    await fs.readFile(path.join(values.dir, 'stack.json'), 'utf8').catch(() => {
      throw new Error(`no stack runs in ${values.dir}`);
    }),
  );
  if (!stack[server]) throw new Error(`this stack has no ${server}`);
  if (verb === 'list') return showList(server, stack, values.json);
  if (verb === 'wait') return wait(server, stack, values);
  if (verb === 'clear')
    return server === 'exchange'
      ? void (await callControl(stack.exchange.control, 'DELETE', '/mail'))
      : clearMail(server, stack);
  need(values, 'out');
  return print(await extract(server, stack, rest, values.out));
}

await runMain('mailbox', main);
