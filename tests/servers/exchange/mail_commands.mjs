// SPDX-License-Identifier: MIT
// MAIL, RCPT, DATA, BDAT and RSET: one mail transaction (RFC 5321 §3.3, RFC 3030).

import { DataDecoder } from './data_decoder.mjs';
import { ConnectionOver, strike } from './fault_actions.mjs';
import { parseEnvelope, problemOfMail, problemOfRcpt } from './grammar.mjs';
import { Transaction } from './transaction.mjs';

export async function reset(session) {
  await session.transaction?.abandon();
  session.transaction = undefined;
}

export async function mail(session, argument) {
  await session.reply('mail', argument, async () => {
    if (!session.greeted) {
      session.violation('RFC 5321 §4.1.4: MAIL before EHLO');
      return '503 5.5.2 Send hello first';
    }
    if (session.settings.require_auth && !session.user) {
      session.violation('RFC 4954 §6: MAIL without AUTH where it is required');
      return `530 5.7.57 Client not authenticated to send mail. ${session.tail()}`;
    }
    if (session.transaction) {
      session.violation('RFC 5321 §4.1.4: MAIL within a transaction');
      return '503 5.5.1 Bad sequence of commands';
    }
    const envelope = parseEnvelope(argument, 'FROM');
    const problem = envelope.problem ?? problemOfMail(envelope, session.offered);
    if (problem) {
      session.violation('RFC 5321 §4.1.1.2: malformed MAIL', problem);
      return '501 5.5.4 Invalid arguments';
    }
    const declared = envelope.parameters.SIZE === undefined ? undefined : Number(envelope.parameters.SIZE);
    if (declared !== undefined && session.settings.size > 0 && declared > session.settings.size) {
      return '552 5.3.4 Message size exceeds fixed maximum message size';
    }
    session.transaction = new Transaction(session, envelope, declared);
    return '250 2.1.0 Sender OK';
  });
}

export async function rcpt(session, argument) {
  await session.reply('rcpt', argument, () => {
    const { transaction } = session;
    if (!transaction) {
      noteSequence(session, 'RCPT without MAIL');
      return '503 5.5.2 Need mail command';
    }
    const envelope = parseEnvelope(argument, 'TO');
    const problem = envelope.problem ?? problemOfRcpt(envelope, session.offered, transaction.parameters);
    if (problem) {
      session.violation('RFC 5321 §4.1.1.3: malformed RCPT', problem);
      return '501 5.5.4 Invalid arguments';
    }
    if (transaction.recipients.length >= session.settings.max_recipients) return '452 4.5.3 Too many recipients';
    transaction.recipients.push({ address: envelope.address, parameters: envelope.parameters });
    return '250 2.1.5 Recipient OK';
  });
}

// A client that pipelines MAIL, RCPT and BDAT cannot know that MAIL was refused: no violation then.
function noteSequence(session, what) {
  if (!session.offered.has('PIPELINING')) session.violation(`RFC 5321 §4.1.4: ${what}`);
}

export async function data(session, argument, early) {
  const { transaction } = session;
  let goesOn = false;
  await session.reply(
    'data',
    argument,
    () => {
      if (argument) session.violation('RFC 5321 §4.1.1.4: DATA with a parameter');
      if (!transaction) {
        noteSequence(session, 'DATA without MAIL');
        return '503 5.5.2 Need mail command';
      }
      if (transaction.body === 'BINARYMIME') {
        session.violation('RFC 3030 §3: DATA after BODY=BINARYMIME');
        return '503 5.5.1 BINARYMIME needs BDAT';
      }
      if (transaction.mode) {
        session.violation('RFC 3030 §2: DATA after BDAT in one transaction');
        return '503 5.5.1 Bad sequence of commands';
      }
      if (!transaction.recipients.length) {
        noteSequence(session, 'DATA without a recipient');
        return '503 5.5.2 Need rcpt command';
      }
      goesOn = true;
      return '354 Start mail input; end with <CRLF>.<CRLF>';
    },
    { earlyIs: early },
  );
  if (!goesOn) return;
  transaction.begin('data');
  await readData(session, transaction);
  await finish(session, transaction, ['end'], '');
}

async function readData(session, transaction) {
  const { reader } = session.transport;
  const decoder = new DataDecoder(
    (octets) => transaction.take(octets),
    (rule) => session.violation(rule),
  );
  const guard = new BodyGuard(session);
  for (;;) {
    const chunk = await reader.octets(Infinity);
    if (chunk === undefined) throw new ConnectionOver('closed by the client within the data');
    const rest = decoder.push(chunk);
    await transaction.drain();
    if (rest !== undefined) {
      reader.giveBack(rest);
      return;
    }
    await guard.passed(chunk.length);
  }
}

// Strikes within a body, where a fault of the stage "body" was ordered ("after_octets").
class BodyGuard {
  constructor(session) {
    this.session = session;
    this.octets = 0;
    this.fault = session.takeFault('body', '');
  }

  async passed(count) {
    this.octets += count;
    if (!this.fault || this.octets < (this.fault.after_octets ?? 1)) return;
    const fault = this.fault;
    this.fault = undefined;
    if (fault.reply) this.session.say(fault.reply);
    await strike(fault, this.session);
  }
}

export async function bdat(session, argument) {
  const match = /^(0|[1-9][0-9]{0,17})( LAST)?$/i.exec(argument);
  if (!match) {
    session.violation('RFC 3030 §2: malformed BDAT', argument.slice(0, 60));
    session.say('501 5.5.4 Invalid arguments');
    return;
  }
  const [size, isLast] = [Number(match[1]), Boolean(match[2])];
  if (!session.offered.has('CHUNKING')) {
    session.violation('RFC 3030 §2: BDAT although CHUNKING was not offered');
    session.say("500 5.3.3 Unrecognized command 'BDAT'");
    return;
  }
  const { transaction } = session;
  const isSound = Boolean(transaction?.recipients.length) && !transaction.failed && !transaction.isComplete;
  if (isSound) transaction.begin(transaction.body === 'BINARYMIME' ? 'bdat-binary' : 'bdat');
  await readChunk(session, isSound ? transaction : undefined, size);
  if (isSound && isLast) return void (await finish(session, transaction, ['bdat', 'end'], argument));
  const accepted = await session.reply('bdat', argument, () => {
    if (isSound) return `250 2.6.0 CHUNK received OK, ${size} octets`;
    if (transaction?.failed) return '503 5.5.1 The transaction has failed; RSET first';
    noteSequence(session, 'BDAT without a recipient');
    return '503 5.5.2 Need rcpt command';
  });
  // RFC 3030 §2: after a refused chunk the transaction is dead until RSET.
  if (isSound && accepted === undefined) {
    transaction.failed = true;
    transaction.forget();
  }
}

async function readChunk(session, transaction, size) {
  const { reader } = session.transport;
  const guard = transaction && new BodyGuard(session);
  transaction?.countChunk(size);
  for (let left = size; left > 0;) {
    const chunk = await reader.octets(left);
    if (chunk === undefined) throw new ConnectionOver('closed by the client within a chunk');
    left -= chunk.length;
    transaction?.take(chunk);
    await transaction?.drain();
    await guard?.passed(chunk.length);
  }
}

async function finish(session, transaction, stages, text) {
  transaction.isComplete = true;
  const earlyIs = session.offered.has('PIPELINING')
    ? undefined
    : 'RFC 5321 §3: octets behind the message before its reply, without PIPELINING';
  await session.reply(stages, text, () => transaction.accept(), { earlyIs });
  await reset(session);
}
