// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MicrosoftClient } from '../testing/device_flow.mjs';
import { request, startServers } from '../testing/fixture.mjs';

async function prepare(context) {
  const servers = await startServers(context, { exchange: false });
  const client = new MicrosoftClient(servers);
  const order = (fault) => servers.toIdp('POST', '/faults', { endpoint: 'devicecode', ...fault });
  return { servers, client, order };
}

test('ordered errors come as often as ordered, then the truth again', async (context) => {
  const { client, order } = await prepare(context);
  await order({ error: 'slow_down', count: 2 });
  await order({ aadsts: 530036 });
  const seen = [];
  for (let i = 0; i < 4; i += 1) seen.push((await client.start()).json.error ?? 'none');
  assert.deepEqual(seen, ['slow_down', 'slow_down', 'invalid_grant', 'none']);
});

test('a fault can wait for its turn and for its grant', async (context) => {
  const { servers, client, order } = await prepare(context);
  await order({ error: 'temporarily_unavailable', skip: 1 });
  assert.equal((await client.start()).status, 200);
  assert.equal((await client.start()).json.error, 'temporarily_unavailable');
  await servers.toIdp('POST', '/faults', { endpoint: 'token', grant_type: 'refresh_token', aadsts: 700082 });
  assert.equal((await client.poll('x')).json.error, 'bad_verification_code');
  assert.equal((await client.refresh('x')).json.error_codes[0], 700082);
});

test('every error of the table has its body', async (context) => {
  const { client, order } = await prepare(context);
  for (const number of [700082, 70008, 50173, 530036, 50196, 70043, 65001, 7000218, 90033]) {
    await order({ aadsts: number });
    const { json } = await client.start();
    assert.deepEqual(json.error_codes, [number]);
    assert.ok(
      json.error_description.startsWith(`AADSTS${number}: `) && !json.error_description.includes('{'),
      json.error_description,
    );
  }
});

test('429 and 503 carry Retry-After as seconds or as a date', async (context) => {
  const { client, order } = await prepare(context);
  await order({ status: 429, retry_after: 7 });
  const seconds = await client.start();
  assert.deepEqual([seconds.status, seconds.headers['retry-after'], seconds.json], [429, '7', undefined]);
  await order({ status: 503, retry_after: { date_in_s: 30 } });
  const date = await client.start();
  assert.equal(date.status, 503);
  const leftMs = new Date(date.headers['retry-after']) - Date.now();
  assert.ok(leftMs > 27_000 && leftMs <= 30_000, date.headers['retry-after']);
});

test('spoilt answers are spoilt as their names say', async (context) => {
  const { client, order } = await prepare(context);
  const spoil = async (named) => {
    await order({ named });
    return client.start();
  };
  const portal = await spoil('captive_portal');
  assert.ok(
    portal.status === 200 && portal.headers['content-type'].startsWith('text/html') && portal.body.includes('<form'),
  );
  assert.equal((await spoil('redirect')).status, 302);
  assert.ok((await spoil('huge_body')).body.length > 1 << 20);
  assert.equal((await spoil('empty')).body, '');
  assert.equal((await spoil('not_json')).json, undefined);
  assert.match((await spoil('error_with_script')).json.error_description, /<script>.*\r\nBcc:/s);
  await assert.rejects(spoil('truncated_json'));
  await assert.rejects(spoil('garbage'));
  await assert.rejects(spoil('reset'), /ECONNRESET|socket hang up/);
  await assert.rejects(spoil('close'), /socket hang up|disconnected/);
  assert.ok((await spoil('huge_header')).headers['x-long'].length === 40_000);
  assert.ok((await spoil('slow_octets')).json.device_code);
  assert.ok((await client.start()).json.device_code, 'and then all is well');
});

test('a stalled answer stays away', async (context) => {
  const { servers, order } = await prepare(context);
  await order({ named: 'stall' });
  await assert.rejects(
    request(servers.caText, `${servers.idp.url}/common/oauth2/v2.0/devicecode`, {
      form: { client_id: servers.idp.client_id },
      timeoutMs: 300,
    }),
    /timed out/,
  );
});

test('members of a true answer can be replaced or removed, and the framing chosen', async (context) => {
  const { servers, client, order } = await prepare(context);
  await order({
    patch: { expires_in: '900', interval: null, verification_uri: null, verification_url: 'https://x.example' },
  });
  const { json } = await client.start();
  assert.deepEqual(
    [json.expires_in, json.interval, json.verification_uri, json.verification_url],
    ['900', undefined, undefined, 'https://x.example'],
  );
  await order({ framing: 'chunked' });
  const chunked = await client.start();
  assert.equal(chunked.headers['transfer-encoding'], 'chunked');
  assert.ok(chunked.json.device_code);
  await order({ framing: 'close' });
  const closed = await client.start();
  assert.deepEqual(
    [closed.headers['content-length'], closed.headers['transfer-encoding'], closed.headers.connection],
    [undefined, undefined, 'close'],
  );
  assert.ok(closed.json.device_code);
  await servers.toIdp('PATCH', '/settings', { framing: 'chunked' });
  assert.equal((await client.start()).headers['transfer-encoding'], 'chunked');
});

test('a wrong order is refused with the reason', async (context) => {
  const { servers, order } = await prepare(context);
  await assert.rejects(order({ endpoint: 'nowhere', error: 'x' }), /must be one of/);
  await assert.rejects(order({ named: 'nothing' }), /no fault named/);
  await assert.rejects(order({ aadsts: 1 }), /no text for AADSTS1/);
  await assert.rejects(order({}), /needs one of/);
  await assert.rejects(servers.toIdp('PATCH', '/settings', { intervall: 1 }), /no setting "intervall"/);
  await assert.rejects(servers.toIdp('PATCH', '/settings', { interval: '1' }), /of type number/);
  await assert.rejects(servers.toIdp('GET', '/nothing'), /no GET \/nothing/);
});
