// SPDX-License-Identifier: MIT
// One node-oidc-provider on a private socket, and requests to it on behalf of a front.

import http from 'node:http';

export async function serveOnSocket(listener, socketPath) {
  const server = http.createServer(listener);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

// host: what the client put into Host, so that URLs in answers are the ones that the client can reach.
// Gives { status, headers (raw pairs), body }.
export function askUpstream(socketPath, { method, path, host, headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        socketPath,
        method,
        path,
        headers: {
          ...headers,
          host,
          'x-forwarded-proto': 'https',
          'x-forwarded-host': host,
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      },
      async (response) => {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        const pairs = [];
        for (let i = 0; i < response.rawHeaders.length; i += 2)
          pairs.push([response.rawHeaders[i], response.rawHeaders[i + 1]]);
        resolve({ status: response.statusCode, headers: pairs, body: Buffer.concat(chunks) });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

export function jsonOf(answer) {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return { error: 'server_error', error_description: 'the provider gave no JSON' };
  }
}
