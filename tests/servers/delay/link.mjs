// SPDX-License-Identifier: MIT
// A TCP link with a fixed delay in each direction, without root. The handshake is imitated: the far end is dialled when
// the third packet of a real one would have arrived there, so a greeting comes two round trips after connect().

import net from 'node:net';
import { listen } from '../lib/listen.mjs';
import { FlightCounter } from './flight_counter.mjs';

export class Link {
  constructor({ name, host, port, oneWayMs }) {
    Object.assign(this, { name, host, port, oneWayMs });
    this.connections = [];
  }

  async listen(options) {
    this.listener = await listen(() => net.createServer({ allowHalfOpen: true }, (socket) => this.#carry(socket)), {
      ...options,
      what: `the slow link to ${this.name}`,
    });
    return this.listener.port;
  }

  #carry(near) {
    const startedMs = performance.now();
    const now = () => performance.now() - startedMs;
    const counter = new FlightCounter(this.oneWayMs);
    const record = { id: this.connections.length + 1, counter, octets_up: 0, octets_down: 0, closedMs: null };
    this.connections.push(record);
    near.on('close', () => {
      record.closedMs ??= now();
    });
    near.on('error', () => {});

    const up = new DelayLine(this.oneWayMs);
    const down = new DelayLine(this.oneWayMs);
    near.on('data', (chunk) => {
      counter.fromClient(chunk.length, now());
      record.octets_up += chunk.length;
      up.put(() => far.write(chunk));
    });
    near.on('end', () => {
      counter.endOfClient();
      up.put(() => far.end());
    });

    const far = new net.Socket({ allowHalfOpen: true });
    far.setNoDelay(true);
    far.on('error', () => near.destroy());
    far.on('data', (chunk) =>
      down.put(() => {
        record.octets_down += chunk.length;
        counter.toClient(chunk.length, now());
        near.write(chunk);
      }),
    );
    far.on('end', () => down.put(() => near.end()));
    near.on('close', () => up.put(() => far.destroy()));
    up.holdUntil(startedMs + 3 * this.oneWayMs);
    setTimeout(() => far.connect(this.port, this.host), 3 * this.oneWayMs);
  }

  describe() {
    const round = (ms) => (ms === null || ms === undefined ? null : Math.round(ms * 10) / 10);
    return {
      name: this.name,
      to: `${this.host}:${this.port}`,
      port: this.listener.port,
      one_way_ms: this.oneWayMs,
      connections: this.connections.map(({ id, counter, octets_up, octets_down, closedMs }) => ({
        id,
        round_trips: counter.roundTrips,
        server_spoke_first: counter.greetedAtMs !== undefined,
        octets_up,
        octets_down,
        closed_ms: round(closedMs),
        flights: counter.flights.map((each) => ({
          ...each,
          at_ms: round(each.at_ms),
          answered_ms: round(each.answered_ms),
        })),
      })),
    };
  }
}

// Does things in order, each a fixed time after it was put in.
class DelayLine {
  constructor(delayMs) {
    this.delayMs = delayMs;
    this.queue = [];
    this.timer = undefined;
    this.notBefore = 0;
  }

  holdUntil(ms) {
    this.notBefore = ms;
  }

  put(deed) {
    this.queue.push({ due: Math.max(performance.now() + this.delayMs, this.notBefore), deed });
    if (this.queue.length === 1) this.#arm();
  }

  #arm() {
    const { due } = this.queue[0];
    setTimeout(() => this.#run(), Math.max(0, due - performance.now()));
  }

  #run() {
    while (this.queue.length && this.queue[0].due <= performance.now() + 0.5) this.queue.shift().deed();
    if (this.queue.length) this.#arm();
  }
}
