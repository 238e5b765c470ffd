// SPDX-License-Identifier: MIT
// Faults ordered by a test: each says where it applies and how often. The first that fits is taken.

import { BadRequest } from './control.mjs';

export class FaultQueue {
  // place: the member that says where ('endpoint', 'stage'); places: its values. check(fault) throws BadRequest for
  // what it does not know.
  constructor(place, places, check = () => {}) {
    this.place = place;
    this.places = places;
    this.check = check;
    this.faults = [];
  }

  add(fault) {
    const wanted = fault[this.place];
    if (!this.places.includes(wanted)) {
      throw new BadRequest(`"${this.place}" is ${JSON.stringify(wanted)}, must be one of ${this.places.join(', ')}`);
    }
    const { count = 1, skip = 0 } = fault;
    if (count !== 'always' && !(Number.isInteger(count) && count > 0))
      throw new BadRequest('"count" is a number above 0 or "always"');
    this.check(fault);
    this.faults.push({ ...fault, left: count === 'always' ? Infinity : count, skip });
    return { faults: this.faults.length };
  }

  // fits(fault): whether its further conditions hold.
  take(place, fits = () => true) {
    for (const fault of this.faults) {
      if (fault[this.place] !== place || !fits(fault)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.left -= 1;
      if (fault.left <= 0) this.faults.splice(this.faults.indexOf(fault), 1);
      return fault;
    }
    return undefined;
  }

  list() {
    return this.faults.map((fault) => ({ ...fault, left: fault.left === Infinity ? 'always' : fault.left }));
  }

  clear() {
    this.faults = [];
  }

  // The four control routes that every server offers for its faults.
  routes() {
    return {
      'POST /faults': (fault) => this.add(fault),
      'GET /faults': () => this.list(),
      'DELETE /faults': () => this.clear(),
    };
  }
}
