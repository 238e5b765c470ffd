// SPDX-License-Identifier: MIT
// Where arrived mail lies: the Exchange stand-in's N.eml with N.json, Postfix' maildir. One view of both.

import fs from 'node:fs/promises';
import path from 'node:path';

const list = (directory) => fs.readdir(directory).catch(() => []);

async function listExchange(directory) {
  const ids = (await list(directory))
    .map((name) => /^([0-9]+)\.json$/.exec(name)?.[1])
    .filter(Boolean)
    .sort((a, b) => a - b);
  return Promise.all(
    ids.map(async (id) => ({
      ...JSON.parse(await fs.readFile(path.join(directory, `${id}.json`), 'utf8')),
      file: path.join(directory, `${id}.eml`),
    })),
  );
}

async function listMaildir(directory) {
  const fresh = path.join(directory, 'new');
  const names = await list(fresh);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = path.join(fresh, name);
      const { mtimeMs, size } = await fs.stat(file);
      return { id: name, received_at: new Date(mtimeMs).toISOString(), file, octets: size, mtimeMs };
    }),
  );
  return found.sort((a, b) => a.mtimeMs - b.mtimeMs || a.id.localeCompare(b.id)).map(({ mtimeMs, ...rest }) => rest);
}

// Oldest first: [{ id, received_at, file, octets, ... }].
export const listMail = (server, stack) =>
  server === 'postfix' ? listMaildir(stack.postfix.mail) : listExchange(stack.exchange.mail);

export async function clearMail(server, stack) {
  for (const { file } of await listMail(server, stack)) {
    await fs.rm(file, { force: true });
    if (server === 'exchange') await fs.rm(file.replace(/eml$/, 'json'), { force: true });
  }
}
