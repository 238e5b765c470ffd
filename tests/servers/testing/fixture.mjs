// SPDX-License-Identifier: MIT
// Servers within the test's own process, in a directory that goes away.

import fs from 'node:fs/promises';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { TestCa } from '../ca/test_ca.mjs';
import { startExchange } from '../exchange/server.mjs';
import { startIdp } from '../idp/server.mjs';
import { callControl } from '../lib/control.mjs';
import { SmtpClient } from './smtp_client.mjs';

export const kScanner = 'scanner@contoso.example';

export const kLetter = [
  'Date: Tue, 24 Nov 2026 04:00:00 +0000',
  `From: ${kScanner}`,
  'To: taro@contoso.example',
  'Subject: A scan',
  'Message-ID: <1@printer.contoso.example>',
  '',
  'Hello',
  '',
].join('\r\n');

// context: of node:test. Gives { directory, ca, idp, exchange, ... } and ends all with the test.
export async function startServers(context, { exchange: wantsExchange = true, settings } = {}) {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'tegami-servers-test-'));
  const ca = await TestCa.create(path.join(directory, 'ca'));
  const caText = await fs.readFile(ca.files.file);
  const idp = await startIdp({ ca, directory: path.join(directory, 'idp') });
  const exchange =
    wantsExchange &&
    (await startExchange({ ca, directory: path.join(directory, 'exchange'), idpControl: idp.control, settings }));
  context.after(async () => {
    if (exchange) await exchange.close();
    await idp.close();
    await fs.rm(directory, { recursive: true, force: true });
  });
  const at = (server) => (method, route, body) => callControl(server.describe.control, method, route, body);
  return {
    directory,
    ca,
    caText,
    idp: idp.describe,
    exchange: exchange?.describe,
    toIdp: at(idp),
    toExchange: exchange && at(exchange),
    token: async (wish = {}) =>
      (await callControl(idp.control, 'POST', '/tokens', { user: kScanner, ...wish })).access_token,
    connect: (port = exchange.describe.port, options = {}) => SmtpClient.connect(port, { ca: caText, ...options }),
  };
}

// A session that is ready for MAIL.
export async function signedIn(servers, port, user = kScanner) {
  const client = await servers.connect(port);
  await client.hello();
  await client.authenticate(user, await servers.token({ user }));
  return client;
}

// One HTTPS request: { status, headers, body, json }. Rejects where the connection breaks.
export function request(ca, url, { method = 'GET', headers = {}, form, body, timeoutMs } = {}) {
  const text = form ? new URLSearchParams(form).toString() : body;
  return new Promise((resolve, reject) => {
    const sent = https.request(
      url,
      {
        ca,
        method: text === undefined ? method : 'POST',
        agent: false,
        maxHeaderSize: 1 << 20,
        headers: {
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          ...(text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      async (response) => {
        try {
          const chunks = [];
          for await (const chunk of response) chunks.push(chunk);
          const answer = Buffer.concat(chunks).toString('utf8');
          let json;
          try {
            json = JSON.parse(answer);
          } catch {
            /* not JSON: then undefined */
          }
          resolve({
            status: response.statusCode,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            body: answer,
            json,
          });
        } catch (error) {
          reject(error);
        }
      },
    );
    if (timeoutMs) sent.setTimeout(timeoutMs, () => sent.destroy(new Error('timed out')));
    sent.on('error', reject);
    sent.end(text);
  });
}
