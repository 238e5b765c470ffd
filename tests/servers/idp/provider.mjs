// SPDX-License-Identifier: MIT
// Sets up node-oidc-provider for the device authorization grant: once behind Microsoft's layout (where only its answers
// count: the front in microsoft.mjs gives them their names and looks), once in its native layout.

import * as pages from './pages.mjs';
import { findUser, kClientId, kConfidentialClientId, kNativeClientId } from './directory.mjs';

export const kOutlook = 'https://outlook.office.com';
export const kNativeAudience = 'https://mail.contoso.example';
export const kNativeScope = `${kNativeAudience}/SMTP.Send offline_access openid profile email`;

const kDeviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

// The library warns of every default and of Node 20 on stderr; in a test server that is noise.
async function quietly(work) {
  const { warn, info } = console;
  console.warn = () => {};
  console.info = () => {};
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}

const publicClient = (id) => ({
  client_id: id,
  client_name: 'Printer',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: [kDeviceGrant, 'refresh_token'],
  response_types: [],
  redirect_uris: [],
});

// native: false: Microsoft's layout. registry: maps the user codes of Microsoft's layout, absent in the native one.
export async function makeProvider({ issuer, jwks, native, clientSecret, settings, registry }) {
  const audience = native ? kNativeAudience : kOutlook;
  const shownCode = (code) => registry?.findByProviderUserCode(code)?.userCode ?? code;
  const life = (name) => () => Math.max(1, Math.ceil(settings.values[name] / settings.values.clock_rate));
  const cookie = native ? 'native' : 'ms';
  const configuration = {
    adapter: undefined,
    clients: native
      ? [
          publicClient(kNativeClientId),
          {
            ...publicClient(kConfidentialClientId),
            application_type: 'web',
            token_endpoint_auth_method: 'client_secret_basic',
            client_secret: clientSecret,
          },
          {
            ...publicClient(`${kConfidentialClientId}-in-body`),
            application_type: 'web',
            token_endpoint_auth_method: 'client_secret_post',
            client_secret: clientSecret,
          },
        ]
      : [publicClient(kClientId)],
    jwks,
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    conformIdTokenClaims: false,
    findAccount: (ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: findUser(id).oid, email: id, preferred_username: id, name: findUser(id).name }),
    }),
    extraTokenClaims: (ctx, token) => ({ upn: token.accountId, email: token.accountId, scp: 'SMTP.Send' }),
    formats: {
      customizers: {
        jwt: (ctx, token, parts) => {
          parts.header = { ...parts.header, typ: 'JWT' };
        },
      },
    },
    issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Microsoft's layout rotates by itself (registry.mjs), to be able to let old tokens live.
    rotateRefreshToken: () => native && settings.values.rotation !== 'none',
    expiresWithSession: async () => false,
    ttl: {
      DeviceCode: life('device_code_life_s'),
      AccessToken: life('access_token_life_s'),
      RefreshToken: 90 * 86_400,
      Grant: 90 * 86_400,
      Interaction: 3600,
      Session: 3600,
      IdToken: 3600,
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: {
      keys: ['a', 'b'],
      names: { session: `${cookie}_session`, interaction: `${cookie}_interaction`, resume: `${cookie}_resume` },
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => ({
          audience: resource,
          scope: `${audience}/SMTP.Send`,
          accessTokenFormat: native ? settings.values.native_access_token_format : 'opaque',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      deviceFlow: {
        enabled: true,
        mask: '****-****',
        userCodeInputSource: (ctx, form, out, error) => {
          ctx.body = pages.codeInput(form, error);
        },
        userCodeConfirmSource: (ctx, form, client, info, code) => {
          ctx.body = pages.codeConfirm(form, shownCode(code));
        },
        successSource: (ctx) => {
          ctx.body = pages.success();
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = pages.failure(out.error_description ?? out.error);
    },
  };
  const provider = await quietly(async () => {
    const { default: Provider } = await import('oidc-provider');
    return new Provider(issuer, configuration);
  });
  provider.proxy = true;
  return provider;
}
