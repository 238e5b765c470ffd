// SPDX-License-Identifier: MIT
// One connection's octets: plain or TLS, read by a Reader, written in one go when the session waits for the client.

import tls from 'node:tls';
import { Reader } from './reader.mjs';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Transport {
  constructor(socket) {
    this.raw = socket;
    this.socket = socket;
    this.output = [];
    this.isTls = false;
    this.tls = null;
    this.octetsIn = 0;
    this.octetsOut = 0;
    this.flights = 0; // bursts of the client that followed something from us
    this.hasWritten = false;
    this.reader = this.#makeReader();
    socket.on('error', () => {});
    this.reader.attach(socket);
  }

  #makeReader() {
    return new Reader({
      onWait: () => this.flush(),
      onData: (octets) => {
        this.octetsIn += octets;
        if (this.hasWritten) this.flights += 1;
        this.hasWritten = false;
      },
    });
  }

  write(octets) {
    this.output.push(typeof octets === 'string' ? Buffer.from(octets, 'utf8') : octets);
  }

  flush() {
    if (!this.output.length) return;
    const octets = Buffer.concat(this.output);
    this.output = [];
    this.octetsOut += octets.length;
    this.hasWritten = true;
    if (!this.socket.destroyed && this.socket.writable) this.socket.write(octets);
  }

  async flushInPieces(size) {
    const octets = Buffer.concat(this.output);
    this.output = [];
    this.octetsOut += octets.length;
    this.hasWritten = true;
    for (let at = 0; at < octets.length && !this.socket.destroyed; at += size) {
      this.socket.write(octets.subarray(at, at + size));
      await sleep(1);
    }
  }

  // Turns to TLS. Gives how many octets had come in plaintext behind the command: they are dropped. Throws where the
  // handshake fails.
  async startTls(secureContext) {
    this.flush();
    const dropped = this.reader.detach();
    const ended = this.reader.ended;
    if (ended) throw new Error('the client closed before the handshake');
    const socket = new tls.TLSSocket(this.raw, { isServer: true, secureContext });
    this.socket = socket;
    const failure = await new Promise((resolve) => {
      socket.once('secure', () => resolve(undefined));
      socket.once('error', resolve);
      socket.once('close', () => resolve(new Error('the client closed in the handshake')));
    });
    socket.on('error', () => {});
    if (failure) throw failure;
    this.isTls = true;
    this.tls = {
      version: socket.getProtocol(),
      cipher: socket.getCipher()?.standardName,
      resumed: socket.isSessionReused(),
      sni: socket.servername || null,
    };
    this.reader = this.#makeReader();
    this.reader.attach(socket);
    return dropped;
  }

  // Sends what is written, then closes in an orderly way.
  end() {
    this.flush();
    this.socket.end();
    setTimeout(() => this.raw.destroy(), 2000).unref();
  }

  // Cuts at once; what is written may or may not arrive.
  drop() {
    this.raw.destroy();
    this.socket.destroy();
  }

  reset() {
    this.raw.resetAndDestroy();
    this.socket.destroy();
  }
}
