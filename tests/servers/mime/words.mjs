// SPDX-License-Identifier: MIT
// Text in headers: RFC 2047 encoded-words, RFC 2231 parameters.

function decodeCharset(octets, charset) {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(octets);
  } catch {
    return `\ufffd(${charset})`;
  }
}

function decodeQ(text) {
  const octets = [];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '_') octets.push(0x20);
    else if (text[i] === '=') {
      octets.push(parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    } else octets.push(text.charCodeAt(i));
  }
  return Buffer.from(octets);
}

// Each encoded-word is decoded by itself, as RFC 2047 §5 wants: a character that is cut in two shows as U+FFFD.
export function decodeWords(text) {
  const joined = text.replace(/(\?=)\s+(=\?)/g, '$1$2');
  return joined.replace(/=\?([^?*]+)(?:\*[^?]*)?\?([BbQq])\?([^?]*)\?=/g, (all, charset, kind, content) =>
    decodeCharset(kind.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : decodeQ(content), charset),
  );
}

function decodePercent(text) {
  const octets = [];
  for (let i = 0; i < text.length; i += 1) {
    const isEscape = text[i] === '%' && /^[0-9A-Fa-f]{2}$/.test(text.slice(i + 1, i + 3));
    octets.push(isEscape ? parseInt(text.slice(i + 1, i + 3), 16) : text.charCodeAt(i));
    if (isEscape) i += 2;
  }
  return Buffer.from(octets);
}

function splitParameters(text) {
  const pairs = [];
  const pattern = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^;\s]*))/g;
  for (const [, name, quoted, plain] of text.matchAll(pattern)) {
    pairs.push([name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\([\s\S])/g, '$1')]);
  }
  return pairs;
}

// "value; name=x; name*=UTF-8''%E3..; name*0*=.." -> { value, parameters }. RFC 2231 wins over a plain one of the same
// name; `plain` keeps what a reader without RFC 2231 sees.
export function parseParameterized(text) {
  const value = text.split(';')[0].trim();
  const parameters = {};
  const plain = {};
  const pieces = {};
  for (const [name, content] of splitParameters(text)) {
    const match = /^([^*]+)(?:\*(\d+))?(\*)?$/.exec(name);
    if (!match || (match[2] === undefined && !match[3])) plain[name] = decodeWords(content);
    else (pieces[match[1]] ??= []).push({ index: Number(match[2] ?? 0), isEncoded: Boolean(match[3]), content });
  }
  Object.assign(parameters, plain);
  for (const [name, list] of Object.entries(pieces)) {
    list.sort((a, b) => a.index - b.index);
    let charset = 'utf-8';
    const octets = list.map(({ index, isEncoded, content }) => {
      if (!isEncoded) return Buffer.from(content, 'latin1');
      const first = index === 0 ? /^([^']*)'[^']*'([\s\S]*)$/.exec(content) : null;
      if (first) charset = first[1] || charset;
      return decodePercent(first ? first[2] : content);
    });
    parameters[name] = decodeCharset(Buffer.concat(octets), charset);
  }
  return { value, parameters, plain };
}

export { decodeCharset };
