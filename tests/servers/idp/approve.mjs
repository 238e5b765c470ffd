// SPDX-License-Identifier: MIT
// approve: enters a code, signs in and consents (or declines), as a person at a browser would.

import fs from 'node:fs/promises';
import path from 'node:path';
import { need, parse, runMain, UsageError } from '../lib/args.mjs';
import { Browser, formsOf } from './browser.mjs';

const kUsage = `usage: approve --url URL --code CODE --user ADDR [--password WORD] [--deny] [--organization]
               (--dir DIR | --ca FILE) [--resolve NAME:PORT:ADDR:PORT]...
`;

const textOf = (html) =>
  html
    .replace(/<style[\s\S]*?<\/style>|<title[\s\S]*?<\/title>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

// Walks through the pages. Gives what the last one says: 'signed-in' or 'declined'; throws with the page's words else.
export async function approve({ browser, url, code, user, password = 'secret', deny = false, organization = false }) {
  let answer = await browser.get(url);
  let enteredCode = false;
  for (let step = 0; step < 12; step += 1) {
    if (answer.text.includes('data-result="signed-in"')) return 'signed-in';
    if (deny && /cancelled/.test(answer.text)) return 'declined';
    const form = formsOf(answer.text)[0];
    const isCodePage = form && 'user_code' in form.inputs && !('confirm' in form.inputs);
    if (!form || (isCodePage && enteredCode)) throw new Error(`the page says: ${textOf(answer.text)}`);
    const cancel = form.offers.find((each) => each.name === 'abort');
    if (isCodePage) {
      enteredCode = true;
      answer = await browser.submit(form, { user_code: code });
    } else if (deny && cancel) {
      answer = await browser.submit({ ...form, action: cancel.action ?? form.action }, { abort: cancel.value });
    } else if ('login' in form.inputs) {
      answer = await browser.submit(form, { login: user, password });
      if (answer.text.includes('name="login"')) throw new Error(`the page says: ${textOf(answer.text)}`);
    } else {
      answer = await browser.submit(form, organization ? { organization: 'yes' } : {});
    }
  }
  throw new Error('the pages do not come to an end');
}

export function parseMap(entries) {
  const map = new Map();
  for (const entry of entries) {
    const parts = /^([^:]+:[0-9]+):(.+):([0-9]+)$/.exec(entry);
    if (!parts) throw new UsageError(`--resolve wants NAME:PORT:ADDR:PORT, not "${entry}"`);
    map.set(parts[1], { host: parts[2], port: parts[3] });
  }
  return map;
}

async function main() {
  const text = { type: 'string' };
  const { values } = parse(process.argv.slice(2), {
    url: text,
    code: text,
    user: text,
    password: text,
    dir: text,
    ca: text,
    resolve: { type: 'string', multiple: true },
    deny: { type: 'boolean' },
    organization: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (values.help) return void process.stdout.write(kUsage);
  need(values, 'url', 'code', 'user');
  const stack = values.dir && JSON.parse(await fs.readFile(path.join(values.dir, 'stack.json'), 'utf8'));
  const caFile = values.ca ?? stack?.ca.file;
  if (!caFile) throw new UsageError('--dir or --ca is missing');
  const map = parseMap([...(stack?.resolve ?? []), ...(values.resolve ?? [])]);
  const browser = new Browser({ ca: await fs.readFile(caFile), map });
  process.stdout.write(`${await approve({ browser, ...values })}\n`);
}

if (import.meta.url === `file://${process.argv[1]}`) await runMain('approve', main);
