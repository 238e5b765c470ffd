// SPDX-License-Identifier: MIT
// What RFC 5322, 2045 and 2047 demand of a message's header: checked on what arrived.

const kOnce = [
  'date',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'message-id',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];
const kDate =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UT)(?: \(.*\))?$/;

// octets: the beginning of the message, with its whole header. Gives [{ rule, detail }].
export function headerBreaches(octets, { body }) {
  const end = octets.indexOf('\r\n\r\n');
  const text = (end < 0 ? octets : octets.subarray(0, end + 2)).toString('latin1');
  const list = [];
  const add = (rule, detail) => list.push({ rule, detail });
  if (end < 0 && !octets.includes('\r\n')) return [{ rule: 'RFC 5322 §2.1: no header', detail: '' }];

  const fields = new Map();
  for (const field of text.split(/\r\n(?![ \t])/).filter(Boolean)) {
    const match = /^([!-9;-~]+):([\s\S]*)$/.exec(field);
    if (!match) {
      add('RFC 5322 §2.2: a malformed header field', field.slice(0, 60));
      continue;
    }
    const name = match[1].toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), match[2].replace(/\r\n/g, '').trim()]);
    for (const line of field.split('\r\n')) {
      if (line.length > 998) add('RFC 5322 §2.1.1: a header line of more than 998 characters', name);
      if (/^[ \t]*$/.test(line)) add('RFC 5322 §3.2.2: a folded line of white space only', name);
    }
    for (const [word] of field.matchAll(/=\?[^?\s]+\?[BbQq]\?[^?]*\?=/g)) {
      if (word.length > 75) add('RFC 2047 §2: an encoded-word of more than 75 characters', name);
      if (/ /.test(word)) add('RFC 2047 §2: white space in an encoded-word', name);
    }
    if (/=\?/.test(field) && field.split('\r\n').some((line) => line.length > 76))
      add('RFC 2047 §2: a line with an encoded-word longer than 76 characters', name);
  }
  for (const name of ['date', 'from']) if (!fields.has(name)) add('RFC 5322 §3.6: a mandatory field is missing', name);
  for (const name of kOnce) if ((fields.get(name)?.length ?? 0) > 1) add('RFC 5322 §3.6: a field occurs twice', name);
  if (fields.has('bcc')) add('RFC 5322 §3.6.3: Bcc is not to be sent', 'bcc');
  if (fields.has('date') && !kDate.test(fields.get('date')[0]))
    add('RFC 5322 §3.3: malformed Date', fields.get('date')[0].slice(0, 60));
  if (fields.has('message-id') && !/^<[^<>@\s]+@[^<>@\s]+>$/.test(fields.get('message-id')[0]))
    add('RFC 5322 §3.6.4: malformed Message-ID', fields.get('message-id')[0].slice(0, 80));
  const encoding = fields.get('content-transfer-encoding')?.[0].toLowerCase();
  if (encoding === 'binary' && body !== 'BINARYMIME') add('RFC 3030 §3: binary content without BODY=BINARYMIME', '');
  if (
    /^multipart\//i.test(fields.get('content-type')?.[0] ?? '') &&
    encoding &&
    !['7bit', '8bit', 'binary'].includes(encoding)
  ) {
    add('RFC 2045 §6.4: a multipart with an encoding', encoding);
  }
  return list;
}
