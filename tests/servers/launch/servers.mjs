// SPDX-License-Identifier: MIT
// The servers that a stack can have: how each is started, and why it may be impossible here.

import { startExchange } from '../exchange/server.mjs';
import { startIdp } from '../idp/server.mjs';

export const kServers = {
  idp: {
    start: async ({ ca, directory, ports, wish }) =>
      startIdp({ directory, ports, address: wish.address, certificate: await ca.leaf(wish.key) }),
  },
  exchange: {
    start: async ({ ca, directory, ports, wish, stack }) =>
      startExchange({ ca, directory, ports, address: wish.address, certificate: wish.key, idpControl: stack.idp.control }),
  },
};
