// SPDX-License-Identifier: MIT
// Command lines: parse, or say in one line what is wrong and exit with 2; report failures in one line and exit with 1.

import { parseArgs } from 'node:util';

export class UsageError extends Error {}

export function parse(argv, options) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error.message.split('\n')[0].replace(/\. To specify.*/, ''));
  }
}

export function need(values, ...names) {
  for (const name of names) if (values[name] === undefined) throw new UsageError(`--${name} is missing`);
}

export function number(text, what) {
  if (!/^[0-9]+$/.test(text)) throw new UsageError(`${what} must be a whole number, not "${text}"`);
  return Number(text);
}

export async function runMain(name, main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`${name}: ${error.message}\n`);
    if (process.env.TEGAMI_DEBUG) process.stderr.write(`${error.stack}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
