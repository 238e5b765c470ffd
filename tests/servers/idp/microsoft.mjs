// SPDX-License-Identifier: MIT
// Microsoft's layout over node-oidc-provider: its URLs, heads, bodies and rules.

import { microsoftError } from './aadsts.mjs';
import { findTenant, findUser, kClientId, kConsumerTenantId } from './directory.mjs';
import { microsoftHeaders } from './headers.mjs';
import { kOutlook } from './provider.mjs';
import { microsoftMetadata } from './microsoft_metadata.mjs';
import { resolveScope } from './tokens.mjs';
import { askUpstream, jsonOf } from './upstream.mjs';
import { passPage } from './page_proxy.mjs';

const kForm = { 'content-type': 'application/x-www-form-urlencoded' };
const kDeviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const kProviderScope = `openid offline_access ${kOutlook}/SMTP.Send`;
const kMessages = {
  'ja-jp': (uri, code) =>
    `サインインするには、Web ブラウザーでページ ${uri} を開き、コード ${code} を入力して認証してください。`,
  '': (uri, code) =>
    `To sign in, use a web browser to open the page ${uri} and enter the code ${code} to authenticate.`,
};

export class MicrosoftLayout {
  // origin(): where people find the page; userOf(provider access token): the address of its user.
  constructor({ socketPath, registry, mint, settings, origin, userOf }) {
    Object.assign(this, { socketPath, registry, mint, settings, origin, userOf });
  }

  route(request, path) {
    const [, tenantName, ...rest] = path.split('/');
    const endpoint = {
      'oauth2/v2.0/devicecode': 'devicecode',
      'oauth2/v2.0/token': 'token',
      'v2.0/.well-known/openid-configuration': 'metadata',
      'discovery/v2.0/keys': 'keys',
      'discovery/instance': 'instance',
    }[rest.join('/')];
    return endpoint && { endpoint, tenantName };
  }

  #refuse(number, values, form) {
    return this.#dress(microsoftError({ number }, { client: form?.get('client_id'), ...values }));
  }

  #dress(answer) {
    return { ...answer, headers: microsoftHeaders(this.settings.values.header_octets) };
  }

  error(fault, form) {
    return this.#dress(
      microsoftError(
        { error: fault.error, number: fault.aadsts, description: fault.description, status: fault.status },
        { client: form.get('client_id'), user: 'scanner@contoso.example' },
      ),
    );
  }

  async answer(route, form, request, entry) {
    const tenant = findTenant(route.tenantName);
    if (!tenant) return this.#refuse(90002, { tenant: route.tenantName }, form);
    const isPost = route.endpoint === 'devicecode' || route.endpoint === 'token';
    if (isPost !== (request.method === 'POST')) {
      return this.#refuse(900561, { accepted: isPost ? 'POST' : 'GET', received: request.method }, form);
    }
    if (!isPost) return this.#dress({ status: 200, json: await microsoftMetadata(route, request, tenant, this) });
    if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
      return this.#refuse(900144, { parameter: 'client_id' }, form);
    }
    const clientId = form.get('client_id');
    if (!clientId) return this.#refuse(900144, { parameter: 'client_id' }, form);
    if (clientId !== kClientId) return this.#refuse(700016, {}, form);
    if (form.get('client_secret') || request.headers.authorization) return this.#refuse(700025, {}, form);
    if (route.endpoint === 'devicecode') return this.#authorizeDevice(tenant, form, request);
    const grant = form.get('grant_type');
    if (!grant) return this.#refuse(900144, { parameter: 'grant_type' }, form);
    if (grant === kDeviceGrant || grant === 'device_code') return this.#redeemDevice(tenant, form, request, entry);
    if (grant === 'refresh_token') return this.#refresh(form, request);
    return this.#refuse(70003, {}, form);
  }

  async #authorizeDevice(tenant, form, request) {
    const scope = form.get('scope');
    if (!scope) return this.#refuse(900144, { parameter: 'scope' }, form);
    const resolved = resolveScope(scope);
    if (resolved.hasSeveral) return this.#refuse(700022, {}, form);
    const answer = jsonOf(
      await askUpstream(this.socketPath, {
        method: 'POST',
        path: '/device/auth',
        host: request.headers.host,
        headers: kForm,
        body: new URLSearchParams({ client_id: kClientId, scope: kProviderScope }).toString(),
      }),
    );
    if (answer.error) return this.#dress(microsoftError({ error: answer.error }));
    const {
      interval,
      device_code_life_s: life,
      clock_rate: rate,
      user_code_length: userCodeLength,
    } = this.settings.values;
    const record = this.registry.addDevice({
      providerDeviceCode: answer.device_code,
      providerUserCode: answer.user_code,
      tenant,
      scope,
      clientId: kClientId,
      userCodeLength,
      life_s: life / rate,
      interval_s: interval,
    });
    const uri = this.settings.values.verification_uri || `${this.origin()}/device`;
    const language = (new URL(request.url, 'https://x').searchParams.get('mkt') ?? '').toLowerCase();
    return this.#dress({
      status: 200,
      json: {
        user_code: record.userCode,
        device_code: record.deviceCode,
        [this.settings.values.use_verification_url ? 'verification_url' : 'verification_uri']: uri,
        expires_in: life,
        interval,
        message: (kMessages[language] ?? kMessages[''])(uri, record.userCode),
      },
    });
  }

  async #redeemDevice(tenant, form, request, entry) {
    const deviceCode = form.get('device_code');
    if (!deviceCode) return this.#refuse(900144, { parameter: 'device_code' }, form);
    const record = this.registry.findDevice(deviceCode);
    if (!record || record.tenant.kind !== tenant.kind || record.tenant.id !== tenant.id) {
      return this.#dress(microsoftError({ error: 'bad_verification_code', number: 70018 }));
    }
    const early = this.#notePoll(record, entry);
    if (early) return this.#dress(microsoftError({ error: 'slow_down', number: 50196, description: 'slow down' }));
    const answer = jsonOf(
      await askUpstream(this.socketPath, {
        method: 'POST',
        path: '/token',
        host: request.headers.host,
        headers: kForm,
        body: new URLSearchParams({
          client_id: kClientId,
          grant_type: kDeviceGrant,
          device_code: record.providerDeviceCode,
        }).toString(),
      }),
    );
    if (answer.error === 'access_denied')
      return this.#dress(microsoftError({ error: 'authorization_declined', number: 65004 }));
    if (answer.error === 'invalid_grant' && record.redeemed) return this.#refuse(54005, {}, form);
    if (answer.error === 'invalid_grant' && Date.now() > record.expiresAtMs) return this.#refuse(70020, {}, form);
    if (answer.error) return this.#dress(microsoftError({ error: answer.error }));
    record.redeemed = true;
    const user = findUser(await this.userOf(answer.access_token));
    const family = { user: user.upn, clientId: kClientId, scope: record.scope, providerToken: answer.refresh_token };
    return this.#tokens(user, family, record.scope, answer, request, undefined);
  }

  // Whether the poll came early and must be answered with slow_down.
  #notePoll(record, entry) {
    const now = performance.now();
    const gap = record.lastPollMs === undefined ? undefined : now - record.lastPollMs;
    record.lastPollMs = now;
    if (gap !== undefined) entry.gap_ms = Math.round(gap * 10) / 10;
    const { enforce_interval: enforce, clock_rate: rate } = this.settings.values;
    if (!enforce || gap === undefined || gap >= (record.interval_s * 950) / rate - 20) return false;
    record.interval_s += 5; // RFC 8628 §3.5
    return true;
  }

  async #refresh(form, request) {
    const text = form.get('refresh_token');
    if (!text) return this.#refuse(900144, { parameter: 'refresh_token' }, form);
    const known = this.registry.findRefreshToken(text);
    if (!known) return this.#refuse(70000, {}, form);
    const { family, generation } = known;
    if (family.dead) return this.#refuse(family.dead, { user: family.user }, form);
    const isReplay = generation < family.generation;
    if (isReplay && this.settings.values.rotation === 'strict') {
      family.dead = 70000;
      return this.#refuse(70000, {}, form);
    }
    const scope = form.get('scope') || family.scope;
    const resolved = resolveScope(scope);
    const granted = new Set(family.scope.split(/\s+/));
    if (resolved.hasSeveral) return this.#refuse(700022, {}, form);
    if (resolved.permissions.some((each) => !granted.has(each))) return this.#refuse(65001, {}, form);
    const answer = jsonOf(
      await askUpstream(this.socketPath, {
        method: 'POST',
        path: '/token',
        host: request.headers.host,
        headers: kForm,
        body: new URLSearchParams({
          client_id: kClientId,
          grant_type: 'refresh_token',
          refresh_token: family.providerToken,
        }).toString(),
      }),
    );
    if (answer.error) return this.#dress(microsoftError({ error: answer.error }));
    return this.#tokens(findUser(family.user), family, scope, answer, request, text);
  }

  // old: the refresh token that was used, absent at a sign-in.
  #tokens(user, family, scope, answer, request, old) {
    const resolved = resolveScope(scope);
    const { access_token_life_s: life, refresh_token_octets: refreshOctets, rotation } = this.settings.values;
    const accessToken = this.mint.accessToken(user, {
      scope: resolved.granted,
      audience: resolved.audience,
      life_s: life,
      clientId: kClientId,
      providerToken: answer.access_token,
    });
    const isFirst = old === undefined;
    const wantsRefresh = isFirst ? resolved.offline : rotation !== 'none';
    return this.#dress({
      status: 200,
      json: {
        token_type: 'Bearer',
        scope: [...resolved.protocolWords, ...resolved.permissions].join(' '),
        expires_in: life,
        ext_expires_in: life,
        access_token: accessToken,
        ...(wantsRefresh ? { refresh_token: this.registry.addRefreshToken(family, refreshOctets) } : {}),
        ...(resolved.openid
          ? { id_token: this.mint.idToken(user, { clientId: kClientId, authority: `https://${request.headers.host}` }) }
          : {}),
        ...(user.tenantId === kConsumerTenantId ? { user_id: user.oid } : {}),
      },
    });
  }

  pass(request, response, body) {
    return passPage(this, request, response, body);
  }
}
