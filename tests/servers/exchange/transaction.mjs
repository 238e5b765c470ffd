// SPDX-License-Identifier: MIT
// One message on its way in: counted, checked, hashed, kept.

import { readFile } from 'node:fs/promises';
import { parseMessage } from '../mime/parse.mjs';
import { headerBreaches } from './header_rules.mjs';
import { TextChecker, breachesOf, isFatal } from './text_checker.mjs';

const kHeaderKept = 256 << 10;
const kTakenApartUpTo = 16 << 20; // larger messages are kept, but not taken apart here

export class Transaction {
  constructor(session, envelope, declared) {
    this.session = session;
    this.from = envelope.address;
    this.parameters = envelope.parameters;
    this.declared = declared;
    this.body = String(envelope.parameters.BODY ?? '7BIT').toUpperCase();
    this.recipients = [];
    this.mode = undefined;
    this.chunks = [];
    this.failed = false;
    this.isComplete = false;
    this.checker = new TextChecker({ isBinary: this.body === 'BINARYMIME' });
    this.header = [];
    this.headerOctets = 0;
  }

  begin(mode) {
    if (this.mode) return;
    this.mode = mode;
    this.letter = this.session.server.store.open(this.session.settings.keep_mail);
  }

  countChunk(size) {
    this.chunks.push(size);
  }

  take(octets) {
    if (!this.letter) return;
    this.checker.push(octets);
    if (this.headerOctets < kHeaderKept) {
      this.header.push(Buffer.from(octets));
      this.headerOctets += octets.length;
    }
    this.letter.write(octets);
  }

  async drain() {
    await this.letter?.drain();
  }

  forget() {
    this.letter?.discard();
    this.letter = undefined;
  }

  async abandon() {
    if (!this.isKept) await this.letter?.discard();
  }

  #breaches(found) {
    const smtpUtf8 = this.parameters.SMTPUTF8 === true;
    const list = breachesOf(found, { body: this.body, smtpUtf8, mode: this.mode });
    list.push(...headerBreaches(Buffer.concat(this.header), { body: this.body, from: this.from }));
    if (this.declared !== undefined && this.checker.octets > this.declared) {
      list.push({
        rule: 'RFC 1870 §6.1: the message is larger than SIZE= said',
        detail: `${this.checker.octets} octets, said ${this.declared}`,
      });
    }
    return list;
  }

  // The reply to the whole message; keeps it where that is positive.
  async accept() {
    const { session } = this;
    const { settings } = session;
    const found = this.checker.finish();
    for (const { rule, detail } of this.#breaches(found)) session.violation(rule, detail);
    if (settings.size > 0 && this.checker.octets > settings.size)
      return this.#refuse('552 5.3.4 Message size exceeds fixed maximum message size');
    if (isFatal(found))
      return this.#refuse(
        '550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains lines that RFC 5321 does not allow',
      );
    if (settings.sender_must_be_user && session.user && this.from.toLowerCase() !== session.user.toLowerCase()) {
      return this.#refuse(
        `554 5.2.252 SendAsDenied; ${session.user} not allowed to send as ${this.from}; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message. ${session.tail()}`,
      );
    }
    if (
      settings.max_connections_per_user &&
      session.server.connectionsOf(session.user) > settings.max_connections_per_user
    ) {
      return this.#refuse(
        `432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. ${session.tail()}`,
      );
    }
    const messageId =
      /^message-id:\s*(<[^>\r\n]*>)/im.exec(Buffer.concat(this.header).toString('latin1'))?.[1] ??
      `<${session.id}@outlook.example>`;
    const reply = `250 2.0.0 OK ${messageId} [Hostname=${session.server.hostName}.DEUP281.PROD.OUTLOOK.COM]`;
    try {
      await this.#keep(messageId, reply);
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
      return '452 4.3.1 Insufficient system storage';
    }
    return reply;
  }

  #refuse(reply) {
    this.forget();
    return reply;
  }

  async #keep(messageId, reply) {
    const { session } = this;
    const { transport } = session;
    this.isKept = true;
    const entry = await this.letter.keep({
      envelope: {
        from: this.from,
        parameters: this.parameters,
        to: this.recipients.map(({ address }) => address),
        recipient_parameters: this.recipients.map(({ parameters }) => parameters),
      },
      message_id: messageId,
      mode: this.mode,
      tls: transport.tls,
      auth: session.record.auth?.mechanism ?? null,
      user: session.user ?? null,
      size_declared: this.declared ?? null,
      chunks: this.chunks,
      flights: transport.flights,
      octets_in: transport.octetsIn,
      octets_out: transport.octetsOut,
      reply,
      session: session.id,
      port: session.server.port,
    });
    session.record.mails.push(entry.id);
    if (!entry.file || entry.octets > kTakenApartUpTo) return;
    for (const problem of parseMessage(await readFile(entry.file)).problems)
      session.violation('RFC 2045, 2046: malformed MIME', problem);
  }
}
