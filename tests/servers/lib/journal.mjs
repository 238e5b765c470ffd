// SPDX-License-Identifier: MIT
// What a server was asked and when, for tests to assert intervals and counts. Secrets are kept out: only their lengths.

const kMaxEntries = 20_000;

export class Journal {
  constructor() {
    this.entries = [];
    this.startedMs = performance.now();
  }

  // at_ms counts from the start of the server on a monotonic clock.
  add(entry) {
    const full = { at_ms: Math.round((performance.now() - this.startedMs) * 10) / 10, ...entry };
    if (this.entries.length < kMaxEntries) this.entries.push(full);
    return full;
  }

  routes() {
    return {
      'GET /journal': () => this.entries,
      'DELETE /journal': () => {
        this.entries = [];
      },
    };
  }
}
