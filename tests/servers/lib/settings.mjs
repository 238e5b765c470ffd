// SPDX-License-Identifier: MIT
// Settings of a test server: known names only, values of the default's type.

import { BadRequest } from './control.mjs';

export class Settings {
  constructor(defaults, initial = {}) {
    this.values = structuredClone(defaults);
    this.patch(initial);
  }

  patch(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (!(name in this.values))
        throw new BadRequest(`no setting "${name}"; there is: ${Object.keys(this.values).join(', ')}`);
      const old = this.values[name];
      if (old !== null && value !== null && typeof old !== typeof value) {
        throw new BadRequest(`setting "${name}" is of type ${typeof old}, not ${typeof value}`);
      }
      const isPlainObject = old !== null && typeof old === 'object' && !Array.isArray(old);
      this.values[name] = isPlainObject ? { ...old, ...value } : value;
    }
    return this.values;
  }

  routes() {
    return { 'GET /settings': () => this.values, 'PATCH /settings': (changes) => this.patch(changes) };
  }
}
