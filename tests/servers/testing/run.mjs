// SPDX-License-Identifier: MIT
// Runs every *.test.mjs below this folder. The last line says: N passed, N failed, N skipped.

import fs from 'node:fs/promises';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));

async function findTests(directory) {
  const found = [];
  for (const entry of await fs.readdir(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...(await findTests(full)));
    else if (entry.name.endsWith('.test.mjs')) found.push(full);
  }
  return found.sort();
}

const wanted = process.argv.slice(2);
const files = (await findTests(here)).filter((file) => !wanted.length || wanted.some((word) => file.includes(word)));
const counts = { passed: 0, failed: 0, skipped: 0 };
const isWrapper = ({ name, details }) =>
  details?.type === 'suite' || files.includes(name) || files.includes(path.resolve(name));

run({ files, concurrency: 2, timeout: 60_000 })
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
    console.log(`FAIL ${data.name}\n${String(error?.stack ?? error).replace(/^/gm, '     ')}`);
  })
  .on('end', () => {
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.exitCode = counts.failed || !counts.passed ? 1 : 0;
  })
  .resume();
