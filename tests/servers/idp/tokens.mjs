// SPDX-License-Identifier: MIT
// Access and identity tokens that look like Microsoft's: JWT (RS256, typ JWT; aud, scp, upn) or opaque ("EwB...").

import crypto from 'node:crypto';

const kGraph = 'https://graph.microsoft.com';
const kDispensable = [
  'acct',
  'acr',
  'aio',
  'amr',
  'app_displayname',
  'appid',
  'appidacr',
  'idtyp',
  'ipaddr',
  'name',
  'oid',
  'puid',
  'sid',
  'sub',
  'unique_name',
  'ver',
  'wids',
];
const base64url = (text) => Buffer.from(text).toString('base64url');

export class TokenMint {
  constructor(registry, settings, signingKey) {
    this.registry = registry;
    this.settings = settings;
    this.signingKey = signingKey; // { privateKey, kid }
  }

  #sign(claims) {
    const head = base64url(JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: this.signingKey.kid }));
    const text = `${head}.${base64url(JSON.stringify(claims))}`;
    return `${text}.${crypto.sign('sha256', Buffer.from(text), this.signingKey.privateKey).toString('base64url')}`;
  }

  // octets: the size wanted. Gives the token, known to the registry.
  accessToken(user, { scope, audience, life_s, octets, format, clientId, providerToken }) {
    const { access_token_format: wanted, access_token_octets: usual, clock_rate: rate } = this.settings.values;
    let kind = format ?? wanted;
    if (kind === 'auto') kind = user.isConsumer ? 'opaque' : 'jwt';
    const size = octets ?? usual;
    const expiresAtMs = Date.now() + (life_s * 1000) / rate;
    const text =
      kind === 'jwt' ? this.#accessJwt(user, { scope, audience, expiresAtMs, clientId, size }) : opaque(size);
    return this.registry.addAccessToken(text, {
      user: user.upn,
      scope,
      audience,
      expiresAtMs,
      clientId,
      providerToken,
    });
  }

  #accessJwt(user, { scope, audience, expiresAtMs, clientId, size }) {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      aud: audience,
      iss: `https://sts.windows.net/${user.tenantId}/`,
      iat: now,
      nbf: now,
      exp: Math.ceil(expiresAtMs / 1000),
      acct: 0,
      acr: '1',
      aio: crypto.randomBytes(60).toString('base64url'),
      amr: ['pwd', 'mfa'],
      app_displayname: 'Printer',
      appid: clientId,
      appidacr: '0',
      idtyp: 'user',
      ipaddr: '203.0.113.5',
      name: user.name,
      oid: user.oid,
      puid: '1003200000000001',
      scp: scope,
      sid: crypto.randomUUID(),
      sub: crypto.randomBytes(32).toString('base64url'),
      tid: user.tenantId,
      unique_name: user.upn,
      upn: user.upn,
      uti: crypto.randomBytes(16).toString('base64url'),
      ver: '1.0',
      wids: ['b79fbf4d-3ef9-4689-8143-76b194e85509'],
    };
    if (this.#sign(claims).length > size) {
      for (const name of kDispensable) delete claims[name];
    }
    const bare = this.#sign(claims).length;
    if (bare >= size) return this.#sign(claims);
    // Padding lies in a claim, as group memberships do in real tokens; base64 makes four octets of three.
    for (let padding = Math.max(0, Math.floor(((size - bare) * 3) / 4) - 14); ; padding += 1) {
      const token = this.#sign({ ...claims, xms_pad: 'A'.repeat(padding) });
      if (token.length >= size) return token;
    }
  }

  idToken(user, { clientId, authority }) {
    const now = Math.floor(Date.now() / 1000);
    return this.#sign({
      aud: clientId,
      iss: `${authority}/${user.tenantId}/v2.0`,
      iat: now,
      nbf: now,
      exp: now + 3599,
      name: user.name,
      oid: user.oid,
      preferred_username: user.upn,
      email: user.upn,
      rh: `1.${crypto.randomBytes(24).toString('base64url')}`,
      sub: crypto.createHash('sha256').update(`${user.oid} ${clientId}`).digest('base64url'),
      tid: user.tenantId,
      uti: crypto.randomBytes(16).toString('base64url'),
      ver: '2.0',
    });
  }
}

const opaque = (size) =>
  `EwB${crypto
    .randomBytes(size)
    .toString('base64')
    .replace(/=/g, '')
    .slice(0, Math.max(size, 40) - 3)}`;

// Which resource a scope parameter is for: { audience, granted (in the token), answered (in the response) }.
// A scope without a resource is Graph's: such a token signs in well and is refused by the mail server.
export function resolveScope(scope) {
  const words = scope.split(/\s+/).filter(Boolean);
  const protocolWords = new Set(['openid', 'profile', 'email', 'offline_access']);
  const permissions = words.filter((word) => !protocolWords.has(word));
  const resources = new Set(
    permissions.map((word) => (word.includes('://') ? word.slice(0, word.lastIndexOf('/')) : kGraph)),
  );
  return {
    audience: [...resources][0],
    hasSeveral: resources.size > 1,
    granted: permissions.map((word) => word.slice(word.lastIndexOf('/') + 1)).join(' '),
    permissions,
    openid: words.includes('openid'),
    offline: words.includes('offline_access'),
    protocolWords: words.filter((word) => word === 'openid' || word === 'profile' || word === 'email'),
  };
}
