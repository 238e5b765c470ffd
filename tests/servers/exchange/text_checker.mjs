// SPDX-License-Identifier: MIT
// Watches the octets of a message go by: line ends, line lengths, octets above 127, NUL. One pass, any split.

const kCr = 0x0d;
const kLf = 0x0a;
const kLongestLine = 1000; // RFC 5321 §4.5.3.1.6, with its CRLF

export class TextChecker {
  constructor() {
    this.previous = 0;
    this.lineLength = 0;
    this.inHeader = true;
    this.found = {}; // what -> count
    this.octets = 0;
  }

  #note(what) {
    this.found[what] = (this.found[what] ?? 0) + 1;
  }

  push(chunk) {
    let { previous, lineLength } = this;
    for (let i = 0; i < chunk.length; i += 1) {
      const octet = chunk[i];
      lineLength += 1;
      if (octet === kLf) {
        if (previous !== kCr) this.#note('bare_lf');
        if (lineLength > kLongestLine) this.#note('long_line');
        if (lineLength <= 2) this.inHeader = false;
        lineLength = 0;
      } else {
        if (previous === kCr) this.#note('bare_cr');
        if (octet >= 0x80) this.#note(this.inHeader ? 'eight_bit_header' : 'eight_bit_body');
        else if (octet === 0) this.#note('nul');
      }
      previous = octet;
    }
    this.octets += chunk.length;
    Object.assign(this, { previous, lineLength });
  }

  finish() {
    if (this.previous === kCr) this.#note('bare_cr');
    if (this.lineLength > 0) this.#note('unended_line');
    if (this.lineLength > kLongestLine) this.#note('long_line');
    return this.found;
  }
}

const kRules = {
  bare_lf: 'RFC 5321 §2.3.8: a bare LF in the message',
  bare_cr: 'RFC 5321 §2.3.8: a bare CR in the message',
  long_line: 'RFC 5321 §4.5.3.1.6: a text line of more than 1000 octets',
  nul: 'RFC 6152: a NUL octet in text',
  eight_bit_header: 'RFC 6532: octets above 127 in the header without SMTPUTF8',
  eight_bit_body: 'RFC 6152: octets above 127 in the body without BODY=8BITMIME',
  unended_line: 'RFC 5321 §2.3.8: the last line does not end with CRLF',
};

// Which of the findings break a rule, given how the message was announced. Gives [{ rule, detail }].
export function breachesOf(found, { body, smtpUtf8, mode }) {
  const forbidden = new Set(Object.keys(kRules));
  if (body === 'BINARYMIME') for (const each of ['bare_lf', 'bare_cr', 'long_line', 'nul', 'eight_bit_body', 'unended_line']) forbidden.delete(each);
  if (body === '8BITMIME') forbidden.delete('eight_bit_body');
  if (smtpUtf8) forbidden.delete('eight_bit_header');
  if (mode === 'data') forbidden.delete('unended_line');
  return Object.entries(found).filter(([what]) => forbidden.has(what))
    .map(([what, count]) => ({ rule: kRules[what], detail: `${count} times` }));
}

export const isFatal = (found, { body }) => body !== 'BINARYMIME' && Boolean(found.bare_lf || found.bare_cr || found.long_line);
