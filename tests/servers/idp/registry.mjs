// SPDX-License-Identifier: MIT
// What Microsoft's layout hands out, and which token of node-oidc-provider stands behind it. The tokens have the sizes
// and looks of Microsoft's, and an old refresh token can go on working after a rotation, as Microsoft's do.

import crypto from 'node:crypto';

const kUserCodeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const randomText = (octets) =>
  crypto
    .randomBytes(Math.ceil(octets * 0.75))
    .toString('base64url')
    .slice(0, octets);

export class Registry {
  constructor() {
    this.devices = new Map(); // device_code as handed out -> record
    this.userCodes = new Map(); // user code as shown, without separators -> the provider's
    this.refreshTokens = new Map();
    this.accessTokens = new Map();
  }

  addDevice({ providerDeviceCode, providerUserCode, tenant, scope, clientId, userCodeLength, life_s, interval_s }) {
    const record = {
      deviceCode: `BAQABIQEAAA${randomText(220)}`,
      userCode: Array.from(crypto.randomBytes(userCodeLength), (octet) => kUserCodeAlphabet[octet % 32]).join(''),
      providerDeviceCode,
      providerUserCode,
      tenant,
      scope,
      clientId,
      interval_s,
      expiresAtMs: Date.now() + life_s * 1000,
      lastPollMs: undefined,
    };
    this.devices.set(record.deviceCode, record);
    this.userCodes.set(record.userCode, record);
    return record;
  }

  findDevice(deviceCode) {
    return this.devices.get(deviceCode);
  }

  findByUserCode(text) {
    return this.userCodes.get(text.toUpperCase().replace(/[^A-Z0-9]/g, ''));
  }

  findByProviderUserCode(text) {
    const plain = text.replace(/[^A-Z0-9]/gi, '').toUpperCase();
    return [...this.devices.values()].find((each) => each.providerUserCode.replace(/[^A-Z0-9]/gi, '') === plain);
  }

  // family: shared by all refresh tokens of one sign-in; { user, clientId, tenant, scope, providerToken, dead }.
  addRefreshToken(family, octets) {
    const text = `1.AX${randomText(Math.max(octets, 60) - 4)}`;
    family.generation = (family.generation ?? 0) + 1;
    this.refreshTokens.set(text, { family, generation: family.generation, issuedAtMs: Date.now() });
    return text;
  }

  findRefreshToken(text) {
    return this.refreshTokens.get(text);
  }

  // facts: { user, scope, audience, expiresAtMs, clientId, providerToken? }.
  addAccessToken(text, facts) {
    this.accessTokens.set(text, { ...facts, revoked: false });
    return text;
  }

  findAccessToken(text) {
    return this.accessTokens.get(text);
  }

  // Ends every token of a user; a later refresh is answered with that number of Microsoft's.
  revokeUser(upn, number) {
    let count = 0;
    const families = new Set([...this.refreshTokens.values()].map((each) => each.family));
    for (const family of families) {
      if (family.user !== upn || family.dead) continue;
      family.dead = number;
      count += 1;
    }
    for (const token of this.accessTokens.values()) {
      if (token.user === upn && !token.revoked) {
        token.revoked = true;
        count += 1;
      }
    }
    return count;
  }
}
