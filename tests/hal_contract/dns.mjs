// SPDX-License-Identifier: MIT
// A DNS server (RFC 1035) for names of *.contract.test, over UDP and TCP on one free port of 127.0.0.1.
import dgram from 'node:dgram';
import net from 'node:net';

const TYPE_A = 1;
const TYPE_AAAA = 28;
const CLASS_IN = 1;
const NO_ERROR = 0;
const SERVER_FAILURE = 2;
const NAME_ERROR = 3;
const TRUNCATED = 0x0200;

function readQuestion(query) {
  const labels = [];
  let at = 12;
  while (query[at] !== 0) {
    labels.push(query.subarray(at + 1, at + 1 + query[at]).toString('latin1'));
    at += 1 + query[at];
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function octetsOf(address) {
  if (net.isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head, tail = ''] = address.split('::');
  const groups = (text) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const before = groups(head);
  const after = groups(tail);
  const all = [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function record(type, address) {
  const data = octetsOf(address);
  const head = Buffer.from([0xc0, 12, 0, type, 0, CLASS_IN, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}

function reply(query, question, { code = NO_ERROR, flags = 0, answers = [] }) {
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | flags | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  return Buffer.concat([head, query.subarray(12, question.end), ...answers]);
}

// The reply to a query, or null for none.
function answer(table, query, overTcp) {
  const question = readQuestion(query);
  const { name, type } = question;
  if (name === 'silent.contract.test') return null;
  if (name === 'broken.contract.test') return reply(query, question, { code: SERVER_FAILURE });
  if (name === 'empty.contract.test') return reply(query, question, {});
  if (name === 'cut.contract.test' && !overTcp) return reply(query, question, { flags: TRUNCATED });
  if (!(name in table)) return reply(query, question, { code: NAME_ERROR });
  const family = { [TYPE_A]: 4, [TYPE_AAAA]: 6 }[type];
  const addresses = table[name].filter((address) => address && net.isIP(address) === family);
  return reply(query, question, { answers: addresses.map((address) => record(type, address)) });
}

function listenTcp(table, port) {
  const server = net.createServer((socket) => {
    let pending = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const size = pending.readUInt16BE(0);
        const message = answer(table, pending.subarray(2, 2 + size), true);
        pending = pending.subarray(2 + size);
        if (message) socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]));
      }
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}

async function startOnce(table) {
  const udp = dgram.createSocket('udp4');
  udp.on('message', (query, from) => {
    const message = answer(table, query, false);
    if (message) udp.send(message, from.port, from.address);
  });
  await new Promise((resolve) => udp.bind(0, '127.0.0.1', resolve));
  try {
    await listenTcp(table, udp.address().port);
  } catch (error) {
    udp.close();
    throw error;
  }
  return udp.address().port;
}

// Serves `table` (name -> addresses); resolves to the port. Besides, "silent." gets no answer, "broken." SERVFAIL,
// "empty." no address, and "cut." a truncated answer over UDP.
export async function startDns(table) {
  for (let attempt = 0; ; ++attempt) {
    try {
      return await startOnce(table);
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || attempt === 10) throw error;
    }
  }
}
