// SPDX-License-Identifier: MIT
// The octets after DATA: finds the final dot, takes the stuffed dots out (RFC 5321 §4.5.2). Only CRLF ends a line: a dot
// between bare LFs is text (else mail could be smuggled in).

const kDot = 0x2e;
const kLf = 0x0a;
const kCr = 0x0d;

export class DataDecoder {
  // emit(octets): decoded; onBreach(rule): a line that starts with a single dot and is not the last one.
  constructor(emit, onBreach) {
    Object.assign(this, { emit, onBreach });
    this.state = 'line_start'; // line_start, dot, dot_cr, text, text_cr
  }

  // Gives the octets after the final dot once it was there, undefined before.
  push(chunk) {
    let from = 0; // of the run not yet emitted
    let i = 0;
    while (i < chunk.length) {
      if (this.state === 'text') {
        const cr = chunk.indexOf(kCr, i);
        if (cr < 0) break;
        this.state = 'text_cr';
        i = cr + 1;
        continue;
      }
      const octet = chunk[i];
      switch (this.state) {
        case 'line_start':
          if (octet === kDot) {
            this.#emit(chunk, from, i);
            this.state = 'dot';
            from = i + 1;
          } else {
            this.state = octet === kCr ? 'text_cr' : 'text';
          }
          break;
        case 'text_cr':
          this.state = octet === kLf ? 'line_start' : octet === kCr ? 'text_cr' : 'text';
          break;
        case 'dot':
          from = i;
          if (octet === kCr) {
            this.state = 'dot_cr';
            from = i + 1;
          } else {
            if (octet !== kDot) this.onBreach('RFC 5321 §4.5.2: a line starts with one dot that is not doubled');
            this.state = 'text';
          }
          break;
        case 'dot_cr':
          if (octet === kLf) return chunk.subarray(i + 1);
          this.onBreach('RFC 5321 §4.5.2: a line starts with one dot that is not doubled');
          this.emit(Buffer.from([kCr]));
          from = i;
          this.state = octet === kCr ? 'text_cr' : 'text';
          break;
      }
      i += 1;
    }
    this.#emit(chunk, from, chunk.length);
    return undefined;
  }

  #emit(chunk, from, to) {
    if (to > from) this.emit(chunk.subarray(from, to));
  }
}
