// SPDX-License-Identifier: MIT
// rsyslog as a collector of syslog over TLS (RFC 5425): what it understood of each message becomes a line of JSON.

import fs from 'node:fs/promises';
import path from 'node:path';
import { withFreePorts } from '../lib/free_ports.mjs';
import { findProgram, startProgram } from '../lib/program.mjs';

const kDriver = '/usr/lib/*/rsyslog/lmnsd_gtls.so';
const program = () => findProgram('/usr/sbin/rsyslogd');

async function hasDriver() {
  for (const folder of await fs.readdir('/usr/lib').catch(() => []))
    if (await findProgram(kDriver.replace('*', folder))) return true;
  return false;
}

export async function whyNoRsyslog() {
  if (!(await program())) return 'rsyslogd is missing: apt-get install rsyslog';
  if (!(await hasDriver())) return 'its TLS driver is missing: apt-get install rsyslog-gnutls';
  return undefined;
}

const kProperties = {
  facility: 'syslogfacility-text',
  severity: 'syslogseverity-text',
  timestamp: 'timereported" dateFormat="rfc3339',
  host: 'hostname',
  app: 'app-name',
  procid: 'procid',
  msgid: 'msgid',
  data: 'structured-data',
  text: 'msg',
  raw: 'rawmsg',
};

function configuration({ directory, address, port }) {
  const file = (name) => path.join(directory, name);
  const fields = Object.entries(kProperties).map(
    ([name, property], index) =>
      `  ${index ? 'constant(value=",") ' : ''}property(outname="${name}" name="${property}" format="jsonf")`,
  );
  return [
    `global(workDirectory="${directory}" maxMessageSize="64k"`,
    '  defaultNetstreamDriver="gtls"',
    `  defaultNetstreamDriverCAFile="${file('ca.pem')}"`,
    `  defaultNetstreamDriverCertFile="${file('chain.pem')}"`,
    `  defaultNetstreamDriverKeyFile="${file('key.pem')}"`,
    '  parser.escapeControlCharactersOnReceive="off")',
    'module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")',
    `input(type="imtcp" address="${address}" port="${port}")`,
    'template(name="json" type="list") {',
    '  constant(value="{")',
    ...fields,
    '  constant(value="}\\n")',
    '}',
    `action(type="omfile" file="${file('messages')}" template="json")`,
    '',
  ].join('\n');
}

// config: { directory, ca (TestCa), key ('ec' or 'rsa'), address?, ports? }
export async function startRsyslog({ directory, ca, key = 'ec', address = '127.0.0.1', ports = {} }) {
  await fs.mkdir(directory, { recursive: true });
  const write = (name, text) => fs.writeFile(path.join(directory, name), text, { mode: 0o600 });
  const leaf = await ca.leaf(key);
  await write('key.pem', leaf.key);
  await write('chain.pem', leaf.cert);
  await fs.copyFile(ca.files.file, path.join(directory, 'ca.pem'));
  await write('messages', '');
  const { close, port } = await withFreePorts({ names: ['tls'], wanted: ports, address }, async ({ tls }) => {
    await write('rsyslog.conf', configuration({ directory, address, port: tls }));
    const running = await startProgram({
      name: 'rsyslog',
      directory,
      command: await program(),
      args: ['-n', '-f', path.join(directory, 'rsyslog.conf'), '-i', path.join(directory, 'rsyslog.pid')],
      address,
      port: tls,
    });
    return { ...running, port: tls };
  });
  return { describe: { address, port, host: 'localhost', messages: path.join(directory, 'messages') }, close };
}
