// SPDX-License-Identifier: MIT
// Reads a socket as lines or as runs of octets, and knows what has arrived before it was asked for.

const kPauseAbove = 1 << 20;

export class Reader {
  // onWait(): called before it waits for the client; onData(octets): whenever something arrives.
  constructor({ onWait, onData }) {
    Object.assign(this, { onWait, onData });
    this.parts = [];
    this.pending = 0;
    this.ended = false;
    this.wake = undefined;
    this.frozen = false;
  }

  attach(socket) {
    this.socket = socket;
    this.listeners = {
      data: (chunk) => {
        this.parts.push(chunk);
        this.pending += chunk.length;
        this.onData(chunk.length);
        if (this.pending > kPauseAbove) socket.pause();
        this.#wakeUp();
      },
      end: () => this.#finish(),
      close: () => this.#finish(),
      error: () => this.#finish(),
    };
    for (const [name, listener] of Object.entries(this.listeners)) socket.on(name, listener);
  }

  detach() {
    for (const [name, listener] of Object.entries(this.listeners)) this.socket.off(name, listener);
    this.socket.on('error', () => {});
    const discarded = this.pending;
    this.parts = [];
    this.pending = 0;
    return discarded;
  }

  #finish() {
    this.ended = true;
    this.#wakeUp();
  }

  #wakeUp() {
    const wake = this.wake;
    this.wake = undefined;
    wake?.();
  }

  async #more() {
    if (this.ended) return false;
    this.onWait();
    await new Promise((resolve) => {
      this.wake = resolve;
    });
    return this.pending > 0;
  }

  // The next octets, whatever there is, at most `limit`; undefined at the end of the stream.
  async octets(limit) {
    while (this.pending === 0) if (!(await this.#more())) return undefined;
    const first = this.parts.shift();
    const taken = first.subarray(0, limit);
    if (taken.length < first.length) this.parts.unshift(first.subarray(taken.length));
    this.#consumed(taken.length);
    return taken;
  }

  giveBack(octets) {
    if (!octets.length) return;
    this.parts.unshift(octets);
    this.pending += octets.length;
  }

  #consumed(count) {
    this.pending -= count;
    if (this.pending <= kPauseAbove / 2 && this.socket.isPaused() && !this.frozen) this.socket.resume();
  }

  // The next line: { octets (its end cut off), end: 'crlf' | 'lf' | 'none', tooLong, hasBareCr }; undefined at the end.
  // Beyond `limit` octets the rest of the line is dropped.
  async line(limit) {
    const kept = [];
    let length = 0;
    for (;;) {
      const chunk = await this.octets(Infinity);
      if (chunk === undefined) return length ? finishLine(kept, length, limit, 'none') : undefined;
      const at = chunk.indexOf(0x0a);
      const part = at < 0 ? chunk : chunk.subarray(0, at + 1);
      if (length < limit + 2) kept.push(part);
      length += part.length;
      if (at < 0) continue;
      this.giveBack(chunk.subarray(at + 1));
      return finishLine(kept, length, limit, 'lf');
    }
  }
}

function finishLine(kept, length, limit, end) {
  let octets = Buffer.concat(kept);
  const tooLong = length > limit;
  let found = end;
  if (end === 'lf' && !tooLong) {
    octets = octets.subarray(0, -1);
    if (octets.at(-1) === 0x0d) {
      octets = octets.subarray(0, -1);
      found = 'crlf';
    }
  }
  return {
    octets: octets.subarray(0, limit),
    length,
    end: tooLong ? 'crlf' : found,
    tooLong,
    hasBareCr: octets.includes(0x0d) && !tooLong,
  };
}
