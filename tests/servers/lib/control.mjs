// SPDX-License-Identifier: MIT
// The control interface of a test server: JSON over plain HTTP on loopback. A route is 'METHOD /path' -> function of the
// request body (an object; for forms its fields) that gives the answer, or undefined for {}.

import http from 'node:http';
import { listen } from './listen.mjs';

const kMaxBody = 1 << 20;

export class BadRequest extends Error {}

async function readBody(request) {
  const chunks = [];
  let octets = 0;
  for await (const chunk of request) {
    octets += chunk.length;
    if (octets > kMaxBody) throw new BadRequest('the request is too long');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (!text) return {};
  if (
    (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') &&
    !text.startsWith('{')
  ) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('the request is not JSON');
  }
}

export function serveControl(routes, { address = '127.0.0.1', port = 0, what = 'the control interface' } = {}) {
  const handle = async (request, response) => {
    const path = request.url.split('?')[0];
    let status = 200;
    let answer;
    try {
      const route = routes[`${request.method} ${path}`];
      if (!route) {
        status = 404;
        throw new BadRequest(`no ${request.method} ${path}; there is: ${Object.keys(routes).join(', ')}`);
      }
      answer = (await route(await readBody(request))) ?? {};
    } catch (error) {
      if (status === 200) status = error instanceof BadRequest ? 400 : 500;
      answer = { error: error.message };
    }
    const body = `${JSON.stringify(answer, null, 1)}\n`;
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  };
  return listen(() => http.createServer(handle), { address, port, what });
}

// Asks a control interface; throws with its own words where it refuses.
export async function callControl(base, method, path, body) {
  const response = await fetch(new URL(path, base), {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${answer.error}`);
  return answer;
}
