// SPDX-License-Identifier: MIT
// What both layouts share: an HTTPS server that reads a request, writes the journal, lets ordered faults strike and sends
// the answer that the layout gives.

import https from 'node:https';
import { listen } from '../lib/listen.mjs';
import { sendAnswer, sendFaulty, statusAnswer } from './answer.mjs';

const kMaxBody = 64 << 10;

async function readBody(request) {
  const chunks = [];
  let octets = 0;
  for await (const chunk of request) {
    octets += chunk.length;
    if (octets > kMaxBody) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const shortGrant = (grantType) => grantType?.split(':').pop();

// Lengths instead of values for all that is secret.
function describeForm(form) {
  const open = new Set(['grant_type', 'client_id', 'scope', 'resource', 'token_type_hint', 'mkt']);
  return Object.fromEntries(
    [...form].map(([name, value]) => [name, open.has(name) ? value : `${Buffer.byteLength(value)} octets`]),
  );
}

function describeConnection(socket) {
  return {
    tls: socket.getProtocol?.(),
    cipher: socket.getCipher?.()?.standardName,
    resumed: socket.isSessionReused?.() ?? false,
    sni: socket.servername || null,
    connection: socket.tegamiNumber,
  };
}

// layout: {
//   route(request, path): { endpoint, ... } or undefined for what needs no journal (pages);
//   answer(route, form, request): the true answer;
//   error({ error, aadsts, description, status }, form): the answer for an ordered error;
//   pass(request, response, body): for what route() does not know }
export class Front {
  constructor(layout, { journal, faults, settings, name }) {
    Object.assign(this, { layout, journal, faults, settings, name });
    this.connections = 0;
  }

  listen(certificate, options) {
    const make = () => {
      const server = https.createServer({ minVersion: 'TLSv1.2', ...certificate }, (request, response) =>
        this.#serve(request, response),
      );
      server.keepAliveTimeout = 30_000;
      server.on('secureConnection', (socket) => {
        socket.tegamiNumber = this.connections += 1;
      });
      return server;
    };
    return listen(make, options);
  }

  async #serve(request, response) {
    try {
      const body = await readBody(request);
      const path = request.url.split('?')[0];
      const route = this.layout.route(request, path);
      if (!route) return await this.layout.pass(request, response, body);
      await this.#serveEndpoint(route, request, response, body);
    } catch (error) {
      if (!response.headersSent)
        await sendAnswer(response, { status: 500, json: { error: 'server_error', error_description: error.message } });
    }
  }

  async #serveEndpoint(route, request, response, body) {
    const form = new URLSearchParams(body);
    const grant = shortGrant(form.get('grant_type'));
    const entry = this.journal.add({
      layout: this.name,
      endpoint: route.endpoint,
      method: request.method,
      path: request.url,
      tenant: route.tenantName,
      grant_type: grant,
      form: describeForm(form),
      host: request.headers.host,
      user_agent: request.headers['user-agent'],
      content_type: request.headers['content-type'],
      accept: request.headers.accept,
      authorization: request.headers.authorization?.split(' ')[0],
      ...describeConnection(request.socket),
    });
    const makeTrue = async () => {
      const answer = await this.layout.answer(route, form, request, entry);
      answer.framing ??= this.settings.values.framing;
      Object.assign(entry, { status: answer.status, error: answer.json?.error });
      return answer;
    };
    const fault = this.faults.take(
      route.endpoint,
      (each) => (!each.grant_type || each.grant_type === grant) && (!each.layout || each.layout === this.name),
    );
    if (!fault) return sendAnswer(response, await makeTrue());

    entry.fault =
      fault.named ?? fault.error ?? fault.aadsts ?? fault.status ?? Object.keys(fault.patch ?? {}).join(' ');
    if (fault.error || fault.aadsts) {
      return sendFaulty(response, fault, async () => this.#ordered(entry, this.layout.error(fault, form)));
    }
    if (fault.status) return sendFaulty(response, fault, async () => this.#ordered(entry, statusAnswer(fault)));
    return sendFaulty(response, fault, makeTrue);
  }

  #ordered(entry, answer) {
    Object.assign(entry, { status: answer.status, error: answer.json?.error });
    return answer;
  }
}
