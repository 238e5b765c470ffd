// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kDeviceGrant, MicrosoftClient } from '../testing/device_flow.mjs';
import { kScanner, request, startServers } from '../testing/fixture.mjs';

const onlyIdp = { exchange: false };
const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

test('a device signs in: pending, approved, tokens, introspection', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const client = new MicrosoftClient(servers);
  const { json: device, headers } = await client.start();
  assert.equal(device.expires_in, 900);
  assert.equal(device.interval, 5);
  assert.match(device.user_code, /^[A-Z0-9]{9}$/);
  assert.ok(device.message.includes(device.user_code) && device.message.includes(device.verification_uri));
  assert.equal(device.verification_uri_complete, undefined);
  assert.equal(headers['cache-control'], 'no-store, no-cache');

  const pending = await client.poll(device.device_code);
  assert.equal(pending.status, 400);
  assert.equal(pending.json.error, 'authorization_pending');
  assert.deepEqual(pending.json.error_codes, [70016]);
  assert.match(
    pending.json.error_description,
    /^AADSTS70016: .*\r\nTrace ID: [0-9a-f-]+\r\nCorrelation ID: [0-9a-f-]+\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/s,
  );

  assert.equal(await client.approve(device), 'signed-in');
  const { status, json: tokens } = await client.poll(device.device_code);
  assert.equal(status, 200);
  assert.equal(tokens.token_type, 'Bearer');
  assert.ok(tokens.scope.includes('https://outlook.office.com/SMTP.Send'));
  assert.equal(tokens.expires_in, 3599);
  assert.equal(claimsOf(tokens.id_token).preferred_username, kScanner);
  assert.equal(claimsOf(tokens.id_token).tid, servers.idp.tenant_id);
  const access = claimsOf(tokens.access_token);
  assert.deepEqual([access.aud, access.scp, access.upn], ['https://outlook.office.com', 'SMTP.Send', kScanner]);
  assert.ok(tokens.access_token.length >= 1800 && tokens.access_token.length < 1810);
  const facts = await servers.toIdp('POST', '/introspect', { token: tokens.access_token });
  assert.deepEqual([facts.active, facts.upn, facts.scope], [true, kScanner, 'SMTP.Send']);

  const again = await client.poll(device.device_code);
  assert.deepEqual([again.status, again.json.error, again.json.error_codes[0]], [400, 'invalid_grant', 54005]);
});

test("the head of the answers is as large as Microsoft's", async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { rawHeaders } = await new MicrosoftClient(servers).start();
  const octets = rawHeaders.reduce((sum, each) => sum + each.length + 2, 0);
  assert.ok(octets > 8192 && octets < 12_288, String(octets));
});

test('a refusal, a foreign tenant, a wrong code and an expired one are told apart', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const client = new MicrosoftClient(servers);
  const { json: device } = await client.start();
  assert.equal(
    (await client.poll(device.device_code, { tenant: 'organizations' })).json.error,
    'bad_verification_code',
  );
  assert.equal((await client.poll('nonsense')).json.error, 'bad_verification_code');
  assert.equal(await client.approve(device, { deny: true }), 'declined');
  assert.equal((await client.poll(device.device_code)).json.error, 'authorization_declined');

  await servers.toIdp('PATCH', '/settings', { device_code_life_s: 1 });
  const { json: short } = await client.start();
  await new Promise((resolve) => setTimeout(resolve, 1200));
  assert.equal((await client.poll(short.device_code)).json.error, 'expired_token');
  await assert.rejects(client.approve(short), /expired/);
});

test('tenants decide who may sign in, and unknown ones are refused', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const consumers = new MicrosoftClient(servers, 'consumers');
  await assert.rejects(consumers.approve((await consumers.start()).json), /500208/);
  const { json: device } = await consumers.start();
  assert.equal(await consumers.approve(device, { user: 'taro@outlook.example' }), 'signed-in');
  const tokens = (await consumers.poll(device.device_code)).json;
  assert.match(tokens.access_token, /^EwB/);
  assert.equal(claimsOf(tokens.id_token).tid, '9188040d-6c67-4c5b-b112-36a304b66dad');
  for (const tenant of [servers.idp.tenant, servers.idp.tenant_id, 'organizations']) {
    assert.equal((await new MicrosoftClient(servers, tenant).start()).status, 200);
  }
  const unknown = await new MicrosoftClient(servers, 'nobody.example').start();
  assert.deepEqual([unknown.status, unknown.json.error_codes[0]], [400, 90002]);
});

test('where consent of an administrator is required, others wait for it', async (context) => {
  const servers = await startServers(context, onlyIdp);
  await servers.toIdp('PATCH', '/settings', { require_admin_consent: true });
  const client = new MicrosoftClient(servers, 'organizations');
  const enter = async (options) => client.approve((await client.start()).json, options);
  await assert.rejects(enter({}), /90094/);
  assert.equal(await enter({ user: 'admin@contoso.example' }), 'signed-in');
  await assert.rejects(enter({}), /90094/, 'for the administrator alone');
  assert.equal(await enter({ user: 'admin@contoso.example', organization: true }), 'signed-in');
  assert.equal(await enter({}), 'signed-in');
});

test('further ports have other certificates and TLS versions', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const at = async (wish) => {
    const { port } = await servers.toIdp('POST', '/listeners', wish);
    return request(servers.caText, `https://localhost:${port}/common/v2.0/.well-known/openid-configuration`);
  };
  await assert.rejects(at({ certificate: 'expired' }), /expired/);
  await assert.rejects(at({ certificate: 'wrong_name' }), /altnames/);
  await assert.rejects(at({ certificate: 'unknown_ca' }), /issuer|verify the first/);
  assert.equal((await at({ certificate: 'rsa', tls: '1.2' })).status, 200);
  await assert.rejects(at({ certificate: 'lost' }), /must be one of/);
  assert.equal((await servers.toIdp('GET', '/journal')).at(-1).tls, 'TLSv1.2');
});

test('requests that Microsoft refuses are refused', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const client = new MicrosoftClient(servers);
  const codeOf = async (promise) => (await promise).json.error_codes[0];
  assert.equal(await codeOf(client.start({ client_id: 'unknown' })), 700016);
  assert.equal(await codeOf(client.start({ scope: '' })), 900144);
  assert.equal(await codeOf(client.start({ client_secret: 'x' })), 700025);
  assert.equal(
    await codeOf(client.start({ scope: 'https://outlook.office.com/SMTP.Send https://graph.microsoft.com/User.Read' })),
    700022,
  );
  assert.equal(await codeOf(client.poll('x', { grant_type: 'password' })), 70003);
  assert.equal(await codeOf(client.refresh('x')), 70000);
  const json = await request(servers.caText, `${servers.idp.url}/common/oauth2/v2.0/token`, {
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  assert.deepEqual([json.status, json.json.error], [400, 'invalid_request']);
  assert.equal((await request(servers.caText, `${servers.idp.url}/common/oauth2/v2.0/token`)).status, 405);
});

test('refresh tokens rotate leniently, strictly or not at all', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const client = new MicrosoftClient(servers);
  const first = await client.signIn();
  const second = (await client.refresh(first.refresh_token)).json;
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.notEqual(second.access_token, first.access_token);
  assert.equal((await client.refresh(first.refresh_token)).status, 200, 'Microsoft lets the old one live');

  await servers.toIdp('PATCH', '/settings', { rotation: 'none' });
  const third = (await client.refresh(second.refresh_token)).json;
  assert.equal(third.refresh_token, undefined);

  await servers.toIdp('PATCH', '/settings', { rotation: 'strict' });
  const fresh = await client.signIn();
  const next = (await client.refresh(fresh.refresh_token)).json;
  assert.equal((await client.refresh(fresh.refresh_token)).json.error, 'invalid_grant');
  assert.equal((await client.refresh(next.refresh_token)).json.error, 'invalid_grant', 'the whole family is dead');
});

test("a revoked user's tokens are dead, with the number that was asked for", async (context) => {
  const servers = await startServers(context, onlyIdp);
  const client = new MicrosoftClient(servers);
  const tokens = await client.signIn();
  assert.ok((await servers.toIdp('POST', '/revoke', { user: kScanner, aadsts: 700082 })).revoked >= 2);
  const refused = (await client.refresh(tokens.refresh_token)).json;
  assert.deepEqual([refused.error, refused.suberror, refused.error_codes[0]], ['invalid_grant', 'bad_token', 700082]);
  assert.match(refused.error_description, /inactive for 90\.00:00:00/);
  assert.equal((await servers.toIdp('POST', '/introspect', { token: tokens.access_token })).active, false);
});

test('sizes, formats and the scope of tokens follow the settings', async (context) => {
  const servers = await startServers(context, onlyIdp);
  for (const octets of [900, 2048, 4096, 8192, 9000]) {
    const token = await servers.token({ octets });
    assert.ok(token.length >= octets && token.length < octets + 8, `${token.length} for ${octets}`);
  }
  assert.equal((await servers.token({ format: 'opaque', octets: 1500 })).length, 1500);
  await servers.toIdp('PATCH', '/settings', {
    user_code_length: 32,
    use_verification_url: true,
    refresh_token_octets: 4096,
    interval: 7,
  });
  const client = new MicrosoftClient(servers);
  const { json: device } = await client.start();
  assert.equal(device.user_code.length, 32);
  assert.equal(device.interval, 7);
  await client.approve({ ...device, verification_uri: device.verification_url });
  assert.equal((await client.poll(device.device_code)).json.refresh_token.length, 4096);

  const graph = (await client.start({ scope: 'SMTP.Send offline_access' })).json;
  await client.approve({ ...graph, verification_uri: graph.verification_url });
  const tokens = (await client.poll(graph.device_code)).json;
  assert.equal(claimsOf(tokens.access_token).aud, 'https://graph.microsoft.com');
  assert.equal(tokens.id_token, undefined);
});

test('slow_down comes to a poll that was early, and the interval stays longer', async (context) => {
  const servers = await startServers(context, onlyIdp);
  await servers.toIdp('PATCH', '/settings', { enforce_interval: true, clock_rate: 10 }); // 5 s are 500 ms here
  const client = new MicrosoftClient(servers);
  const { json: device } = await client.start();
  const errors = [];
  for (const pauseMs of [0, 20, 200, 1600]) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    errors.push((await client.poll(device.device_code)).json.error);
  }
  assert.deepEqual(errors, ['authorization_pending', 'slow_down', 'slow_down', 'authorization_pending']);
  const polls = (await servers.toIdp('GET', '/journal')).filter((each) => each.endpoint === 'token');
  assert.equal(polls.length, 4);
  assert.ok(polls[3].gap_ms >= 1600 && polls[3].at_ms > polls[2].at_ms);
});

test('the journal holds no secret', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const client = new MicrosoftClient(servers);
  const { json: device } = await client.start();
  await client.approve(device);
  const tokens = (await client.poll(device.device_code)).json;
  await client.refresh(tokens.refresh_token);
  const journal = await servers.toIdp('GET', '/journal');
  const text = JSON.stringify(journal);
  for (const secret of [device.device_code, tokens.access_token, tokens.refresh_token, tokens.id_token])
    assert.ok(!text.includes(secret));
  assert.deepEqual(
    journal.map(({ endpoint, grant_type: grant }) => [endpoint, grant ?? null]),
    [
      ['devicecode', null],
      ['token', 'device_code'],
      ['token', 'refresh_token'],
    ],
  );
  assert.equal(journal[1].form.grant_type, kDeviceGrant);
});

test('metadata and keys are published', async (context) => {
  const servers = await startServers(context, onlyIdp);
  const { json } = await request(servers.caText, `${servers.idp.url}/common/v2.0/.well-known/openid-configuration`);
  assert.equal(json.device_authorization_endpoint, `${servers.idp.url}/common/oauth2/v2.0/devicecode`);
  const keys = (await request(servers.caText, json.jwks_uri)).json.keys;
  assert.equal(keys.length, 1);
  assert.equal(keys[0].d, undefined);
});
