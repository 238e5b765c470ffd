// SPDX-License-Identifier: MIT
// Microsoft's error bodies. The table: number -> error, the words that follow the number, HTTP status (400 unless
// given), suberror. Wording after what the service is known to send; clients must decide on `error` alone.

import crypto from 'node:crypto';

const kGrant = 'invalid_grant';
const kInteraction = 'interaction_required';

const kTable = {
  50020: [
    'invalid_grant',
    "User account '{user}' from identity provider 'live.com' does not exist in tenant 'Contoso' and cannot access the application. The account needs to be added as an external user in the tenant first.",
  ],
  50034: [
    kGrant,
    'The user account {user} does not exist in the directory. To sign into this application, the account must be added to the directory.',
  ],
  50053: [
    kGrant,
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  ],
  50055: [kGrant, 'The password is expired.', 400, 'user_password_expired'],
  50057: [kGrant, 'The user account is disabled.'],
  50059: [
    'invalid_request',
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ],
  50076: [
    kGrant,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    400,
    'basic_action',
  ],
  50078: [
    kGrant,
    "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resource}'.",
    400,
    'basic_action',
  ],
  50079: [
    kGrant,
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication.',
    400,
    'basic_action',
  ],
  50097: [kInteraction, 'Device authentication is required.'],
  50105: [
    kInteraction,
    "Your administrator has configured the application to block users unless they are specifically granted ('assigned') access to the application.",
  ],
  50126: [kGrant, 'Error validating credentials due to invalid username or password.'],
  50132: [
    kGrant,
    'The session is not valid due to the following reasons: password expiration or recent password change, SSO Artifact is invalid or expired.',
  ],
  50133: [kGrant, 'Session is invalid due to expiration or recent password change.'],
  50134: [
    kGrant,
    'Wrong data center. To authorize a request that was initiated by an app in the OAuth 2.0 device flow, the authorizing party must be in the same data center where the original request resides.',
  ],
  50158: [
    kInteraction,
    'External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.',
  ],
  50173: [
    kGrant,
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{before}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{now}'.",
    400,
    'bad_token',
  ],
  50194: [
    'invalid_request',
    "Application '{client}'(printer) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  ],
  50196: [
    kGrant,
    'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ],
  53000: [
    kInteraction,
    'Device is not in required device state: {0}. Conditional Access policy requires a compliant device, and the device is not compliant.',
    400,
    'message_only',
  ],
  53003: [
    kInteraction,
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    400,
    'message_only',
  ],
  54005: [
    kGrant,
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ],
  65001: [
    kGrant,
    "The user or administrator has not consented to use the application with ID '{client}' named 'printer'. Send an interactive authorization request for this user and resource.",
    400,
    'consent_required',
  ],
  65004: ['authorization_declined', 'User declined to consent to access the app.'],
  65005: [
    'invalid_resource',
    "The application 'printer' asked for scope 'SMTP.Send' that doesn't exist on the resource.",
  ],
  70000: [kGrant, 'Provided grant is invalid or malformed.'],
  70001: ['unauthorized_client', "The application named '{client}' is disabled."],
  70002: ['invalid_client', 'Error validating credentials. Invalid client secret is provided.', 401],
  70003: ['unsupported_grant_type', 'The app requested an unsupported grant type.'],
  70008: [
    kGrant,
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    400,
    'token_expired',
  ],
  70011: [
    'invalid_scope',
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope '{scope}' is not valid.",
  ],
  70012: [
    'temporarily_unavailable',
    'A server error occurred while authenticating an MSA (consumer) user. Try again.',
    503,
  ],
  70016: ['authorization_pending', 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.'],
  70018: [
    'bad_verification_code',
    'Invalid verification code due to User typing in wrong user code for device code flow.',
  ],
  70019: ['expired_token', 'Verification code expired. Have the user retry the sign-in.'],
  70020: [
    'expired_token',
    "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  ],
  70043: [
    kGrant,
    'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {before} and the maximum allowed lifetime for this request is 43200.',
    400,
    'bad_token',
  ],
  80001: ['temporarily_unavailable', 'Authentication Agent unable to connect to Active Directory.', 503],
  90002: [
    'invalid_request',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ],
  90006: ['temporarily_unavailable', 'The service is temporarily unavailable. Please retry later.', 503],
  90014: [
    'invalid_request',
    "The required field '{parameter}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  ],
  90023: ['invalid_request', 'Invalid STS request.'],
  90033: ['temporarily_unavailable', 'A transient error has occurred. Please try again.', 503],
  90038: [
    'invalid_request',
    "Tenant '{tenant}' request is being redirected to the National Cloud 'MicrosoftOnline.US'.",
  ],
  90055: ['temporarily_unavailable', 'The tenant is throttled. Please retry later.', 429],
  90094: [
    kGrant,
    'Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.',
    400,
    'consent_required',
  ],
  90120: [kGrant, 'The device code was already authorized or declined.'],
  135010: ['server_error', 'KeyNotFound', 500],
  500011: [
    'invalid_resource',
    'The resource principal named {resource} was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.',
  ],
  500208: [kGrant, 'The domain is not a valid login domain for the account type.'],
  530003: [kInteraction, 'Your device is required to be managed to access this resource.', 400, 'message_only'],
  530032: [
    kInteraction,
    'Your organization has policies in place that prevent this access (blocked by security policy).',
    400,
    'message_only',
  ],
  530033: [
    kInteraction,
    'Your admin has a device-based Conditional Access policy; remote device flow is blocked.',
    400,
    'message_only',
  ],
  530035: [
    kInteraction,
    'Access has been blocked by security defaults. The request is deemed unsafe by security defaults policies.',
    400,
    'message_only',
  ],
  530036: [
    kGrant,
    'The refresh token is invalid due to authentication flow checks by Conditional Access.',
    400,
    'bad_token',
  ],
  650052: [
    'invalid_client',
    'The app is trying to access a service that your organization lacks a service principal for.',
  ],
  700003: [kInteraction, 'Device object was not found in the tenant directory.'],
  700016: [
    'unauthorized_client',
    "Application with identifier '{client}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ],
  700022: [
    'invalid_scope',
    "The provided value for the input parameter 'scope' is not valid. Static scope limit exceeded: scopes of several resources.",
  ],
  700025: [
    'invalid_client',
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    401,
  ],
  700082: [
    kGrant,
    'The refresh token has expired due to inactivity. The token was issued on {before} and was inactive for 90.00:00:00.',
    400,
    'bad_token',
  ],
  700084: [
    kGrant,
    "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended.",
    400,
    'bad_token',
  ],
  900144: ['invalid_request', "The request body must contain the following parameter: '{parameter}'."],
  900561: ['invalid_request', 'The endpoint only accepts {accepted} requests. Received a {received} request.', 405],
  7000012: [kGrant, 'The grant was issued for a different tenant.'],
  7000014: [kGrant, "The provided value for the input parameter 'device_code' is not valid."],
  7000112: ['unauthorized_client', "Application '{client}'(printer) is disabled."],
  7000215: [
    'invalid_client',
    'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
    401,
  ],
  7000218: [
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    401,
  ],
  7000222: ['invalid_client', "The provided client secret keys for app '{client}' are expired.", 401],
  9002313: ['invalid_request', 'Invalid request. Request is malformed or invalid.'],
  9002332: [
    'invalid_request',
    "Application '{client}'(printer) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.",
  ],
};

// The number that goes with an OAuth error of the provider where no other one is known.
const kNumberOf = {
  authorization_pending: 70016,
  authorization_declined: 65004,
  expired_token: 70020,
  bad_verification_code: 70018,
  invalid_grant: 70000,
  unauthorized_client: 700016,
  invalid_client: 7000218,
  invalid_scope: 70011,
  unsupported_grant_type: 70003,
  invalid_request: 9002313,
  temporarily_unavailable: 90033,
  interaction_required: 50076,
  consent_required: 65001,
  invalid_resource: 500011,
  slow_down: 50196,
};

export const knowsNumber = (number) => number in kTable;

const zulu = (date, fraction = '') => `${date.toISOString().slice(0, 19)}${fraction}Z`;

// what: { number } or { error }, and optionally description, status. values: what the braces in the text stand for.
// Gives { status, json }.
export function microsoftError(what, values = {}) {
  const number = what.number ?? kNumberOf[what.error] ?? 9002313;
  const [error, text, status = 400, suberror] = kTable[number] ?? ['invalid_request', 'Something went wrong.'];
  const now = new Date();
  const words = {
    now: zulu(now, '.0000000'),
    before: zulu(new Date(now - 91 * 86_400_000), '.7136390'),
    resource: '00000002-0000-0ff1-ce00-000000000000',
    ...values,
  };
  const filled = what.description ?? text.replace(/\{(\w+)\}/g, (all, name) => words[name] ?? all);
  const timestamp = `${now.toISOString().slice(0, 10)} ${now.toISOString().slice(11, 19)}Z`;
  const traceId = crypto.randomUUID();
  const correlationId = crypto.randomUUID();
  return {
    status: what.status ?? status,
    json: {
      error: what.error ?? error,
      error_description: `AADSTS${number}: ${filled}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
      ...(suberror ? { suberror } : {}),
      ...(number === 50076 || number === 530003
        ? {
            claims:
              '{"access_token":{"capolids":{"essential":true,"values":["00000000-0000-0000-0000-000000000000"]}}}',
          }
        : {}),
    },
  };
}
