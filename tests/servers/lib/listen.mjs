// SPDX-License-Identifier: MIT
// Listening on loopback, on both families with one port number, and ending every connection at close.

import net from 'node:net';

const listenOnce = (server, host, port) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: true }, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });

// makeServer() gives a fresh net.Server (or https, http). Listens on `address` and, where that is 127.0.0.1 and the
// machine has ::1, on ::1 with the same number. Gives { port, close() }; close() ends open connections at once.
export async function listen(makeServer, { address = '127.0.0.1', port = 0, what = 'a server' } = {}) {
  const first = makeServer();
  const sockets = new Set();
  const track = (server) =>
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
    });
  track(first);
  const number = await listenOnce(first, address, port).catch((error) => {
    throw new Error(explain(error, what, address, port));
  });
  const servers = [first];
  if (address === '127.0.0.1') {
    const second = makeServer();
    track(second);
    await listenOnce(second, '::1', number).then(
      () => servers.push(second),
      () => {},
    );
  }
  return {
    port: number,
    families: servers.length,
    close: async () => {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function explain(error, what, address, port) {
  if (error.code === 'EADDRINUSE')
    return `port ${port} on ${address}, wanted for ${what}, is in use: choose another one or leave it out`;
  if (error.code === 'EACCES') return `port ${port}, wanted for ${what}, needs root: choose one above 1023`;
  if (error.code === 'EADDRNOTAVAIL') return `this machine has no address ${address} (for ${what})`;
  return `${what} cannot listen on ${address}:${port}: ${error.message}`;
}
