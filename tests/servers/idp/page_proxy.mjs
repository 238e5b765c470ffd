// SPDX-License-Identifier: MIT
// Hands the pages for people through to node-oidc-provider, translating the user codes of Microsoft's layout.

import { microsoftError } from './aadsts.mjs';
import { sendAnswer } from './answer.mjs';
import { askUpstream } from './upstream.mjs';

const kShortcuts = new Set(['/devicelogin', '/link', '/common/oauth2/deviceauth', '/']);
const kPages = /^\/(device|interaction)(\/|$)/;

// layout: { socketPath, registry (may be absent), origin() }
export async function passPage(layout, request, response, body) {
  const path = request.url.split('?')[0];
  if (kShortcuts.has(path))
    return sendAnswer(response, { status: 302, body: '', type: 'text/html', headers: [['Location', '/device']] });
  if (!kPages.test(path)) {
    const { json } = microsoftError({ number: 9002313 });
    return sendAnswer(response, { status: 404, json });
  }
  let forwarded = request.method === 'GET' || request.method === 'HEAD' ? undefined : body;
  if (forwarded !== undefined && path === '/device' && layout.registry) {
    const form = new URLSearchParams(forwarded);
    const record = layout.registry.findByUserCode(form.get('user_code') ?? '');
    if (record) form.set('user_code', record.providerUserCode);
    forwarded = form.toString();
  }
  const { cookie, 'content-type': type, 'accept-language': language, accept } = request.headers;
  const headers = Object.fromEntries(
    Object.entries({ cookie, 'content-type': type, 'accept-language': language, accept }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const answer = await askUpstream(layout.socketPath, {
    method: request.method,
    path: request.url,
    host: request.headers.host,
    headers,
    body: forwarded,
  });
  return sendAnswer(response, answer);
}
