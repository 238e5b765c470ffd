// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kLetter, kScanner, startServers } from '../testing/fixture.mjs';
import { callControl } from '../lib/control.mjs';
import { startDelay } from './server.mjs';
import { FlightCounter } from './flight_counter.mjs';

const kOneWayMs = 25;

async function prepare(context) {
  const servers = await startServers(context);
  const delay = await startDelay({
    targets: { exchange: servers.exchange.port, tls12: servers.exchange.ports.tls12 },
    oneWayMs: kOneWayMs,
  });
  context.after(() => delay.close());
  return {
    servers,
    delay: delay.describe,
    counts: async (name) =>
      (await callControl(delay.describe.control, 'GET', '/links')).find((each) => each.name === name).connections,
  };
}

// A mail in as few round trips as the rules allow; leaves without waiting for the reply to QUIT.
async function sendAtOnce(servers, port) {
  const client = await servers.connect(port);
  await client.hello();
  const token = await servers.token();
  const startedMs = performance.now();
  await client.authenticate(kScanner, token);
  client.write(
    `MAIL FROM:<${kScanner}>\r\nRCPT TO:<taro@contoso.example>\r\nBDAT ${kLetter.length} LAST\r\n${kLetter}`,
  );
  for (let i = 0; i < 3; i += 1) assert.equal((await client.reply()).code, 250);
  const took = performance.now() - startedMs;
  client.socket.end('QUIT\r\n');
  await new Promise((resolve) => client.socket.once('close', resolve));
  return took;
}

test('a pipelined client takes 9 round trips with TLS 1.3 and 10 with TLS 1.2', async (context) => {
  const { servers, delay, counts } = await prepare(context);
  const took = await sendAtOnce(servers, delay.links.exchange);
  assert.ok(took >= 3 * 2 * kOneWayMs, `${took} ms for three round trips`);
  const [first] = await counts('exchange');
  assert.equal(first.round_trips, 9, JSON.stringify(first.flights));
  await sendAtOnce(servers, delay.links.tls12);
  const [second] = await counts('tls12');
  assert.equal(second.round_trips, 10, JSON.stringify(second.flights));
  assert.deepEqual(await servers.toExchange('GET', '/violations'), []);
});

test('a client that waits for every reply takes more', async (context) => {
  const { servers, delay, counts } = await prepare(context);
  const client = await servers.connect(delay.links.exchange);
  await client.hello();
  await client.authenticate(kScanner, await servers.token());
  await client.command(`MAIL FROM:<${kScanner}>`);
  await client.command('RCPT TO:<taro@contoso.example>');
  await client.command('DATA');
  client.write(kLetter);
  await client.command('.');
  await client.command('QUIT');
  client.close();
  assert.equal((await counts('exchange'))[0].round_trips, 13);
});

test('what is sent in many pieces without a wait is one flight', () => {
  const counter = new FlightCounter(50);
  counter.toClient(10, 200); // the greeting
  counter.fromClient(10, 201);
  counter.toClient(10, 301);
  for (let i = 0; i < 100; i += 1) {
    counter.fromClient(1000, 302 + i);
    counter.toClient(1, 302 + i); // a late ticket, a window: nothing that the client waits for
  }
  counter.toClient(10, 510);
  assert.equal(counter.flights.length, 2);
  assert.equal(counter.roundTrips, 4);
  counter.fromClient(6, 511);
  counter.endOfClient();
  counter.toClient(10, 620);
  assert.equal(counter.roundTrips, 4, 'behind its FIN nobody waits');
});
