// SPDX-License-Identifier: MIT
// The device authorization grant as a client does it, for tests.

import { approve } from '../idp/approve.mjs';
import { Browser } from '../idp/browser.mjs';
import { kScanner, request } from './fixture.mjs';

export const kDeviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export class MicrosoftClient {
  constructor(servers, tenant = 'common') {
    Object.assign(this, { servers, tenant, clientId: servers.idp.client_id });
  }

  #post(endpoint, form, tenant = this.tenant) {
    return request(this.servers.caText, `${this.servers.idp.url}/${tenant}/oauth2/v2.0/${endpoint}`, { form });
  }

  start(fields = {}) {
    return this.#post('devicecode', { client_id: this.clientId, scope: this.servers.idp.scope, ...fields });
  }

  poll(deviceCode, { tenant, ...fields } = {}) {
    return this.#post(
      'token',
      { client_id: this.clientId, grant_type: kDeviceGrant, device_code: deviceCode, ...fields },
      tenant,
    );
  }

  refresh(refreshToken, fields = {}) {
    return this.#post('token', {
      client_id: this.clientId,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...fields,
    });
  }

  approve({ verification_uri: url, user_code: code }, options = {}) {
    return approve({ browser: new Browser({ ca: this.servers.caText }), url, code, user: kScanner, ...options });
  }

  // A whole sign-in; gives the token response.
  async signIn(options = {}) {
    const device = (await this.start(options.scope ? { scope: options.scope } : {})).json;
    await this.approve(device, options);
    return (await this.poll(device.device_code)).json;
  }
}
