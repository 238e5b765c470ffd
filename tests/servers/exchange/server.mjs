// SPDX-License-Identifier: MIT
// The Exchange stand-in: listeners of all kinds over one mail store and one control interface.

import crypto from 'node:crypto';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { kCertificateKinds } from '../ca/test_ca.mjs';
import { BadRequest, callControl, serveControl } from '../lib/control.mjs';
import { FaultQueue } from '../lib/fault_queue.mjs';
import { Journal } from '../lib/journal.mjs';
import { listen } from '../lib/listen.mjs';
import { Settings } from '../lib/settings.mjs';
import { kDefaults, kStages } from './defaults.mjs';
import { checkFault } from './fault_actions.mjs';
import { Session } from './session.mjs';
import { MailStore } from './store.mjs';
import { Transport } from './transport.mjs';

const kListeners = {
  starttls: {},
  tls: { implicit: true },
  tls12: { tls: '1.2' },
  tls13: { tls: '1.3' },
  rsa: { certificate: 'rsa' },
  wrong_name: { certificate: 'wrong_name' },
  expired: { certificate: 'expired' },
  cn_only: { certificate: 'cn_only' },
  unknown_ca: { certificate: 'unknown_ca' },
};

export class ExchangeServer {
  // config: { ca, directory, idpControl, address?, certificate?, ports?, settings? }
  constructor(config) {
    this.config = config;
    const password = crypto.randomBytes(9).toString('base64url');
    this.settings = new Settings(kDefaults, { password, ...config.settings });
    this.faults = new FaultQueue('stage', kStages, checkFault);
    this.sessions = new Journal();
    this.violations = [];
    this.store = new MailStore(path.join(config.directory, 'mail'));
    this.listeners = [];
    this.live = new Set();
    this.count = 0;
  }

  // wish: { tls?: '1.2' | '1.3', implicit?, certificate?, settings?, port? }. Gives { port }.
  async addListener(wish) {
    const { tls: version, implicit = false, certificate = this.config.certificate ?? 'ec', settings: own = {} } = wish;
    if (version !== undefined && version !== '1.2' && version !== '1.3')
      throw new BadRequest('"tls" must be "1.2" or "1.3"');
    if (!kCertificateKinds.includes(certificate))
      throw new BadRequest(`"certificate" must be one of ${kCertificateKinds.join(', ')}`);
    void new Settings(kDefaults, own); // refuses unknown names
    const door = {
      settings: () => this.#overlaid(own),
      secureContext: this.#lazyContext(certificate, version),
      implicitTls: implicit,
      port: 0,
    };
    const listener = await listen(
      () => net.createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket, door)),
      { address: this.config.address, port: wish.port ?? 0, what: 'the Exchange stand-in' },
    );
    door.port = listener.port;
    this.listeners.push(listener);
    return { port: listener.port };
  }

  #overlaid(own) {
    const common = this.settings.values;
    return { ...common, ...own, extensions: { ...common.extensions, ...own.extensions } };
  }

  // Made when first needed: RSA keys take their time. One a door, so that sessions can be resumed.
  #lazyContext(certificate, version) {
    let context;
    return async () => {
      const leaf = await this.config.ca.leaf(certificate);
      context ??= tls.createSecureContext({
        ...leaf,
        sessionIdContext: 'exchange',
        minVersion: version === '1.3' ? 'TLSv1.3' : 'TLSv1.2',
        maxVersion: version === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
      });
      return context;
    };
  }

  #serve(socket, { settings, secureContext, implicitTls, port }) {
    const session = new Session(
      {
        nextSession: () => (this.count += 1),
        settings,
        secureContext,
        implicitTls,
        port,
        faults: this.faults,
        sessions: this.sessions,
        violations: this.violations,
        store: this.store,
        idpControl: this.config.idpControl,
        hostName: 'FR0P281CA0012',
        connectionsOf: (user) => [...this.live].filter((each) => each.user === user).length,
      },
      new Transport(socket),
    );
    this.live.add(session);
    socket.once('close', () => this.live.delete(session));
    session.run();
  }

  routes() {
    return {
      ...this.settings.routes(),
      ...this.faults.routes(),
      'POST /listeners': (wish) => this.addListener(wish),
      'GET /violations': () => this.violations,
      'DELETE /violations': () => {
        this.violations.length = 0;
      },
      'GET /mail': () => this.store.kept,
      'DELETE /mail': () => this.store.clear(),
      'GET /sessions': () => this.sessions.entries,
      'DELETE /sessions': () => {
        this.sessions.entries = [];
      },
    };
  }

  async close() {
    for (const listener of this.listeners) await listener.close();
    await this.control?.close();
  }
}

export async function startExchange(config) {
  const server = new ExchangeServer(config);
  callControl(config.idpControl, 'POST', '/introspect', {}).catch(() => {}); // the first request is slow: not a client's
  try {
    const ports = {};
    for (const [name, wish] of Object.entries(kListeners)) {
      ports[name] = (await server.addListener({ ...wish, port: config.ports?.[name] })).port;
    }
    server.control = await serveControl(server.routes(), {
      port: config.ports?.control,
      what: 'the control interface of the Exchange stand-in',
    });
    return {
      server,
      describe: {
        address: config.address ?? '127.0.0.1',
        host: 'smtp.office365.com',
        port: ports.starttls,
        ports,
        user: 'scanner@contoso.example',
        password: server.settings.values.password,
        mail: server.store.directory,
        control: `http://127.0.0.1:${server.control.port}`,
      },
      close: () => server.close(),
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
