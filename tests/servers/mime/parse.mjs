// SPDX-License-Identifier: MIT
// Takes a message apart (RFC 2045, 2046), from its octets, binary parts included; notes what breaks the rules.

import { decodeCharset, decodeWords, parseParameterized } from './words.mjs';

const kCrLf = Buffer.from('\r\n');
const kLf = Buffer.from('\n');
const kMaxDepth = 20;

// Gives { headers: [[name, value]], type, encoding, body, parts, problems }. A message whose lines end with LF (as a
// maildir keeps it) is read as well.
export function parseMessage(octets) {
  const firstLf = octets.indexOf(0x0a);
  const newline = firstLf > 0 && octets[firstLf - 1] === 0x0d ? kCrLf : kLf;
  const problems = [];
  return { ...parseEntity(octets, newline, problems, 0, 'message'), problems };
}

function parseEntity(octets, newline, problems, depth, where) {
  const { headers, body } = splitHeader(octets, newline);
  const field = (name) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const { value, parameters, plain } = parseParameterized(field('content-type') ?? 'text/plain; charset=us-ascii');
  const type = value.toLowerCase();
  const encoding = (field('content-transfer-encoding') ?? '7bit').trim().toLowerCase();
  const disposition = parseParameterized(field('content-disposition') ?? '');
  const entity = {
    headers,
    type,
    parameters,
    plainParameters: plain,
    disposition,
    encoding,
    where,
    parts: [],
    content: undefined,
  };
  if (type.startsWith('multipart/')) {
    if (!['7bit', '8bit', 'binary'].includes(encoding))
      problems.push(`${where}: a multipart with the encoding ${encoding}`);
    if (!parameters.boundary) problems.push(`${where}: a multipart without a boundary`);
    else if (depth >= kMaxDepth) problems.push(`${where}: nested too deeply`);
    else {
      entity.parts = splitParts(body, parameters.boundary, newline, problems, where).map((part, i) =>
        parseEntity(part, newline, problems, depth + 1, `${where}.${i + 1}`),
      );
    }
    return entity;
  }
  entity.content = decodeBody(body, encoding, newline, problems, where);
  return entity;
}

function splitHeader(octets, newline) {
  const blank = Buffer.concat([newline, newline]);
  const startsBlank = octets.subarray(0, newline.length).equals(newline);
  const end = startsBlank ? 0 : octets.indexOf(blank);
  const head = startsBlank ? Buffer.alloc(0) : end < 0 ? octets : octets.subarray(0, end);
  const body = startsBlank
    ? octets.subarray(newline.length)
    : end < 0
      ? Buffer.alloc(0)
      : octets.subarray(end + blank.length);
  const text = head
    .toString('utf8')
    .replace(/\r\n/g, '\n')
    .replace(/\n(?=[ \t])/g, '');
  const headers = text
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return { headers, body };
}

// The delimiter is CRLF "--" boundary, linear white space, CRLF; the CRLF before it belongs to it (RFC 2046 §5.1.1).
function splitParts(body, boundary, newline, problems, where) {
  if (boundary.length > 70) problems.push(`${where}: a boundary of more than 70 characters`);
  const dashes = Buffer.from(`--${boundary}`, 'latin1');
  const parts = [];
  let partStart = -1;
  for (let at = body.indexOf(dashes); at >= 0; at = body.indexOf(dashes, at + dashes.length)) {
    const isAtLineStart = at === 0 || body.subarray(at - newline.length, at).equals(newline);
    const lineEnd = body.indexOf(newline, at + dashes.length);
    const tail = body.subarray(at + dashes.length, lineEnd < 0 ? body.length : lineEnd).toString('latin1');
    const match = /^(--)?[ \t]*$/.exec(tail);
    if (!isAtLineStart || !match) continue;
    if (partStart >= 0) parts.push(body.subarray(partStart, Math.max(partStart, at - newline.length)));
    if (match[1]) return parts;
    partStart = lineEnd < 0 ? body.length : lineEnd + newline.length;
  }
  problems.push(`${where}: the multipart is not closed`);
  if (partStart >= 0) parts.push(body.subarray(partStart));
  return parts;
}

function decodeBody(body, encoding, newline, problems, where) {
  if (encoding === 'base64') return decodeBase64(body, newline, problems, where);
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body, newline, problems, where);
  if (!['7bit', '8bit', 'binary'].includes(encoding)) problems.push(`${where}: unknown encoding ${encoding}`);
  if (encoding === '7bit' && body.some((octet) => octet >= 0x80)) problems.push(`${where}: octets above 127 in 7bit`);
  return body;
}

function decodeBase64(body, newline, problems, where) {
  const text = body.toString('latin1');
  const longest = text.split(newline.toString()).reduce((most, line) => Math.max(most, line.length), 0);
  if (longest > 76) problems.push(`${where}: a base64 line of ${longest} characters`);
  const solid = text.replace(/[\r\n]/g, '');
  if (
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(
      solid.length > 4096 ? solid.slice(-4096 - (solid.length % 4)) : solid,
    ) ||
    /[^A-Za-z0-9+/=]/.test(solid) ||
    solid.length % 4 !== 0 ||
    /=[^=]/.test(solid)
  ) {
    problems.push(`${where}: malformed base64`);
  }
  return Buffer.from(solid, 'base64');
}

function decodeQuotedPrintable(body, newline, problems, where) {
  const lines = body.toString('latin1').split(newline.toString());
  const octets = [];
  lines.forEach((line, i) => {
    if (line.length > 76) problems.push(`${where}: a quoted-printable line of ${line.length} characters`);
    if (/[ \t]$/.test(line)) problems.push(`${where}: white space at the end of a quoted-printable line`);
    if (/=(?![0-9A-F]{2}|$)/.test(line)) problems.push(`${where}: malformed quoted-printable`);
    const isSoft = line.endsWith('=');
    const content = isSoft ? line.slice(0, -1) : line;
    octets.push(
      Buffer.from(
        content.replace(/=([0-9A-Fa-f]{2})/g, (all, hex) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ),
    );
    if (!isSoft && i < lines.length - 1) octets.push(newline);
  });
  return Buffer.concat(octets);
}

const walk = (entity) => [entity, ...entity.parts.flatMap(walk)];

const nameOf = ({ disposition, parameters }) => disposition.parameters.filename ?? parameters.name;

// What a reader of mail would see: { headers: {subject, from, ..}, text, attachments: [{ name, type, encoding, content }] }.
export function readMessage(octets) {
  const message = parseMessage(octets);
  const field = (name) => {
    const found = message.headers.find(([each]) => each.toLowerCase() === name);
    return found && decodeWords(found[1]);
  };
  const leaves = walk(message).filter(({ parts, type }) => parts.length === 0 && !type.startsWith('multipart/'));
  const isAttachment = (leaf) =>
    leaf.disposition.value.toLowerCase() === 'attachment' ||
    nameOf(leaf) !== undefined ||
    !leaf.type.startsWith('text/');
  const textLeaf = leaves.find((leaf) => leaf.type === 'text/plain' && !isAttachment(leaf));
  return {
    headers: Object.fromEntries(
      ['subject', 'from', 'to', 'cc', 'date', 'message-id', 'reply-to', 'mime-version', 'x-mailer']
        .map((name) => [name.replace('-', '_'), field(name)])
        .filter(([, value]) => value !== undefined),
    ),
    text: textLeaf && decodeCharset(textLeaf.content, textLeaf.parameters.charset ?? 'us-ascii'),
    attachments: leaves
      .filter(isAttachment)
      .map((leaf) => ({
        name: nameOf(leaf) ?? null,
        fallback_name: leaf.disposition.plain?.filename ?? leaf.plainParameters.name ?? null,
        type: leaf.type,
        encoding: leaf.encoding,
        content: leaf.content,
      })),
    problems: message.problems,
  };
}
