// SPDX-License-Identifier: MIT
// One mail by nodemailer, as its documentation has it. Arguments: port, user, token file, CA file, attachment.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [port, user, token, ca, attachment] = process.argv.slice(2);
const nodemailer = createRequire(new URL('../../servers/package.json', import.meta.url))('nodemailer');
const transport = nodemailer.createTransport({
  host: 'localhost',
  port: Number(port),
  requireTLS: true,
  tls: { ca: readFileSync(ca) },
  auth: { type: 'OAuth2', user, accessToken: readFileSync(token, 'utf8').trim() },
});
await transport.sendMail({
  from: user,
  to: 'office@contoso.example',
  subject: 'A scan',
  text: 'A scan.',
  attachments: [{ filename: 'scan.pdf', path: attachment }],
});
transport.close();
