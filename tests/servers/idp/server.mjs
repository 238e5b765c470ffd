// SPDX-License-Identifier: MIT
// The identity provider: two layouts over node-oidc-provider and one control interface.

import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { kCertificateKinds } from '../ca/test_ca.mjs';
import { BadRequest, serveControl } from '../lib/control.mjs';
import { FaultQueue } from '../lib/fault_queue.mjs';
import { Journal } from '../lib/journal.mjs';
import { Settings } from '../lib/settings.mjs';
import { knowsNumber } from './aadsts.mjs';
import { kNamedFaults } from './answer.mjs';
import { kDefaults, kFramings } from './defaults.mjs';
import { findUser, kClientId, kConfidentialClientId, kContosoTenantId, kNativeClientId } from './directory.mjs';
import { Front } from './front.mjs';
import { withInteractions } from './interaction.mjs';
import { makeIntrospection } from './introspect.mjs';
import { MicrosoftLayout } from './microsoft.mjs';
import { kIssuerPath, NativeLayout } from './native.mjs';
import { kNativeScope, kOutlook, makeProvider } from './provider.mjs';
import { Registry } from './registry.mjs';
import { TokenMint } from './tokens.mjs';
import { serveOnSocket } from './upstream.mjs';

const kEndpoints = ['token', 'devicecode', 'metadata', 'keys', 'revocation', 'introspection'];

// Loopback goes by the name "localhost"; other addresses stand for themselves.
function originOf(address, port) {
  const isLoopback = address === '127.0.0.1' || address === '::1';
  return `https://${isLoopback ? 'localhost' : address.includes(':') ? `[${address}]` : address}:${port}`;
}

function checkFault(fault) {
  const means = ['error', 'aadsts', 'status', 'named', 'patch', 'framing', 'delay_ms'].filter((name) => name in fault);
  if (!means.length)
    throw new BadRequest('a fault needs one of error, aadsts, status, named, patch, framing, delay_ms');
  if (fault.named && !kNamedFaults.includes(fault.named))
    throw new BadRequest(`no fault named "${fault.named}"; there is: ${kNamedFaults.join(', ')}`);
  if (fault.aadsts && !knowsNumber(fault.aadsts))
    throw new BadRequest(`no text for AADSTS${fault.aadsts}; give "error" and "description" too`);
  if (fault.framing && !kFramings.includes(fault.framing))
    throw new BadRequest(`"framing" must be one of ${kFramings.join(', ')}`);
}

let signingKey; // one a process: RSA takes its time
const makeSigningKey = () => (signingKey ??= generateSigningKey());

async function generateSigningKey() {
  const { privateKey, publicKey } = await promisify(crypto.generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = crypto
    .createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return {
    privateKey,
    publicKey,
    kid,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
  };
}

const socketName = () => `\0tegami-idp-${process.pid}-${crypto.randomBytes(6).toString('hex')}`; // abstract: nothing on disk

// config: { directory, ca, key? (ec, rsa), address?, ports? { https, native, control }, settings? }
// Gives { describe (the part of stack.json), control (URL), close() }.
export async function startIdp({
  directory,
  ca,
  key: leafKind = 'ec',
  address = '127.0.0.1',
  ports = {},
  settings: initial = {},
}) {
  const closers = [];
  const close = async () => {
    for (const each of closers.reverse()) await each();
  };
  try {
    const settings = new Settings(kDefaults, initial);
    const registry = new Registry();
    const journal = new Journal();
    const faults = new FaultQueue('endpoint', kEndpoints, checkFault);
    const key = await makeSigningKey();
    const mint = new TokenMint(registry, settings, key);
    const clientSecret = crypto.randomBytes(24).toString('base64url');
    const certificate = await ca.leaf(leafKind);
    await fs.mkdir(directory, { recursive: true });
    await fs.writeFile(path.join(directory, 'client_secret'), clientSecret, { mode: 0o600 });

    const sockets = { microsoft: socketName(), native: socketName() };
    const microsoft = await makeProvider({
      issuer: 'https://login.microsoftonline.com',
      jwks: key.jwks,
      native: false,
      settings,
      registry,
    });
    closers.push(await serveOnSocket(withInteractions(microsoft, { registry, settings }), sockets.microsoft));

    let origin = '';
    const microsoftFront = new Front(
      new MicrosoftLayout({
        socketPath: sockets.microsoft,
        registry,
        mint,
        settings,
        origin: () => origin,
        userOf: async (token) => (await microsoft.AccessToken.find(token)).accountId,
      }),
      { journal, faults, settings, name: 'microsoft' },
    );
    const https = await microsoftFront.listen(certificate, {
      address,
      port: ports.https,
      what: 'the identity provider',
    });
    closers.push(https.close);
    origin = originOf(address, https.port);

    const nativeFront = new Front(new NativeLayout({ socketPath: sockets.native, settings }), {
      journal,
      faults,
      settings,
      name: 'native',
    });
    const nativeHttps = await nativeFront.listen(certificate, {
      address,
      port: ports.native,
      what: 'the identity provider in its native layout',
    });
    closers.push(nativeHttps.close);
    const issuer = originOf(address, nativeHttps.port);
    const native = await makeProvider({ issuer, jwks: key.jwks, native: true, clientSecret, settings });
    closers.push(await serveOnSocket(withInteractions(native, { settings }), sockets.native));

    const introspect = makeIntrospection({ registry, native, microsoft, publicKey: key.publicKey });
    const control = await serveControl(
      {
        ...settings.routes(),
        ...faults.routes(),
        ...journal.routes(),
        'POST /listeners': async (wish) => {
          const listener = await microsoftFront.listen(await leafFor(ca, wish), {
            address,
            what: 'the identity provider',
          });
          closers.push(listener.close);
          return { port: listener.port };
        },
        'POST /introspect': ({ token }) => introspect(token),
        'POST /introspect-smtp': async ({ token }) => onlyForSmtp(await introspect(token)),
        'POST /tokens': (wish) => makeToken(mint, wish),
        'POST /revoke': ({ user, aadsts = 50173 }) => ({ revoked: registry.revokeUser(findUser(user).upn, aadsts) }),
      },
      { port: ports.control, what: 'the control interface of the identity provider' },
    );
    closers.push(control.close);

    return {
      control: `http://127.0.0.1:${control.port}`,
      describe: describe({
        address,
        port: https.port,
        nativePort: nativeHttps.port,
        controlPort: control.port,
        directory,
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function leafFor(ca, { certificate = 'ec', tls: version }) {
  if (!kCertificateKinds.includes(certificate))
    throw new BadRequest(`"certificate" must be one of ${kCertificateKinds.join(', ')}`);
  if (version !== undefined && version !== '1.2' && version !== '1.3')
    throw new BadRequest('"tls" must be "1.2" or "1.3"');
  const versions = version === undefined ? {} : { minVersion: `TLSv${version}`, maxVersion: `TLSv${version}` };
  return { ...(await ca.leaf(certificate)), ...versions };
}

// For mail servers that can't look at the scope themselves.
function onlyForSmtp(answer) {
  const isForSmtp =
    answer.active &&
    (answer.scope ?? '').split(' ').some((each) => each.slice(each.lastIndexOf('/') + 1) === 'SMTP.Send');
  return isForSmtp ? answer : { active: false };
}

function makeToken(
  mint,
  {
    user = 'scanner@contoso.example',
    octets,
    format,
    scope = 'SMTP.Send',
    expires_in: life_s = 3599,
    audience = kOutlook,
  },
) {
  if (format !== undefined && format !== 'jwt' && format !== 'opaque')
    throw new BadRequest('"format" must be jwt or opaque');
  return {
    access_token: mint.accessToken(findUser(user), { scope, audience, life_s, octets, format, clientId: kClientId }),
  };
}

function describe({ address, port, nativePort, controlPort, directory }) {
  const url = originOf(address, port);
  const nativeUrl = originOf(address, nativePort);
  return {
    address,
    port,
    url,
    authority: 'https://login.microsoftonline.com',
    tenant: 'contoso.example',
    tenant_id: kContosoTenantId,
    client_id: kClientId,
    scope: `${kOutlook}/SMTP.Send offline_access openid profile email`,
    verification_uri: `${url}/device`,
    control: `http://127.0.0.1:${controlPort}`,
    native: {
      port: nativePort,
      url: nativeUrl,
      issuer: nativeUrl,
      discover: nativeUrl,
      issuer_with_path: nativeUrl + kIssuerPath,
      device_endpoint: `${nativeUrl}/device/auth`,
      token_endpoint: `${nativeUrl}/token`,
      revocation_endpoint: `${nativeUrl}/token/revocation`,
      scope: kNativeScope,
      client_id: kNativeClientId,
      confidential: {
        client_id: kConfidentialClientId,
        client_id_for_post: `${kConfidentialClientId}-in-body`,
        client_secret_file: path.join(directory, 'client_secret'),
      },
    },
  };
}
