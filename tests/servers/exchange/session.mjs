// SPDX-License-Identifier: MIT
// One SMTP session, from the greeting to the end. Commands come in one by one; each gives one reply. What breaks a rule
// of the RFCs is noted as a violation and refused as real servers do.

import crypto from 'node:crypto';
import { authenticate } from './auth_dialogue.mjs';
import { extensionLines } from './defaults.mjs';
import { ConnectionOver, replyOf, strike } from './fault_actions.mjs';
import { isClientName, longestCommand } from './grammar.mjs';
import { bdat, data, mail, rcpt, reset } from './mail_commands.mjs';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kMaxUnknownCommands = 10;

// Commands that must be the last ones of a pipelined group (RFC 2920 §3.1, RFC 4954 §4, RFC 3207 §4).
const kLastOfGroup = new Set([
  'EHLO',
  'HELO',
  'DATA',
  'STARTTLS',
  'AUTH',
  'VRFY',
  'EXPN',
  'TURN',
  'QUIT',
  'NOOP',
  'HELP',
]);

export class Session {
  // server: { nextSession(), settings(), faults, violations, sessions, store, secureContext, idpControl, port, hostName,
  //           implicitTls }
  constructor(server, transport) {
    this.server = server;
    this.transport = transport;
    this.id = server.nextSession();
    this.offered = new Set(); // extension keywords of the last EHLO
    this.greeted = undefined; // EHLO, HELO
    this.user = undefined;
    this.transaction = undefined;
    this.unknownCommands = 0;
    this.record = server.sessions.add({
      id: this.id,
      port: server.port,
      tls: null,
      ehlo: [],
      commands: [],
      auth: null,
      mails: [],
      flights: 0,
      ended: null,
    });
  }

  get settings() {
    return this.server.settings();
  }

  tail() {
    return `[${this.server.hostName}.DEUP281.PROD.OUTLOOK.COM ${new Date().toISOString()} 08DE${crypto.randomBytes(6).toString('hex').toUpperCase()}]`;
  }

  violation(rule, detail = '') {
    this.server.violations.push({ rule, detail, session: this.id, port: this.server.port });
  }

  async run() {
    try {
      await this.#dialogue();
    } catch (error) {
      this.record.ended = error instanceof ConnectionOver ? error.how : `failed: ${error.message}`;
      if (!(error instanceof ConnectionOver)) this.transport.drop();
    } finally {
      const { flights, octetsIn, octetsOut } = this.transport;
      Object.assign(this.record, { flights, octets_in: octetsIn, octets_out: octetsOut });
      await this.transaction?.abandon?.();
    }
  }

  async #dialogue() {
    const fault = this.takeFault('connect', '');
    if (fault) await strike(fault, this);
    if (this.server.implicitTls) await this.#handshake();
    await this.reply(
      'greeting',
      '',
      () =>
        `220 ${this.server.hostName}.outlook.office365.com Microsoft ESMTP MAIL Service ready at ${new Date().toUTCString()} [${crypto.randomBytes(8).toString('base64')}]`,
      { earlyIs: 'RFC 5321 §3.1: the client spoke before the greeting' },
    );
    for (;;) {
      const line = await this.readCommand();
      if (line === undefined) {
        this.record.ended = 'closed by the client';
        this.transport.end();
        return;
      }
      if (!(await this.#obey(line))) return;
    }
  }

  // A command line as text, undefined at the end of the stream. Lines that are no commands are answered here.
  async readCommand() {
    for (;;) {
      const line = await this.transport.reader.line(4096);
      if (line === undefined) return undefined;
      const text = line.octets.toString('utf8');
      const verb = text.slice(0, 8).split(/[ :]/)[0].toUpperCase();
      const limit = longestCommand(verb, this.offered);
      if (line.end === 'none')
        this.violation('RFC 5321 §4.1.1: the connection ended within a command line', text.slice(0, 40));
      else if (line.end !== 'crlf' && !line.tooLong)
        this.violation('RFC 5321 §2.3.8: a command line ended by a bare LF', text.slice(0, 40));
      else if (line.hasBareCr) this.violation('RFC 5321 §2.3.8: a bare CR in a command line', text.slice(0, 40));
      else if (
        line.length > limit &&
        !(verb === 'AUTH' && this.settings.long_initial_response === 'accept' && !line.tooLong)
      ) {
        const rule =
          verb === 'AUTH'
            ? 'RFC 4954 §4: the AUTH command with its initial response'
            : 'RFC 5321 §4.5.3.1.4: a command line';
        this.violation(`${rule} is longer than ${limit} octets`, `${line.length} octets of ${verb}`);
      } else {
        return text;
      }
      this.transport.write('500 5.5.2 Syntax error, command line malformed or too long\r\n');
    }
  }

  async #obey(line) {
    const verb = /^[A-Za-z]+/.exec(line)?.[0].toUpperCase() ?? '';
    const argument = line.slice(verb.length).replace(/^ /, '');
    this.record.commands.push(verb === 'AUTH' ? line.split(' ').slice(0, 2).join(' ') : line.slice(0, 200));
    if (/[ \t]$/.test(line)) this.violation('RFC 5321 §4.1.1: white space at the end of a command', line.slice(0, 60));
    if (this.transport.reader.pending > 0 && !this.offered.has('PIPELINING')) {
      this.violation(
        'RFC 5321 §3: a command before the reply to the one before it, without PIPELINING',
        line.slice(0, 60),
      );
    }
    const early = kLastOfGroup.has(verb) ? `RFC 2920 §3.1: octets behind ${verb} before its reply` : undefined;
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        await this.#greet(verb, argument, early);
        return true;
      case 'STARTTLS':
        await this.#startTls(argument, early);
        return true;
      case 'AUTH':
        await authenticate(this, argument, early);
        return true;
      case 'MAIL':
        await mail(this, argument);
        return true;
      case 'RCPT':
        await rcpt(this, argument);
        return true;
      case 'DATA':
        await data(this, argument, early);
        return true;
      case 'BDAT':
        await bdat(this, argument);
        return true;
      case 'RSET':
        await this.reply('rset', line, async () => {
          await reset(this);
          return '250 2.0.0 Resetting';
        });
        return true;
      case 'NOOP':
        await this.reply('noop', line, () => '250 2.0.0 OK', { earlyIs: early });
        return true;
      case 'VRFY':
        await this.reply('noop', line, () => '252 2.1.5 Cannot VRFY user', { earlyIs: early });
        return true;
      case 'HELP':
        await this.reply('noop', line, () => '214 2.0.0 See RFC 5321', { earlyIs: early });
        return true;
      case 'QUIT':
        await this.#quit(early);
        return false;
      default:
        return this.#unknown(line);
    }
  }

  takeFault(stages, text) {
    const fits = (fault) =>
      (fault.port === undefined || fault.port === this.server.port) &&
      (fault.match === undefined || text.includes(fault.match));
    for (const stage of [stages].flat()) {
      const fault = this.server.faults.take(stage, fits);
      if (fault) return fault;
    }
    return undefined;
  }

  // Answers one command (stage: one, or several in the order in which their faults count): an ordered fault, or what makeTrue() does and says (a line, or lines). Gives the true reply's
  // first line, or undefined where the command had no effect.
  async reply(stage, text, makeTrue, { earlyIs } = {}) {
    const fault = this.takeFault(stage, text);
    if (this.settings.hold_ms) {
      this.transport.flush();
      await sleep(this.settings.hold_ms);
    }
    if (earlyIs && this.transport.reader.pending > 0)
      this.violation(earlyIs, `${this.transport.reader.pending} octets`);
    if (!fault) {
      const lines = await makeTrue();
      this.say(lines);
      return [lines].flat()[0];
    }
    const isEffective =
      fault.then === 'continue' ||
      (fault.reply === undefined && fault.named === undefined && !fault.garbage && !fault.raw_base64);
    const before = fault.accept_and_drop || fault.then === 'continue' ? await makeTrue() : undefined;
    await strike(fault.accept_and_drop ? { ...fault, drop: true } : fault, this);
    const lines = replyOf(fault, this) ?? (isEffective ? (before ?? (await makeTrue())) : undefined);
    if (lines !== undefined) await this.#sayOddly(lines, fault);
    if (fault.then === 'drop') await strike({ drop: true }, this);
    return isEffective ? [before ?? lines].flat()[0] : undefined;
  }

  say(lines) {
    for (const line of [lines].flat()) this.transport.write(`${this.#plain(line)}\r\n`);
  }

  #plain(line) {
    return this.settings.extensions.enhancedstatuscodes
      ? line
      : line.replace(/^(\d{3}[ -])\d\.\d{1,3}\.\d{1,3} /, '$1');
  }

  async #sayOddly(lines, fault) {
    const lineEnd = fault.line_end === 'lf' ? '\n' : '\r\n';
    for (const line of [lines].flat()) this.transport.write(`${line}${lineEnd}`);
    if (fault.inject !== undefined) this.transport.write(`${fault.inject}\r\n`);
    if (fault.split) await this.transport.flushInPieces(fault.split);
  }

  async #greet(verb, argument, early) {
    const stage = verb === 'HELO' ? 'helo' : this.transport.isTls ? 'ehlo_tls' : 'ehlo';
    await this.reply(
      stage,
      argument,
      async () => {
        if (!isClientName(argument)) {
          this.violation('RFC 5321 §4.1.1.1: EHLO without a domain name or an address literal', argument.slice(0, 80));
          return '501 5.5.4 Invalid domain name';
        }
        this.record.ehlo.push(`${verb} ${argument}`);
        if (verb === 'EHLO' && this.settings.ehlo === 'refuse') return "500 5.3.3 Unrecognized command 'EHLO'";
        await reset(this);
        this.greeted = verb;
        const hello = `${this.server.hostName}.outlook.office365.com Hello [${this.transport.raw.remoteAddress ?? '203.0.113.5'}]`;
        if (verb === 'HELO') {
          this.offered = new Set();
          return `250 ${hello}`;
        }
        const extensions = extensionLines(this.settings, { isTls: this.transport.isTls });
        this.offered = new Set(extensions.map((each) => each.split(' ')[0]));
        const all = [hello, ...extensions];
        return all.map((each, i) => `250${i === all.length - 1 ? ' ' : '-'}${each}`);
      },
      { earlyIs: early },
    );
  }

  async #startTls(argument, early) {
    let goesOn = false;
    await this.reply(
      'starttls',
      argument,
      () => {
        if (!this.greeted) {
          this.violation('RFC 3207 §4: STARTTLS before EHLO');
          return '503 5.5.2 Send hello first';
        }
        if (argument) {
          this.violation('RFC 3207 §4: STARTTLS with a parameter', argument);
          return '501 5.5.4 Unexpected arguments';
        }
        if (this.transport.isTls || !this.settings.extensions.starttls) {
          this.violation('RFC 3207 §4: STARTTLS that was not offered');
          return '502 5.5.1 STARTTLS not offered';
        }
        goesOn = true;
        return '220 2.0.0 SMTP server ready';
      },
      { earlyIs: early },
    );
    if (!goesOn) return;
    await this.#handshake();
    // RFC 3207 §4.2: all knowledge from before is gone.
    this.greeted = undefined;
    this.offered = new Set();
    await reset(this);
  }

  async #handshake() {
    const fault = this.takeFault('tls_handshake', '');
    if (fault) await strike(fault, this);
    let dropped;
    try {
      dropped = await this.transport.startTls(await this.server.secureContext());
    } catch (error) {
      this.record.tls = { failure: error.code ?? error.message };
      throw new ConnectionOver('the TLS handshake failed');
    }
    if (dropped) this.violation('RFC 3207 §4.2: plaintext behind STARTTLS', `${dropped} octets`);
    this.record.tls = this.transport.tls;
  }

  async #quit(early) {
    await this.reply('quit', '', () => '221 2.0.0 Service closing transmission channel', { earlyIs: early });
    this.record.ended = 'QUIT';
    this.transport.end();
  }

  async #unknown(line) {
    this.violation('RFC 5321 §4.1.1: an unknown command', line.slice(0, 60));
    this.unknownCommands += 1;
    this.say(`500 5.3.3 Unrecognized command '${line.split(' ')[0].slice(0, 40)}'`);
    if (this.unknownCommands < kMaxUnknownCommands) return true;
    this.say('421 4.7.0 Too many errors on this connection, closing transmission channel');
    this.record.ended = 'too many unknown commands';
    this.transport.end();
    return false;
  }
}
