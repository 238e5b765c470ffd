// SPDX-License-Identifier: MIT
// The head of Microsoft's answers: many fields, long cookies, 8 to 12 KiB in all.

import crypto from 'node:crypto';

const randomText = (octets) =>
  crypto
    .randomBytes(Math.ceil(octets * 0.75))
    .toString('base64url')
    .slice(0, octets);

// One field of the real service's policy is some 500 octets; it is sent for reports only and means nothing to a client.
const kPolicy =
  "object-src 'none'; base-uri 'self'; script-src 'self' 'nonce-NONCE' 'unsafe-inline' 'unsafe-eval' " +
  'https://*.cdn.example https://*.static.example; report-uri https://csp.identity.example/report/ESTS-UX-All';

// Gives raw pairs; their octets come near `octets`.
export function microsoftHeaders(octets) {
  const expires = new Date(Date.now() + 30 * 86_400_000).toUTCString();
  const pairs = [
    ['Cache-Control', 'no-store, no-cache'],
    ['Pragma', 'no-cache'],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Expires', '-1'],
    ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
    ['X-Content-Type-Options', 'nosniff'],
    ['P3P', 'CP="DSP CUR OTPi IND OTRi ONL FIN"'],
    ['x-ms-request-id', crypto.randomUUID()],
    ['x-ms-ests-server', '2.1.22345.6 - NEULR1 ProdSlices'],
    ['x-ms-clitelem', '1,0,0,,'],
    ['x-ms-srs', '1.P'],
    ['Content-Security-Policy-Report-Only', kPolicy.replace('NONCE', randomText(22))],
    ['X-XSS-Protection', '0'],
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    ['Set-Cookie', `fpc=${randomText(40)}; expires=${expires}; path=/; secure; HttpOnly; SameSite=None`],
    ['Set-Cookie', 'x-ms-gateway-slice=estsfd; path=/; secure; samesite=none; httponly'],
    ['Set-Cookie', 'stsservicecookie=estsfd; path=/; secure; samesite=none; httponly'],
  ];
  const size = () => pairs.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  for (let left = octets - size(); left > 120; left = octets - size()) {
    const text = randomText(Math.min(left, 2200) - 100);
    pairs.push([
      'Set-Cookie',
      `esctx-${randomText(8)}=${text}; domain=.login.example; path=/; secure; HttpOnly; SameSite=None`,
    ]);
  }
  return pairs;
}
