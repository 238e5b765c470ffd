// SPDX-License-Identifier: MIT
// The grammar of SMTP commands (RFC 5321 §4.1), strictly. Each parse gives { problem } where the text breaks it.

import net from 'node:net';

const kAtext = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u0080-\\u{10ffff}]";
const kLocal = new RegExp(`^(?:${kAtext}+(?:\\.${kAtext}+)*|"(?:[ !#-\\[\\]-~\\u0080-\\u{10ffff}]|\\\\[ -~])*")$`, 'u');
const kLabel = /^(?:[A-Za-z0-9\u0080-\u{10ffff}](?:[A-Za-z0-9\u0080-\u{10ffff}-]*[A-Za-z0-9\u0080-\u{10ffff}])?)$/u;
const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);

export function isDomain(text) {
  return (
    text.length > 0 &&
    Buffer.byteLength(text) <= 255 &&
    text.split('.').every((label) => label.length <= 63 && kLabel.test(label))
  );
}

export function isAddressLiteral(text) {
  const inner = /^\[(.*)\]$/.exec(text)?.[1];
  if (inner === undefined) return false;
  return inner.startsWith('IPv6:') ? net.isIPv6(inner.slice(5)) : net.isIPv4(inner);
}

// RFC 5321 §4.1.1.1: a domain name or an address literal. A name without a dot is no FQDN.
export const isClientName = (text) =>
  isAddressLiteral(text) || (isDomain(text) && (text.includes('.') || text === 'localhost'));

// text: what stands after "FROM:" or "TO:". Gives { address, rest } or { problem }.
function parsePath(text, { mayBeEmpty }) {
  if (!text.startsWith('<')) return { problem: 'the path is not in angle brackets right behind the colon' };
  const end = closingBracket(text);
  if (end < 0) return { problem: 'the path has no closing bracket' };
  const address = text.slice(1, end);
  const rest = text.slice(end + 1);
  if (Buffer.byteLength(address) + 2 > 256)
    return { problem: 'the path is longer than 256 octets (RFC 5321 §4.5.3.1.3)' };
  if (address === '') return mayBeEmpty ? { address, rest } : { problem: 'an empty recipient' };
  const at = address.lastIndexOf('@');
  if (at < 0) return { problem: 'an address without a domain' };
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (Buffer.byteLength(local) > 64)
    return { problem: 'the local part is longer than 64 octets (RFC 5321 §4.5.3.1.1)' };
  if (!kLocal.test(local)) return { problem: 'the local part is malformed' };
  if (!isDomain(domain) && !isAddressLiteral(domain)) return { problem: 'the domain is malformed' };
  return { address, rest };
}

function closingBracket(text) {
  let quoted = false;
  for (let i = 1; i < text.length; i += 1) {
    if (text[i] === '\\' && quoted) i += 1;
    else if (text[i] === '"') quoted = !quoted;
    else if (text[i] === '>' && !quoted) return i;
  }
  return -1;
}

function parseParameters(rest) {
  const parameters = {};
  if (rest === '') return { parameters };
  if (!rest.startsWith(' ')) return { problem: 'no space between the path and its parameters' };
  for (const word of rest.slice(1).split(' ')) {
    const match = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e\u0080-\u{10ffff}]+))?$/u.exec(word);
    if (!match) return { problem: `malformed parameter "${word}"` };
    const name = match[1].toUpperCase();
    if (name in parameters) return { problem: `parameter ${name} twice` };
    parameters[name] = match[2] ?? true;
  }
  return { parameters };
}

// verb: "FROM" or "TO". Gives { address, parameters } or { problem }.
export function parseEnvelope(argument, verb) {
  if (argument.slice(0, verb.length + 1).toUpperCase() !== `${verb}:`) return { problem: `"${verb}:" is missing` };
  const path = parsePath(argument.slice(verb.length + 1), { mayBeEmpty: verb === 'FROM' });
  if (path.problem) return path;
  const { parameters, problem } = parseParameters(path.rest);
  return problem ? { problem } : { address: path.address, parameters };
}

const isXtext = (text) => /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-F]{2})*$/.test(text);

// What is wrong with MAIL's parameters under these extensions; undefined: nothing.
export function problemOfMail({ address, parameters }, offered) {
  for (const [name, value] of Object.entries(parameters)) {
    if (name === 'SIZE') {
      if (!offered.has('SIZE')) return 'SIZE= although SIZE was not offered';
      if (!/^[0-9]{1,20}$/.test(value)) return 'SIZE= without a number';
    } else if (name === 'BODY') {
      const body = String(value).toUpperCase();
      if (!['7BIT', '8BITMIME', 'BINARYMIME'].includes(body)) return `unknown BODY=${value}`;
      if (body === 'BINARYMIME' && !(offered.has('BINARYMIME') && offered.has('CHUNKING')))
        return 'BODY=BINARYMIME although it was not offered';
      if (body !== 'BINARYMIME' && !offered.has('8BITMIME')) return 'BODY= although 8BITMIME was not offered';
    } else if (name === 'SMTPUTF8') {
      if (!offered.has('SMTPUTF8')) return 'SMTPUTF8 although it was not offered';
      if (value !== true) return 'SMTPUTF8 with a value';
    } else if (name === 'RET' || name === 'ENVID') {
      if (!offered.has('DSN')) return `${name}= although DSN was not offered`;
      if (name === 'RET' && !/^(FULL|HDRS)$/i.test(value)) return `unknown RET=${value}`;
      if (name === 'ENVID' && !(isXtext(String(value)) && String(value).length <= 100)) return 'malformed ENVID=';
    } else if (name === 'AUTH') {
      if (!offered.has('AUTH')) return 'AUTH= although AUTH was not offered';
    } else {
      return `unknown parameter ${name}`;
    }
  }
  if (!isAscii(address) && parameters.SMTPUTF8 !== true) return 'an address with octets above 127 without SMTPUTF8';
  return undefined;
}

export function problemOfRcpt({ address, parameters }, offered, mailParameters) {
  for (const [name, value] of Object.entries(parameters)) {
    if (name !== 'NOTIFY' && name !== 'ORCPT') return `unknown parameter ${name}`;
    if (!offered.has('DSN')) return `${name}= although DSN was not offered`;
    if (name === 'NOTIFY' && !/^(NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY))*)$/i.test(value))
      return `unknown NOTIFY=${value}`;
    if (name === 'ORCPT' && !/^[A-Za-z0-9-]+;.+/.test(value)) return 'malformed ORCPT=';
  }
  if (!isAscii(address) && mailParameters.SMTPUTF8 !== true) return 'an address with octets above 127 without SMTPUTF8';
  return undefined;
}

// RFC 5321 §4.5.3.1.4 and what the extensions add to it: the longest command line with its CRLF.
export function longestCommand(verb, offered) {
  if (verb === 'MAIL') {
    const extra = { SIZE: 26, '8BITMIME': 17, SMTPUTF8: 10, DSN: 125, AUTH: 500 };
    return 512 + Object.entries(extra).reduce((sum, [name, octets]) => sum + (offered.has(name) ? octets : 0), 0);
  }
  if (verb === 'RCPT' && offered.has('DSN')) return 512 + 501;
  return 512;
}
