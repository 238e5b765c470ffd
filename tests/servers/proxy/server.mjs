// SPDX-License-Identifier: MIT
// tinyproxy as a peer, twice: open to all, and with Basic authentication.

import fs from 'node:fs/promises';
import path from 'node:path';
import { withFreePorts } from '../lib/free_ports.mjs';
import { findProgram, startProgram } from '../lib/program.mjs';

const kUser = 'printer';
const kPassword = 'Proxy.pass-42'; // tinyproxy takes letters, digits and these
const program = () => findProgram('/usr/bin/tinyproxy', '/usr/sbin/tinyproxy');

export async function whyNoProxy() {
  return (await program()) ? undefined : 'tinyproxy is missing: apt-get install tinyproxy-bin';
}

function configuration({ address, port, log, credentials }) {
  return [
    `Port ${port}`,
    `Listen ${address}`,
    `LogFile "${log}"`,
    'LogLevel Connect',
    'Timeout 60',
    'MaxClients 20',
    ...(credentials ? [`BasicAuth ${kUser} ${kPassword}`] : []),
    '',
  ].join('\n');
}

// config: { directory, address?, ports? }
export async function startProxy({ directory, address = '127.0.0.1', ports: wanted = {} }) {
  await fs.mkdir(directory, { recursive: true });
  const ports = {};
  const logs = {};
  const running = [];
  const close = async () => {
    for (const each of running) await each.close();
  };
  try {
    for (const name of ['open', 'basic']) {
      const log = path.join(directory, `${name}.log`);
      const file = path.join(directory, `${name}.conf`);
      const command = await program();
      await withFreePorts({ names: [name], wanted, address }, async ({ [name]: port }) => {
        await fs.writeFile(file, configuration({ address, port, log, credentials: name === 'basic' }), { mode: 0o600 });
        running.push(await startProgram({ name, directory, command, args: ['-d', '-c', file], address, port }));
        ports[name] = port;
      });
      logs[name] = log;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { describe: { address, ports, user: kUser, password: kPassword, logs }, close };
}
