// SPDX-License-Identifier: MIT
// node-oidc-provider's own layout, handed through as it is: discovery (RFC 8414 and OpenID), device authorization with
// verification_uri_complete and without an interval, strict rotation, revocation (RFC 7009), introspection (RFC 7662).

import { passPage } from './page_proxy.mjs';
import { askUpstream, jsonOf } from './upstream.mjs';

const kEndpoints = {
  '/device/auth': 'devicecode',
  '/token': 'token',
  '/token/revocation': 'revocation',
  '/token/introspection': 'introspection',
  '/jwks': 'keys',
  '/.well-known/openid-configuration': 'metadata',
  '/.well-known/oauth-authorization-server': 'metadata',
};

// A second issuer, whose identifier has a path: RFC 8414 §3.1 puts the well-known part before that path, OpenID behind it.
export const kIssuerPath = '/realms/office';

export class NativeLayout {
  constructor({ socketPath, settings }) {
    Object.assign(this, { socketPath, settings, lastPolls: new Map() });
  }

  route(request, path) {
    const prefix = path.endsWith(kIssuerPath) || path.startsWith(`${kIssuerPath}/`) ? kIssuerPath : '';
    const below = path.replace(prefix, '');
    const endpoint = kEndpoints[below];
    return endpoint && { endpoint, prefix, path: request.url.replace(prefix, '') };
  }

  error(fault) {
    const { status = fault.error === 'invalid_client' ? 401 : 400, description } = fault;
    return {
      status,
      json: { error: fault.error ?? 'invalid_grant', ...(description ? { error_description: description } : {}) },
    };
  }

  async answer(route, form, request, entry) {
    if (route.endpoint === 'token' && this.#isEarly(form, entry)) {
      return { status: 400, json: { error: 'slow_down', error_description: 'you are polling too quickly' } };
    }
    const { authorization, 'content-type': type, accept } = request.headers;
    const headers = Object.fromEntries(
      Object.entries({ authorization, 'content-type': type, accept }).filter(([, value]) => value !== undefined),
    );
    const answer = await askUpstream(this.socketPath, {
      method: request.method,
      path: route.path,
      host: request.headers.host,
      headers,
      body: request.method === 'POST' ? form.toString() : undefined,
    });
    if (answer.body.length === 0) return answer;
    const json = jsonOf(answer);
    if (route.endpoint === 'metadata' && json.issuer) {
      const origin = `https://${request.headers.host}`;
      json.issuer = origin;
      for (const [name, value] of Object.entries(json)) {
        if (String(value).startsWith(origin)) json[name] = value.replace(origin, origin + route.prefix);
      }
    }
    if (route.endpoint === 'devicecode' && !this.settings.values.native_complete_uri)
      delete json.verification_uri_complete;
    return { status: answer.status, json, headers: answer.headers };
  }

  #isEarly(form, entry) {
    const code = form.get('device_code');
    if (!code) return false;
    const now = performance.now();
    const last = this.lastPolls.get(code) ?? { interval_s: 5 };
    const gap = last.atMs === undefined ? undefined : now - last.atMs;
    if (gap !== undefined) entry.gap_ms = Math.round(gap * 10) / 10;
    const { enforce_interval: enforce, clock_rate: rate } = this.settings.values;
    const early = enforce && gap !== undefined && gap < (last.interval_s * 950) / rate - 20;
    this.lastPolls.set(code, { atMs: now, interval_s: last.interval_s + (early ? 5 : 0) });
    return early;
  }

  pass(request, response, body) {
    return passPage(this, request, response, body);
  }
}
