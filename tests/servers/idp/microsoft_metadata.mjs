// SPDX-License-Identifier: MIT
// The documents that Microsoft's layout publishes: OpenID metadata, keys, the list of clouds.

import { askUpstream, jsonOf } from './upstream.mjs';

export async function microsoftMetadata(route, request, tenant, layout) {
  const base = `https://${request.headers.host}`;
  if (route.endpoint === 'keys') {
    return jsonOf(await askUpstream(layout.socketPath, { method: 'GET', path: '/jwks', host: request.headers.host }));
  }
  if (route.endpoint === 'instance') {
    return {
      tenant_discovery_endpoint: `${base}/${route.tenantName}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [
        {
          preferred_network: request.headers.host,
          preferred_cache: request.headers.host,
          aliases: [request.headers.host],
        },
      ],
    };
  }
  const path = `${base}/${route.tenantName}`;
  return {
    token_endpoint: `${path}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${path}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${base}/${tenant.id ?? '{tenantid}'}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    authorization_endpoint: `${path}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${path}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${path}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'email',
    ],
    kerberos_endpoint: `${path}/kerberos`,
    tenant_region_scope: null,
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  };
}
