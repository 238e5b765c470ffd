// SPDX-License-Identifier: MIT
// Slow links in front of the other servers of a stack, with one control interface for their counts.

import { BadRequest, serveControl } from '../lib/control.mjs';
import { Link } from './link.mjs';

// config: { targets: { name: port }, address?, oneWayMs, ports? }
export async function startDelay({ targets, address = '127.0.0.1', oneWayMs, ports = {} }) {
  const links = [];
  const add = async (name, host, port, ms, wanted) => {
    const link = new Link({ name, host, port, oneWayMs: ms });
    const number = await link.listen({ address, port: wanted });
    links.push(link);
    return number;
  };
  const close = async () => {
    for (const link of links) await link.listener.close();
  };
  try {
    const described = {};
    for (const [name, port] of Object.entries(targets))
      described[name] = await add(name, address, port, oneWayMs, ports[name]);
    const control = await serveControl(
      {
        'GET /links': () => links.map((link) => link.describe()),
        'DELETE /links': () => {
          for (const link of links) link.connections = [];
        },
        'POST /links': async ({ to, one_way_ms: ms = oneWayMs }) => {
          const match = /^(.+):([0-9]+)$/.exec(to ?? '');
          if (!match) throw new BadRequest('"to" must be HOST:PORT');
          return { port: await add(to, match[1], Number(match[2]), ms) };
        },
      },
      { port: ports.control, what: 'the control interface of the slow links' },
    );
    return {
      describe: { one_way_ms: oneWayMs, links: described, control: `http://127.0.0.1:${control.port}` },
      close: async () => {
        await close();
        await control.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
