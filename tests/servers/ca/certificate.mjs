// SPDX-License-Identifier: MIT
// Writes and signs X.509 v3 certificates (RFC 5280) with P-256 or RSA keys.

import crypto from 'node:crypto';
import net from 'node:net';
import { promisify } from 'node:util';
import * as der from './der.mjs';

const generateKeyPair = promisify(crypto.generateKeyPair);

const kRsaBits = { rsa: 2048, rsa4096: 4096 };

export const makeKey = (kind) =>
  kRsaBits[kind]
    ? generateKeyPair('rsa', { modulusLength: kRsaBits[kind] })
    : generateKeyPair('ec', { namedCurve: 'P-256' });

const signatureAlgorithm = (privateKey) =>
  privateKey.asymmetricKeyType === 'rsa'
    ? der.sequence(der.oid('1.2.840.113549.1.1.11'), der.nothing()) // sha256WithRSAEncryption
    : der.sequence(der.oid('1.2.840.10045.4.3.2')); // ecdsa-with-SHA256

const name = ({ organization, commonName }) =>
  der.sequence(
    ...(organization ? [der.set(der.sequence(der.oid('2.5.4.10'), der.utf8String(organization)))] : []),
    ...(commonName ? [der.set(der.sequence(der.oid('2.5.4.3'), der.utf8String(commonName)))] : []),
  );

const spki = (publicKey) => publicKey.export({ type: 'spki', format: 'der' });
const keyId = (publicKey) => crypto.createHash('sha1').update(spki(publicKey)).digest();

const extension = (id, critical, value) =>
  der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

// A CA: keyCertSign and cRLSign. A server: digitalSignature, with RSA also keyEncipherment.
function keyUsage(isCa, publicKey) {
  if (isCa) return der.bitString(Buffer.from([0x06]), 1);
  return publicKey.asymmetricKeyType === 'rsa'
    ? der.bitString(Buffer.from([0xa0]), 5)
    : der.bitString(Buffer.from([0x80]), 7);
}

function ipOctets(address) {
  if (net.isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head, tail = ''] = address.split('::');
  const groups = (text) => text.split(':').filter(Boolean);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...(address.includes('::') ? Array(missing).fill('0') : []), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

const subjectAltName = (names) =>
  extension(
    '2.5.29.17',
    false,
    der.sequence(
      ...names.map((each) =>
        net.isIP(each) ? der.implicit(7, ipOctets(each)) : der.implicit(2, Buffer.from(each, 'ascii')),
      ),
    ),
  );

// issuer: { subject, privateKey, publicKey }, or absent for a self-signed one. names: dNSName and iPAddress entries of
// the SAN; none: no SAN at all. Gives the certificate as DER.
export function makeCertificate({
  subject,
  publicKey,
  privateKey,
  issuer,
  names = [],
  isCa = false,
  pathLength,
  from,
  until,
}) {
  const signer = issuer ?? { subject, privateKey, publicKey };
  const algorithm = signatureAlgorithm(signer.privateKey);
  const constraints = isCa
    ? der.sequence(der.boolean(true), ...(pathLength === undefined ? [] : [der.integer(Buffer.from([pathLength]))]))
    : der.sequence();
  const serial = crypto.randomBytes(16);
  serial[0] = (serial[0] & 0x3f) | 0x40;
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(serial),
    algorithm,
    name(signer.subject),
    der.sequence(der.time(from), der.time(until)),
    name(subject),
    spki(publicKey),
    der.explicit(
      3,
      der.sequence(
        extension('2.5.29.19', true, constraints),
        extension('2.5.29.15', true, keyUsage(isCa, publicKey)),
        ...(isCa ? [] : [extension('2.5.29.37', false, der.sequence(der.oid('1.3.6.1.5.5.7.3.1')))]),
        ...(names.length ? [subjectAltName(names)] : []),
        extension('2.5.29.14', false, der.octetString(keyId(publicKey))),
        extension('2.5.29.35', false, der.sequence(der.implicit(0, keyId(signer.publicKey)))),
      ),
    ),
  );
  return der.sequence(body, algorithm, der.bitString(crypto.sign('sha256', body, signer.privateKey)));
}

export const pem = (octets, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${octets.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
