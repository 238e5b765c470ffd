// SPDX-License-Identifier: MIT
// Postfix with Dovecot's SASL as a peer: real implementations, tokens checked with the identity provider.

import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { withFreePorts } from '../lib/free_ports.mjs';
import { dovecotConf, kPassword, kPopPorts, kUser, kVariants, mainCf, masterCf, oauth2Conf } from './config.mjs';
import { startServices, stopServices } from './lifecycle.mjs';
import { startPopPolicy } from './pop.mjs';

const kNobody = 65534;
const kTools = ['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/pop3'];

// The reason why it can't run here, undefined where it can.
export async function whyNoPostfix() {
  if (process.getuid() !== 0) return 'Postfix needs root';
  for (const tool of kTools) {
    if (
      !(await fs.access(tool).then(
        () => true,
        () => false,
      ))
    )
      return `${tool} is missing: apt-get install postfix dovecot-core dovecot-pop3d`;
  }
  return undefined;
}

async function idOf(user) {
  const line = (await fs.readFile('/etc/passwd', 'utf8')).split('\n').find((each) => each.startsWith(`${user}:`));
  if (!line) throw new Error(`this machine has no user ${user}`);
  return line.split(':').slice(2, 4).map(Number);
}

async function writeConfiguration(home, { certificate, ports, address, idpControl, popPolicyPort }) {
  for (const name of ['etc', 'queue', 'data', 'mail', 'pop', 'tls', 'dovecot'])
    await fs.mkdir(path.join(home, name), { recursive: true });
  const [postfixUid, postfixGid] = await idOf('postfix');
  await fs.chown(path.join(home, 'data'), postfixUid, postfixGid);
  for (const name of ['mail', 'pop']) await fs.chown(path.join(home, name), kNobody, kNobody);
  const write = (name, text, mode = 0o644) => fs.writeFile(path.join(home, name), text, { mode });
  await write('tls/key.pem', certificate.key, 0o600);
  await write('tls/chain.pem', certificate.cert);
  await write('etc/main.cf', mainCf(home, address, popPolicyPort));
  await write('etc/master.cf', masterCf(ports, address));
  await write('etc/dovecot.conf', dovecotConf(home, ports, address));
  await write('etc/oauth2.conf', oauth2Conf(idpControl));
}

function answers(address, port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

// config: { directory (for the note where it lives), certificate, idpControl, ports? }. Postfix' own users must reach its
// files, whatever the mode of the stack's directory: so it lives in a directory of its own.
export async function startPostfix({ directory, certificate, idpControl, address = '127.0.0.1', ports: wanted = {} }) {
  for (const [variant, port] of Object.entries(wanted))
    if (await answers(address, port)) throw new Error(`port ${port}, wanted for Postfix (${variant}), is in use`);
  const names = [...Object.keys(kVariants), ...kPopPorts];
  return withFreePorts({ names, wanted, address }, (ports) =>
    startOn({ directory, certificate, idpControl, address, ports }),
  );
}

async function startOn({ directory, certificate, idpControl, address, ports }) {
  const home = await fs.mkdtemp(path.join(os.tmpdir(), 'tegami-postfix-'));
  await fs.chmod(home, 0o755);
  await fs.mkdir(directory, { recursive: true });
  await fs.writeFile(path.join(directory, 'home'), home);
  const popPolicy = await startPopPolicy({ log: path.join(home, 'dovecot.log'), address });
  const close = async () => {
    await popPolicy.close();
    await stopServices(home);
  };
  try {
    await writeConfiguration(home, { certificate, ports, address, idpControl, popPolicyPort: popPolicy.port });
    await startServices(home);
    for (let tries = 0; !(await answers(address, ports.default)); tries += 1) {
      if (tries > 100) throw new Error(`Postfix does not answer: see ${home}/postfix.log`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return {
      describe: {
        address,
        host: 'mail.contoso.example',
        ports,
        user: kUser,
        password: kPassword,
        mail: path.join(home, 'mail', 'inbox'),
        home,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
