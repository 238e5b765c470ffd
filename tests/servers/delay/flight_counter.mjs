// SPDX-License-Identifier: MIT
// Counts how often a client had to wait for a server, from the octets that pass a link in the middle.
//
// A flight is what the client sends without waiting. A new one begins where it sends after the server's octets reached
// it, and after a silence of at least a round trip (less cannot have been a wait: it was sending all the time).
// Round trips up to a moment: one for SYN and SYN/ACK, one where the server spoke first, one for each answered flight.

const kTolerance = 0.8; // of a round trip: timers are not exact

export class FlightCounter {
  constructor(oneWayMs) {
    this.roundTripMs = 2 * oneWayMs;
    this.flights = [];
    this.greetedAtMs = undefined;
    this.lastClientMs = undefined;
    this.heardSinceSent = false;
    this.clientEnded = false;
  }

  // The client's octets arrive at the near end of the link.
  fromClient(octets, nowMs) {
    const waited = this.lastClientMs === undefined || nowMs - this.lastClientMs >= this.roundTripMs * kTolerance;
    if (!this.flights.length || (this.heardSinceSent && waited)) {
      this.flights.push({ at_ms: nowMs, octets: 0, answered_ms: null, answer_octets: 0 });
    }
    this.flights.at(-1).octets += octets;
    this.lastClientMs = nowMs;
    this.heardSinceSent = false;
  }

  // The server's octets reach the client.
  toClient(octets, nowMs) {
    this.heardSinceSent = true;
    const flight = this.flights.at(-1);
    if (!flight) {
      this.greetedAtMs ??= nowMs;
      return;
    }
    flight.answer_octets += octets;
    if (!this.clientEnded) flight.answered_ms ??= nowMs; // behind its FIN nobody waits
  }

  endOfClient() {
    this.clientEnded = true;
  }

  get roundTrips() {
    return (
      1 + (this.greetedAtMs === undefined ? 0 : 1) + this.flights.filter((each) => each.answered_ms !== null).length
    );
  }
}
