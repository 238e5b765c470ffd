// SPDX-License-Identifier: MIT
// The certification authority of one stack: a root that clients trust, an intermediate for each kind of key, and leaves
// for every name that Tegami speaks to. Made anew at every start; nothing of it outlives the stack.

import fs from 'node:fs/promises';
import path from 'node:path';
import { makeCertificate, makeKey, pem } from './certificate.mjs';

export const kNames = [
  'localhost',
  '127.0.0.1',
  '::1',
  '10.0.2.2',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'microsoft.com',
  'www.microsoft.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'smtp.office365.com',
  '*.office365.com',
  'smtp.office365.us',
  'outlook-dod.office365.us',
  'smtp.partner.outlook.cn',
  'smtp-mail.outlook.com',
  'contoso.example',
  '*.contoso.example',
  'mail.example',
  '*.test.example',
];

const kDay = 86_400_000;
const daysFromNow = (days) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * kDay);

export class TestCa {
  // names: further SAN entries of the ordinary leaves.
  static async create(directory, names = []) {
    const ca = new TestCa();
    ca.names = [...kNames, ...names];
    ca.issued = new Map();
    ca.issuers = new Map();
    [ca.root, ca.strangerRoot] = await Promise.all([makeRoot('Tegami test root'), makeRoot('Some other root')]);
    ca.files = { file: path.join(directory, 'ca.pem'), der: path.join(directory, 'ca.der') };
    await fs.mkdir(directory, { recursive: true });
    await fs.writeFile(ca.files.file, pem(ca.root.der));
    await fs.writeFile(ca.files.der, ca.root.der);
    return ca;
  }

  // kind: ec, rsa, long (as long as public ones get: RSA throughout, two intermediates, many names), wrong_name, expired, not_yet_valid, cn_only, unknown_ca, self_signed. Gives { key, cert } as PEM, the
  // chain from the leaf up to below the root. One leaf a kind, made when first asked for.
  leaf(kind) {
    if (!this.issued.has(kind)) this.issued.set(kind, this.#issue(kind));
    return this.issued.get(kind);
  }

  async #issue(kind) {
    if (!kLeaves[kind]) throw new Error(`no certificate of the kind "${kind}": ${Object.keys(kLeaves).join(', ')}`);
    const { key = 'ec', names, moreNames = [], from = -2, until = 730, issuer } = kLeaves[kind];
    const pair = await makeKey(key);
    const signers = issuer ? [this.strangerRoot] : await this.#intermediates(kind === 'long' ? kind : key);
    const leaf = makeCertificate({
      ...pair,
      subject: { commonName: 'smtp.office365.com' },
      issuer: issuer === 'self' ? undefined : signers[0],
      names: names ?? [...this.names, ...moreNames],
      from: daysFromNow(from),
      until: daysFromNow(until),
    });
    const above = issuer ? [] : signers.map((each) => each.der);
    return {
      key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: [leaf, ...above].map((each) => pem(each)).join(''),
    };
  }

  // From the leaf's issuer up to below the root.
  #intermediates(kind) {
    if (!this.issuers.has(kind)) this.issuers.set(kind, this.#makeIntermediates(kind));
    return this.issuers.get(kind);
  }

  async #makeIntermediates(kind) {
    if (kind !== 'long') return [await makeIntermediate(this.root, kind)];
    const upper = await makeIntermediate(this.root, 'rsa4096', 1);
    return [await makeIntermediate(upper, 'rsa'), upper];
  }
}

const kLeaves = {
  ec: {},
  rsa: { key: 'rsa' },
  long: { key: 'rsa', moreNames: Array.from({ length: 60 }, (_, i) => `*.service-${i}.of-a-large-provider.example`) },
  wrong_name: { names: ['mail.fabrikam.example'] },
  expired: { from: -400, until: -30 },
  not_yet_valid: { from: 3650, until: 4000 },
  cn_only: { names: [] },
  unknown_ca: { issuer: 'stranger' },
  self_signed: { issuer: 'self' },
};

export const kCertificateKinds = Object.keys(kLeaves);

async function makeRoot(commonName) {
  const pair = await makeKey('ec');
  const subject = { organization: 'Tegami tests', commonName };
  return {
    ...pair,
    subject,
    der: makeCertificate({ ...pair, subject, isCa: true, from: daysFromNow(-2), until: daysFromNow(3650) }),
  };
}

async function makeIntermediate(issuer, kind, pathLength = 0) {
  const pair = await makeKey(kind);
  const subject = { organization: 'Tegami tests', commonName: `Tegami test issuer (${kind.toUpperCase()})` };
  return {
    ...pair,
    subject,
    der: makeCertificate({
      ...pair,
      subject,
      issuer,
      isCa: true,
      pathLength,
      from: daysFromNow(-2),
      until: daysFromNow(1825),
    }),
  };
}
