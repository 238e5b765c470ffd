// SPDX-License-Identifier: MIT
// What can be set by PATCH /settings of the Exchange stand-in, for all ports or, by a listener's own settings, for one.

export const kDefaults = {
  extensions: {
    size: true,
    pipelining: true,
    dsn: true,
    enhancedstatuscodes: true,
    starttls: true,
    '8bitmime': true,
    binarymime: true,
    chunking: true,
    smtputf8: true,
  },
  size: 157286400,
  auth: ['LOGIN', 'XOAUTH2'],
  auth_before_tls: false,
  ehlo: 'accept', // refuse: 500; HELO goes on working
  challenge: 'exchange', // exchange: 535 at once; google: 334 with JSON, then 535
  long_initial_response: 'refuse', // of AUTH, beyond the 512 octets of a command line; accept
  basic_auth: false, // whether the test password is good for LOGIN and PLAIN
  password: '',
  require_auth: true,
  sender_must_be_user: false, // else SendAsDenied after the data
  max_connections_per_user: 0, // 0: none; else 432 after the data
  max_recipients: 500,
  scope: 'SMTP.Send',
  audiences: [
    'https://outlook.office.com',
    'https://outlook.office365.com',
    'https://outlook.office365.us',
    'https://outlook-dod.office365.us',
    'https://partner.outlook.cn',
    'https://mail.contoso.example',
  ],
  hold_ms: 0, // wait so long before each reply; octets that arrive meanwhile came unasked
  keep_mail: true, // false: counted and hashed, not written (for benchmarks)
};

export const kStages = [
  'connect',
  'greeting',
  'ehlo',
  'ehlo_tls',
  'helo',
  'starttls',
  'tls_handshake',
  'auth',
  'auth_response',
  'mail',
  'rcpt',
  'data',
  'body',
  'bdat',
  'end',
  'rset',
  'noop',
  'quit',
];

// The extensions of one moment, in the order in which the service lists them. Offered only where their base is.
export function extensionLines(settings, { isTls }) {
  const on = settings.extensions;
  const lines = [];
  if (on.size) lines.push(`SIZE ${settings.size}`);
  if (on.pipelining) lines.push('PIPELINING');
  if (on.dsn) lines.push('DSN');
  if (on.enhancedstatuscodes) lines.push('ENHANCEDSTATUSCODES');
  if (on.starttls && !isTls) lines.push('STARTTLS');
  if ((isTls || settings.auth_before_tls) && settings.auth.length) lines.push(`AUTH ${settings.auth.join(' ')}`);
  if (on['8bitmime']) lines.push('8BITMIME');
  if (on.binarymime) lines.push('BINARYMIME');
  if (on.chunking) lines.push('CHUNKING');
  if (on.smtputf8) lines.push('SMTPUTF8');
  return lines;
}
