// SPDX-License-Identifier: MIT
// Watches the octets of a message go by: line ends, line lengths, octets above 127, NUL. One pass, any split.

const kCr = 0x0d;
const kLf = 0x0a;
const kLongestLine = 1000; // RFC 5321 §4.5.3.1.6, with its CRLF

export class TextChecker {
  // isBinary: only the header is text (RFC 3030 §3); the body is counted.
  constructor({ isBinary = false } = {}) {
    this.isBinary = isBinary;
    this.previous = 0;
    this.lineLength = 0;
    this.inHeader = true;
    this.found = {
      bare_lf: 0,
      bare_cr: 0,
      long_line: 0,
      nul: 0,
      eight_bit_header: 0,
      eight_bit_body: 0,
      unended_line: 0,
    };
    this.octets = 0;
  }

  push(chunk) {
    this.octets += chunk.length;
    let at = 0;
    if (this.inHeader) at = this.#scan(chunk, 0, true);
    if (!this.inHeader && !this.isBinary) this.#scan(chunk, at, false);
  }

  // Looks at a chunk from an octet on; in the header it stops behind the empty line. Gives where it stopped.
  #scan(chunk, from, isHeader) {
    const { found } = this;
    let { previous, lineLength } = this;
    let eightBit = 0;
    let i = from;
    for (; i < chunk.length && this.inHeader === isHeader; i += 1) {
      const octet = chunk[i];
      lineLength += 1;
      if (octet === kLf) {
        if (previous !== kCr) found.bare_lf += 1;
        if (lineLength > kLongestLine) found.long_line += 1;
        if (lineLength <= 2) this.inHeader = false;
        lineLength = 0;
      } else if (previous === kCr) {
        found.bare_cr += 1;
      }
      if (octet >= 0x80) eightBit += 1;
      else if (octet === 0) found.nul += 1;
      previous = octet;
    }
    found[isHeader ? 'eight_bit_header' : 'eight_bit_body'] += eightBit;
    Object.assign(this, { previous, lineLength });
    return i;
  }

  finish() {
    const isText = this.inHeader || !this.isBinary;
    if (isText && this.previous === kCr) this.found.bare_cr += 1;
    if (isText && this.lineLength > 0) this.found.unended_line += 1;
    if (isText && this.lineLength > kLongestLine) this.found.long_line += 1;
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
  if (body === '8BITMIME') forbidden.delete('eight_bit_body');
  if (smtpUtf8) forbidden.delete('eight_bit_header');
  if (mode === 'data') forbidden.delete('unended_line');
  return Object.entries(found)
    .filter(([what, count]) => count > 0 && forbidden.has(what))
    .map(([what, count]) => ({ rule: kRules[what], detail: `${count} times` }));
}

export const isFatal = (found) => Boolean(found.bare_lf || found.bare_cr || found.long_line);
