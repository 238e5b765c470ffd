// SPDX-License-Identifier: MIT
// What an ordered fault does to a connection.

import { BadRequest } from '../lib/control.mjs';
import { kReplies } from './replies.mjs';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kMeans = [
  'reply',
  'named',
  'drop',
  'reset',
  'stall',
  'garbage',
  'raw_base64',
  'inject',
  'accept_and_drop',
  'delay_ms',
  'split',
  'line_end',
];

export function checkFault(fault) {
  if (!kMeans.some((name) => name in fault)) throw new BadRequest(`a fault needs one of ${kMeans.join(', ')}`);
  if (fault.named !== undefined && !(fault.named in kReplies)) {
    throw new BadRequest(`no reply named "${fault.named}"; there is: ${Object.keys(kReplies).join(', ')}`);
  }
  if (fault.then !== undefined && fault.then !== 'drop' && fault.then !== 'continue')
    throw new BadRequest('"then" must be drop or continue');
  if (fault.inject !== undefined && fault.stage !== 'starttls')
    throw new BadRequest('"inject" belongs to the stage starttls');
  if (fault.accept_and_drop && fault.stage !== 'end')
    throw new BadRequest('"accept_and_drop" belongs to the stage end');
}

// The session ends; nothing further is to be said.
export class ConnectionOver extends Error {
  constructor(how) {
    super(how);
    this.how = how;
  }
}

const noise = (octets) => Buffer.from(Array.from({ length: octets }, (_, i) => (i * 197 + (i >> 3) * 31 + 91) & 0xff));

const fill = (text, session) =>
  text
    .replace('{tail}', session.tail())
    .replaceAll('{from}', session.transaction?.from ?? '<>')
    .replaceAll('{user}', session.user ?? 'unknown');

// The reply that the fault puts in place of the true one, as lines; undefined: none.
export function replyOf(fault, session) {
  const text = fault.named === undefined ? fault.reply : kReplies[fault.named];
  if (text === undefined) return undefined;
  return (Array.isArray(text) ? text : [text]).map((line) => fill(line, session));
}

// Does everything but replying in words. Throws ConnectionOver where the connection ends by it.
export async function strike(fault, session) {
  const { transport } = session;
  if (fault.delay_ms) {
    transport.flush();
    await sleep(fault.delay_ms);
  }
  if (fault.stall) {
    transport.flush();
    transport.reader.frozen = true;
    transport.socket.pause();
    await new Promise((resolve) => transport.raw.once('close', resolve));
    throw new ConnectionOver('stalled');
  }
  if (fault.reset) {
    transport.reset();
    throw new ConnectionOver('reset by us');
  }
  if (fault.drop) {
    transport.flush();
    await sleep(5);
    transport.drop();
    throw new ConnectionOver('dropped by us');
  }
  if (fault.garbage) transport.write(noise(fault.garbage));
  if (fault.raw_base64) transport.write(Buffer.from(fault.raw_base64, 'base64'));
  if (fault.garbage || fault.raw_base64) transport.flush();
}
