// SPDX-License-Identifier: MIT
// What can be set by PATCH /settings of the identity provider.

export const kDefaults = {
  interval: 5, // s; in the device authorization response
  device_code_life_s: 900,
  access_token_life_s: 3599,
  access_token_octets: 1800, // as near as the claims allow; never below what they need
  access_token_format: 'auto', // auto: JWT for work accounts, opaque for personal ones; jwt; opaque
  refresh_token_octets: 1400,
  rotation: 'lenient', // lenient: an old refresh token goes on working; strict: its replay kills the family; none
  require_admin_consent: false, // others may sign in only after an administrator has consented for the organization
  enforce_interval: false, // answer slow_down to a poll that came early
  clock_rate: 1, // the client's clock runs so many times as fast as ours
  user_code_length: 9,
  verification_uri: '', // '': the page of this provider
  use_verification_url: false, // the name that the v1 endpoint used
  header_octets: 9000, // of the head of Microsoft's answers
  framing: 'length', // length, chunked, close
  native_access_token_format: 'jwt', // of the native layout: jwt, opaque
  native_complete_uri: true, // verification_uri_complete in the native layout
};

export const kFramings = ['length', 'chunked', 'close'];
