// SPDX-License-Identifier: MIT
// Keeps messages as they came: N.eml with the octets, N.json with what is known of their way. A message is there when its
// N.json is.

import crypto from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';

export class MailStore {
  constructor(directory) {
    this.directory = directory;
    this.opened = 0;
    this.kept = [];
    fs.mkdirSync(directory, { recursive: true });
  }

  open(isWritten) {
    this.opened += 1;
    return new Letter(this, this.opened, isWritten);
  }

  async clear() {
    for (const { id } of this.kept) {
      for (const end of ['eml', 'json']) await fsp.rm(path.join(this.directory, `${id}.${end}`), { force: true });
    }
    this.kept = [];
  }
}

class Letter {
  constructor(store, id, isWritten) {
    Object.assign(this, { store, id, isWritten });
    this.file = path.join(store.directory, `${id}.eml`);
    this.stream = isWritten ? fs.createWriteStream(this.file, { highWaterMark: 1 << 20 }) : undefined;
    this.stream?.on('error', (error) => {
      this.failure ??= error; // a full disk: this mail is refused, the server goes on
    });
    this.hash = crypto.createHash('sha256');
    this.octets = 0;
    this.isFull = false;
  }

  write(octets) {
    this.hash.update(octets);
    this.octets += octets.length;
    // The socket's buffers are ours to keep: Node does not use them again.
    if (this.stream && !this.stream.write(octets)) this.isFull = true;
  }

  async drain() {
    if (!this.isFull || this.stream.destroyed) return;
    this.isFull = false;
    await new Promise((resolve) => {
      this.stream.once('drain', resolve).once('close', resolve);
    });
  }

  #end() {
    return new Promise((resolve) => (this.stream ? this.stream.end(resolve) : resolve()));
  }

  async discard() {
    if (this.isDone) return;
    this.isDone = true;
    await this.#end();
    if (this.isWritten) await fsp.rm(this.file, { force: true });
  }

  async keep(facts) {
    this.isDone = true;
    await this.#end();
    if (this.failure) throw this.failure;
    const entry = {
      id: String(this.id),
      received_at: new Date().toISOString(),
      file: this.isWritten ? this.file : null,
      octets: this.octets,
      sha256: this.hash.digest('hex'),
      ...facts,
    };
    const json = path.join(this.store.directory, `${this.id}.json`);
    await fsp.writeFile(`${json}.new`, `${JSON.stringify(entry, null, 2)}\n`);
    await fsp.rename(`${json}.new`, json);
    this.store.kept.push(entry);
    return entry;
  }
}
