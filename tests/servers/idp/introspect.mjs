// SPDX-License-Identifier: MIT
// RFC 7662 for the mail servers: is that access token good, whose is it, what for? Knows the tokens of both layouts.

import crypto from 'node:crypto';

const kDead = { active: false };

function readJwt(text, publicKey) {
  const parts = text.split('.');
  if (parts.length !== 3) return undefined;
  const isGenuine = crypto.verify(
    'sha256',
    Buffer.from(`${parts[0]}.${parts[1]}`),
    publicKey,
    Buffer.from(parts[2], 'base64url'),
  );
  return isGenuine ? JSON.parse(Buffer.from(parts[1], 'base64url')) : undefined;
}

// native: the provider of the native layout. Gives a function from a token to the introspection answer; `reason` says to
// a test why a token is dead.
export function makeIntrospection({ registry, native, microsoft, publicKey }) {
  const ofRegistry = async (facts) => {
    if (facts.revoked) return { ...kDead, reason: 'revoked' };
    if (facts.expiresAtMs <= Date.now()) return { ...kDead, reason: 'expired' };
    if (facts.providerToken && !(await microsoft.AccessToken.find(facts.providerToken)))
      return { ...kDead, reason: 'gone at the provider' };
    return answer(facts.user, facts.scope, facts.audience, facts.expiresAtMs / 1000, facts.clientId);
  };
  const ofNative = async (text) => {
    const claims = text.split('.').length === 3 ? readJwt(text, publicKey) : undefined;
    if (claims) {
      if (claims.exp * 1000 <= Date.now()) return { ...kDead, reason: 'expired' };
      return answer(claims.upn, claims.scope, claims.aud, claims.exp, claims.client_id);
    }
    const token = await native.AccessToken.find(text);
    return token
      ? answer(token.accountId, token.scope, token.aud, token.exp, token.clientId)
      : { ...kDead, reason: 'unknown' };
  };
  const answer = (user, scope, audience, expires, clientId) => ({
    active: true,
    username: user,
    upn: user,
    email: user,
    sub: user,
    scope,
    aud: audience,
    exp: Math.floor(expires),
    client_id: clientId,
    token_type: 'Bearer',
  });
  return async (text) => {
    if (!text) return kDead;
    const facts = registry.findAccessToken(text);
    return facts ? ofRegistry(facts) : ofNative(text);
  };
}
