// SPDX-License-Identifier: MIT
// DER (X.690), as much of it as a certificate needs: each function gives the octets of one element.

export const element = (tag, ...contents) => {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOctets(body.length), body]);
};

function lengthOctets(length) {
  if (length < 0x80) return Buffer.from([length]);
  const octets = [];
  for (let rest = length; rest > 0; rest >>= 8) octets.unshift(rest & 0xff);
  return Buffer.from([0x80 | octets.length, ...octets]);
}

export const sequence = (...parts) => element(0x30, ...parts);
export const set = (...parts) => element(0x31, ...parts);
export const explicit = (number, ...parts) => element(0xa0 | number, ...parts);
export const implicit = (number, octets) => element(0x80 | number, octets);
export const octetString = (octets) => element(0x04, octets);
export const bitString = (octets, unusedBits = 0) => element(0x03, Buffer.from([unusedBits]), octets);
export const utf8String = (text) => element(0x0c, Buffer.from(text, 'utf8'));
export const boolean = (value) => element(0x01, Buffer.from([value ? 0xff : 0]));
export const nothing = () => element(0x05);

// A positive INTEGER from big-endian octets.
export function integer(octets) {
  let from = 0;
  while (from < octets.length - 1 && octets[from] === 0) from += 1;
  const body = octets.subarray(from);
  return element(0x02, body[0] & 0x80 ? Buffer.concat([Buffer.from([0]), body]) : body);
}

export function oid(dotted) {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift(0x80 | (left & 0x7f));
    octets.push(...groups);
  }
  return element(0x06, Buffer.from(octets));
}

// RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime after.
export function time(date) {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : element(0x18, Buffer.from(`${digits}Z`));
}
