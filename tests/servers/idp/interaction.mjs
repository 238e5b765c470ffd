// SPDX-License-Identifier: MIT
// Signing in and consenting, between the pages and node-oidc-provider. Any password will do but the word "wrong".

import { findUser, refusalFor } from './directory.mjs';
import { microsoftError } from './aadsts.mjs';
import * as pages from './pages.mjs';

async function readForm(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function html(response, body, status = 200) {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(body);
}

async function grantAll(provider, details) {
  const accountId = details.session.accountId;
  const clientId = details.params.client_id;
  const grant = details.grantId
    ? await provider.Grant.find(details.grantId)
    : new provider.Grant({ accountId, clientId });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes = {} } = details.prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes))
    grant.addResourceScope(resource, scopes.join(' '));
  const grantId = await grant.save();
  return { consent: details.grantId ? {} : { grantId } };
}

// The reason why that user may not sign in here, in words; undefined: may.
function whyNot(details, { registry, settings }, consented, user) {
  const device =
    registry && [...registry.devices.values()].find((each) => each.providerDeviceCode === details.deviceCode);
  const needsAdmin = settings.values.require_admin_consent && !user.isAdmin && !consented.has(user.tenantId);
  const number = (device && refusalFor(user, device.tenant)) ?? (needsAdmin ? 90094 : undefined);
  return number && microsoftError({ number }, { user: user.upn }).json.error_description.split('\r\n')[0];
}

// Serves /interaction/...; everything else is the provider's own. Gives a request listener.
export function withInteractions(provider, { registry, settings }) {
  const consented = new Set(); // tenants whose administrator consented for all
  const native = provider.callback();
  const handle = async (request, response) => {
    const [, , uid, step] = request.url.split('?')[0].split('/');
    const details = await provider.interactionDetails(request, response);
    if (request.method === 'GET') {
      if (details.prompt.name === 'login') return html(response, pages.signIn(uid));
      const client = await provider.Client.find(details.params.client_id);
      return html(response, pages.consent(uid, findUser(details.session.accountId), client.clientName));
    }
    const form = await readForm(request);
    if (step === 'abort' || form.get('abort')) {
      return provider.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: 'The user declined.',
      });
    }
    if (step === 'login') {
      const user = findUser(form.get('login') ?? '');
      if (!user.upn.includes('@')) return html(response, pages.signIn(uid, 'Enter an address.'));
      if (form.get('password') === 'wrong')
        return html(response, pages.signIn(uid, 'Your account or password is incorrect.'));
      const refusal = whyNot(details, { registry, settings }, consented, user);
      if (refusal) return html(response, pages.signIn(uid, refusal));
      return provider.interactionFinished(request, response, { login: { accountId: user.upn, remember: false } });
    }
    if (form.get('organization')) consented.add(findUser(details.session.accountId).tenantId);
    return provider.interactionFinished(request, response, await grantAll(provider, details));
  };
  return (request, response) => {
    if (!request.url.startsWith('/interaction/')) return native(request, response);
    return handle(request, response).catch((error) => html(response, pages.failure(error.message), 400));
  };
}
