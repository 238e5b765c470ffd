// SPDX-License-Identifier: MIT
// Runs every *.test.mjs below a folder: this one, or that of --in. The last line says: N passed, N failed, N skipped;
// before it come the failures once more, a line each, so that the end of a long log tells all of them.
// --timeout-s N: the longest that one file may take. Other arguments choose files by a part of their names.

import fs from 'node:fs/promises';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { number, parse, runMain } from '../lib/args.mjs';

const kUsage = 'usage: run [--in DIR] [--timeout-s N] [PART-OF-A-FILE-NAME...]\n';
const kOptions = { in: { type: 'string' }, 'timeout-s': { type: 'string' }, help: { type: 'boolean' } };
let values;
let wanted;
await runMain('run', () => {
  ({ values, positionals: wanted } = parse(process.argv.slice(2), kOptions));
  number(values['timeout-s'] ?? '0', '--timeout-s');
});
if (process.exitCode) process.exit();
if (values.help) {
  process.stdout.write(kUsage);
  process.exit();
}
const here = values.in ?? fileURLToPath(new URL('..', import.meta.url));

async function findTests(directory) {
  const found = [];
  for (const entry of await fs.readdir(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...(await findTests(full)));
    else if (entry.name.endsWith('.test.mjs')) found.push(full);
  }
  return found.sort();
}

const files = (await findTests(here)).filter((file) => !wanted.length || wanted.some((word) => file.includes(word)));
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const kLineMax = 200;
const isWrapper = ({ name, details }) =>
  details?.type === 'suite' || files.includes(name) || files.includes(path.resolve(name));

run({ files, concurrency: 2, timeout: number(values['timeout-s'] ?? '60', '--timeout-s') * 1000 })
  .on('test:pass', (data) => {
    if (isWrapper(data)) return;
    const skipped = data.skip !== undefined && data.skip !== false;
    counts[skipped ? 'skipped' : 'passed'] += 1;
    console.log(
      `${skipped ? 'skip' : 'ok  '} ${data.name}${skipped && typeof data.skip === 'string' ? ` (${data.skip})` : ''}`,
    );
  })
  .on('test:fail', (data) => {
    if (isWrapper(data) && data.details.error?.failureType === 'subtestsFailed') return;
    counts.failed += 1;
    const error = data.details.error?.cause ?? data.details.error;
    const words = String(error?.stack ?? error);
    failures.push(`FAIL ${data.name}: ${words.split('\n')[0].slice(0, kLineMax)}`);
    console.log(`FAIL ${data.name}\n${words.replace(/^/gm, '     ')}`);
  })
  .on('end', () => {
    for (const failure of failures) console.log(failure);
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.exitCode = counts.failed || !counts.passed ? 1 : 0;
  })
  .resume();
