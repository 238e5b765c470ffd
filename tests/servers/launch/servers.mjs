// SPDX-License-Identifier: MIT
// The servers that a stack can have: how each is started, and why it may be impossible here.

import { startNetns, whyNoNetns } from '../delay/netns.mjs';
import { startDelay } from '../delay/server.mjs';
import { startExchange } from '../exchange/server.mjs';
import { startIdp } from '../idp/server.mjs';
import { startPostfix, whyNoPostfix } from '../postfix/server.mjs';
import { startProxy, whyNoProxy } from '../proxy/server.mjs';
import { startRsyslog, whyNoRsyslog } from '../rsyslog/server.mjs';

export const kServers = {
  // First, and the others listen on its near address.
  netns: { whyNot: whyNoNetns, start: ({ directory, wish }) => startNetns({ directory, oneWayMs: wish.delayMs }) },
  idp: {
    start: async ({ ca, directory, ports, wish }) =>
      startIdp({ ca, directory, ports, address: wish.address, key: wish.key }),
  },
  exchange: {
    start: async ({ ca, directory, ports, wish, stack }) =>
      startExchange({
        ca,
        directory,
        ports,
        address: wish.address,
        certificate: wish.key,
        idpControl: stack.idp.control,
      }),
  },
  postfix: {
    whyNot: whyNoPostfix,
    start: async ({ ca, directory, ports, wish, stack }) =>
      startPostfix({
        directory,
        ports,
        address: wish.address,
        certificate: await ca.leaf(wish.key),
        idpControl: stack.idp.control,
      }),
  },
  proxy: {
    whyNot: whyNoProxy,
    start: ({ directory, ports, wish }) => startProxy({ directory, ports, address: wish.address }),
  },
  rsyslog: {
    whyNot: whyNoRsyslog,
    start: ({ ca, directory, ports, wish }) =>
      startRsyslog({ ca, directory, ports, key: wish.key, address: wish.address }),
  },
  delay: {
    start: ({ stack, wish, ports }) => {
      const targets = {};
      if (stack.idp) targets.idp = stack.idp.port;
      if (stack.exchange) targets.exchange = stack.exchange.port;
      if (stack.postfix) targets.postfix = stack.postfix.ports.default;
      return startDelay({ targets, ports, address: wish.address, oneWayMs: wish.delayMs });
    },
  },
};
