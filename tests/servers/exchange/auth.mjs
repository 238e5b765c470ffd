// SPDX-License-Identifier: MIT
// The authentication mechanisms, seen from the server: parse what the client sent, strictly, and check it.

import { callControl } from '../lib/control.mjs';

const kBearer = /^[A-Za-z0-9\-._~+/]+=*$/; // RFC 6750 §2.1

// Base64 as RFC 4648 §4 wants it: right alphabet, full padding, no stray bits. undefined: it is not.
export function decodeBase64(text) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  const octets = Buffer.from(text, 'base64');
  return octets.toString('base64') === text ? octets : undefined;
}

// "user=" addr ^A "auth=Bearer " token ^A ^A. Gives { user, token } or { problem }.
export function parseXoauth2(octets) {
  const match = /^user=([^\x01]*)\x01auth=([^\x01]*)\x01\x01$/.exec(octets.toString('utf8'));
  if (!match) return { problem: 'the XOAUTH2 blob is not user=..^Aauth=..^A^A' };
  return withBearer(match[1], match[2]);
}

// RFC 7628 §3.1: n,a=user,^Ahost=..^Aport=..^Aauth=Bearer ..^A^A.
export function parseOauthBearer(octets) {
  const match = /^n,(?:a=([^,]*))?,\x01((?:[A-Za-z]+=[^\x01]*\x01)+)\x01$/.exec(octets.toString('utf8'));
  if (!match) return { problem: 'the OAUTHBEARER blob is not n,a=..,^A key=value.. ^A^A' };
  const pairs = Object.fromEntries(
    match[2]
      .split('\x01')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  if (pairs.auth === undefined) return { problem: 'OAUTHBEARER without auth=' };
  return withBearer((match[1] ?? '').replaceAll('=2C', ',').replaceAll('=3D', '='), pairs.auth);
}

function withBearer(user, auth) {
  if (!auth.startsWith('Bearer ')) return { problem: 'auth= does not start with "Bearer "' };
  const token = auth.slice(7);
  if (!kBearer.test(token)) return { problem: 'the token has octets that RFC 6750 §2.1 does not allow' };
  return { user, token };
}

// RFC 4616: authzid NUL authcid NUL password.
export function parsePlain(octets) {
  const parts = octets.toString('utf8').split('\0');
  if (parts.length !== 3 || !parts[1]) return { problem: 'PLAIN is not authzid NUL user NUL password' };
  return { user: parts[1], password: parts[2] };
}

// Asks the identity provider. Gives undefined where the token is good for that user, else the reason.
export async function whyTokenIsBad({ user, token }, { idpControl, scope, audiences }) {
  const facts = await callControl(idpControl, 'POST', '/introspect', { token });
  if (!facts.active) return `the token is not active (${facts.reason ?? 'unknown'})`;
  if (facts.upn?.toLowerCase() !== user.toLowerCase()) return `the token is ${facts.upn}'s, not ${user}'s`;
  if (!audiences.includes(facts.aud)) return `the token's audience is ${facts.aud}`;
  const scopes = (facts.scope ?? '').split(' ').map((each) => each.slice(each.lastIndexOf('/') + 1));
  if (!scopes.includes(scope)) return `the token's scope is "${facts.scope ?? ''}"`;
  return undefined;
}
