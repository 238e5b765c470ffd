// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { test } from 'node:test';
import { approve } from './approve.mjs';
import { Browser } from './browser.mjs';
import { kDeviceGrant } from '../testing/device_flow.mjs';
import { kScanner, request, startServers } from '../testing/fixture.mjs';

const onlyIdp = { exchange: false };

async function authorize(servers, form = {}, headers = {}) {
  const { native } = servers.idp;
  return (
    await request(servers.caText, native.device_endpoint, {
      form: { client_id: native.client_id, scope: native.scope, ...form },
      headers,
    })
  ).json;
}

const enter = (servers, device) =>
  approve({
    browser: new Browser({ ca: servers.caText }),
    url: device.verification_uri_complete,
    code: device.user_code,
    user: kScanner,
  });

test('discovery by RFC 8414 and by OpenID leads to the same endpoints', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { native } = servers.idp;
  const documents = [];
  for (const name of ['oauth-authorization-server', 'openid-configuration']) {
    documents.push((await request(servers.caText, `${native.discover}/.well-known/${name}`)).json);
  }
  assert.deepEqual(documents[0], documents[1]);
  assert.equal(documents[0].issuer, native.issuer);
  assert.equal(documents[0].device_authorization_endpoint, native.device_endpoint);
  assert.equal(documents[0].token_endpoint, native.token_endpoint);
});

test('an issuer with a path is found by both ways of writing its address', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { url, issuer_with_path: issuer, client_id: clientId, scope } = servers.idp.native;
  const find = async (address) => (await request(servers.caText, address)).json;
  const inserted = await find(`${url}/.well-known/oauth-authorization-server/realms/office`);
  const appended = await find(`${issuer}/.well-known/openid-configuration`);
  assert.deepEqual(inserted, appended);
  assert.equal(inserted.issuer, issuer);
  assert.equal(inserted.token_endpoint, `${issuer}/token`);
  const device = await request(servers.caText, inserted.device_authorization_endpoint, {
    form: { client_id: clientId, scope },
  });
  assert.ok(device.json.device_code);
});

test('the native device flow: verification_uri_complete, no interval, strict rotation, revocation', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { native } = servers.idp;
  const device = await authorize(servers);
  assert.equal(device.interval, undefined);
  assert.ok(device.verification_uri_complete.includes(device.user_code));
  const post = (form) =>
    request(servers.caText, native.token_endpoint, { form: { client_id: native.client_id, ...form } });
  const poll = () => post({ grant_type: kDeviceGrant, device_code: device.device_code });
  assert.equal((await poll()).json.error, 'authorization_pending');
  assert.equal(await enter(servers, device), 'signed-in');
  const tokens = (await poll()).json;
  assert.ok(tokens.access_token && tokens.refresh_token && tokens.id_token);
  const facts = await servers.toIdp('POST', '/introspect', { token: tokens.access_token });
  assert.deepEqual([facts.active, facts.upn, facts.aud], [true, kScanner, 'https://mail.contoso.example']);

  const refresh = (token) => post({ grant_type: 'refresh_token', refresh_token: token });
  const second = (await refresh(tokens.refresh_token)).json;
  assert.ok(second.refresh_token && second.refresh_token !== tokens.refresh_token);
  const revoked = await request(servers.caText, native.revocation_endpoint, {
    form: { client_id: native.client_id, token: second.refresh_token },
  });
  assert.equal(revoked.status, 200);
  assert.equal((await refresh(second.refresh_token)).json.error, 'invalid_grant');
});

test('a replayed refresh token kills its successors', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { native } = servers.idp;
  const device = await authorize(servers);
  await enter(servers, device);
  const post = (form) =>
    request(servers.caText, native.token_endpoint, { form: { client_id: native.client_id, ...form } });
  const first = (await post({ grant_type: kDeviceGrant, device_code: device.device_code })).json;
  const second = (await post({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).json;
  assert.equal(
    (await post({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).json.error,
    'invalid_grant',
  );
  assert.equal(
    (await post({ grant_type: 'refresh_token', refresh_token: second.refresh_token })).json.error,
    'invalid_grant',
  );
});

test('a client secret is demanded where there is one, in the header or in the body', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { confidential } = servers.idp.native;
  const secret = await fs.readFile(confidential.client_secret_file, 'utf8');
  assert.equal((await authorize(servers, { client_id: confidential.client_id })).error, 'invalid_client');
  const basic = (word) => ({
    authorization: `Basic ${Buffer.from(`${confidential.client_id}:${word}`).toString('base64')}`,
  });
  assert.equal((await authorize(servers, {}, basic('wrong'))).error !== undefined, true);
  const viaHeader = await authorize(servers, { client_id: confidential.client_id }, basic(secret));
  assert.ok(viaHeader.device_code, JSON.stringify(viaHeader));
  const viaBody = await authorize(servers, { client_id: confidential.client_id_for_post, client_secret: secret });
  assert.ok(viaBody.device_code, JSON.stringify(viaBody));
});

test('openid-client, a real peer, gets through discovery, device flow and refresh', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { native } = servers.idp;
  const client = await import('openid-client');
  const viaCa = async (url, options) => {
    const answer = await request(servers.caText, url, {
      method: options.method,
      headers: Object.fromEntries(Object.entries(options.headers ?? {})),
      body: options.body?.toString(),
    });
    return new Response(answer.body || null, {
      status: answer.status,
      headers: { 'content-type': answer.headers['content-type'] ?? 'application/json' },
    });
  };
  const config = await client.discovery(new URL(native.issuer), native.client_id, undefined, client.None(), {
    [client.customFetch]: viaCa,
  });
  const device = await client.initiateDeviceAuthorization(config, { scope: native.scope });
  await enter(servers, device);
  const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.1 });
  assert.equal(tokens.claims().preferred_username, kScanner);
  const again = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.ok(again.access_token);
});
