// SPDX-License-Identifier: MIT
// Puts an answer on the wire, whole or spoilt in the ways that a test ordered.

const kPieceOctets = 7;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const kNamedFaults = [
  'captive_portal',
  'redirect',
  'truncated_json',
  'huge_body',
  'not_json',
  'empty',
  'garbage',
  'stall',
  'reset',
  'close',
  'slow_octets',
  'huge_header',
  'many_headers',
  'error_with_script',
];

const kPortal =
  '<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Guest network</h1>' +
  '<form action="/accept" method="post"><button>Accept the terms</button></form></body></html>';

// An answer: { status, json } or { status, body, type }, with headers (pairs) and framing (length, chunked, close).
function encode(answer) {
  const body = answer.json === undefined ? Buffer.from(answer.body ?? '') : Buffer.from(JSON.stringify(answer.json));
  const headers = (answer.headers ?? []).filter(
    ([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name),
  );
  if (answer.type) {
    const at = headers.findIndex(([name]) => name.toLowerCase() === 'content-type');
    if (at >= 0) headers.splice(at, 1);
    headers.push(['Content-Type', answer.type]);
  } else if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
    headers.push(['Content-Type', 'application/json; charset=utf-8']);
  }
  return { body, headers };
}

export async function sendAnswer(response, answer) {
  const { body, headers } = encode(answer);
  const framing = answer.framing ?? 'length';
  if (framing === 'length') headers.push(['Content-Length', String(body.length)]);
  if (framing === 'close') {
    response.useChunkedEncodingByDefault = false;
    response.shouldKeepAlive = false;
    headers.push(['Connection', 'close']);
  }
  response.writeHead(answer.status, headers.flat());
  if (framing === 'chunked') {
    // Uneven chunks, so that a reader meets sizes of one and of several digits, and text split anywhere.
    for (let at = 0, size = 1; at < body.length; at += size, size = ((size * 3) % 701) + 1) {
      if (!response.write(body.subarray(at, at + size)))
        await new Promise((resolve) => response.once('drain', resolve));
    }
  } else {
    response.write(body);
  }
  response.end();
}

const rawHead = (status, fields) =>
  `HTTP/1.1 ${status} OK\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;

async function sendRaw(response, octets, { slowly = false, thenEnd = true } = {}) {
  const socket = response.socket;
  response.detachSocket?.(socket);
  socket.on('error', () => {});
  if (slowly) {
    for (let at = 0; at < octets.length && !socket.destroyed; at += kPieceOctets) {
      socket.write(octets.subarray(at, at + kPieceOctets)); // a TLS record each
      await sleep(1);
    }
  } else {
    await new Promise((resolve) => socket.write(octets, resolve));
  }
  if (thenEnd) socket.end();
}

const kSpoilers = {
  captive_portal: (response) => sendAnswer(response, { status: 200, body: kPortal, type: 'text/html; charset=utf-8' }),
  redirect: (response) =>
    sendAnswer(response, {
      status: 302,
      body: '',
      type: 'text/html',
      headers: [['Location', 'https://portal.example/login']],
    }),
  not_json: (response) =>
    sendAnswer(response, { status: 200, body: 'access_token=abc&token_type=bearer', type: 'text/plain' }),
  empty: (response) => sendAnswer(response, { status: 200, body: '' }),
  huge_body: (response) => sendAnswer(response, { status: 200, body: `{"access_token":"${'A'.repeat(1 << 20)}"}` }),
  error_with_script: (response) =>
    sendAnswer(response, {
      status: 400,
      json: {
        error: 'invalid_grant',
        error_description: 'AADSTS70000: <script>alert("x")</script> \u001b[31m\r\nBcc: a@b.example\r\n\u0000end',
        error_codes: [70000],
      },
    }),
  garbage: (response) => sendRaw(response, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197 + 91) & 0xff))),
  huge_header: (response) =>
    sendRaw(
      response,
      Buffer.from(
        rawHead(200, [
          ['Content-Type', 'application/json'],
          ['X-Long', 'x'.repeat(40_000)],
          ['Content-Length', 2],
        ]) + '{}',
      ),
    ),
  many_headers: (response) =>
    sendRaw(
      response,
      Buffer.from(
        rawHead(200, [
          ...Array.from({ length: 2000 }, (_, i) => [`X-Field-${i}`, 'some value']),
          ['Content-Length', 2],
        ]) + '{}',
      ),
    ),
  stall: () => new Promise(() => {}), // until the client gives up
  reset: async (response) =>
    response.socket.resetAndDestroy ? resetUnderTls(response.socket) : response.socket.destroy(),
  close: async (response) => response.socket.end(),
};

// TLS sockets cannot be reset themselves: the TCP connection below can.
function resetUnderTls(socket) {
  const below = socket._parent ?? socket;
  below.resetAndDestroy?.();
  socket.destroy();
}

// fault: from the control interface. trueAnswer(): what would have been said; not called where the fault replaces it.
export async function sendFaulty(response, fault, trueAnswer) {
  if (fault.delay_ms) await sleep(fault.delay_ms);
  if (fault.named === 'truncated_json' || fault.named === 'slow_octets') {
    const { body, headers } = encode(await trueAnswer());
    const length = String(body.length);
    const octets = Buffer.concat([Buffer.from(rawHead(200, [...headers, ['Content-Length', length]])), body]);
    const cut = fault.named === 'truncated_json' ? octets.length - Math.ceil(body.length / 2) : octets.length;
    return sendRaw(response, octets.subarray(0, cut), { slowly: fault.named === 'slow_octets' });
  }
  if (fault.named) return kSpoilers[fault.named](response);
  const answer = await trueAnswer();
  if (fault.patch && answer.json) {
    answer.json = { ...answer.json };
    for (const [name, value] of Object.entries(fault.patch)) {
      if (value === null) delete answer.json[name];
      else answer.json[name] = value;
    }
  }
  if (fault.framing) answer.framing = fault.framing;
  return sendAnswer(response, answer);
}

// A fault that is an HTTP status without an OAuth error.
export function statusAnswer({ status, retry_after: retryAfter, body = '' }) {
  const headers = [];
  if (typeof retryAfter === 'number' || typeof retryAfter === 'string')
    headers.push(['Retry-After', String(retryAfter)]);
  else if (retryAfter) headers.push(['Retry-After', new Date(Date.now() + retryAfter.date_in_s * 1000).toUTCString()]);
  return { status, body: body || `<html><body><h1>${status}</h1></body></html>`, type: 'text/html', headers };
}
