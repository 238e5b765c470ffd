// SPDX-License-Identifier: MIT
// Which real name and port stands for which server of the stack: the entries for --resolve NAME:PORT:ADDR:PORT.

import os from 'node:os';

const kSignInNames = [
  'login.microsoftonline.com',
  'login.microsoft.com',
  'microsoft.com',
  'www.microsoft.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
];
const kMailNames = [
  'smtp.office365.com',
  'smtp-mail.outlook.com',
  'smtp.office365.us',
  'outlook-dod.office365.us',
  'smtp.partner.outlook.cn',
];

// The same over IPv6, where loopback servers listen on ::1 as well.
export function resolveEntriesIpv6(stack, address) {
  const hasLoopback6 = Object.values(os.networkInterfaces())
    .flat()
    .some((each) => each.address === '::1');
  if (address !== '127.0.0.1' || !hasLoopback6) return [];
  return resolveEntries({ idp: stack.idp, exchange: stack.exchange }, '::1');
}

export function resolveEntries(stack, address) {
  const host = address.includes(':') ? `[${address}]` : address;
  const entries = [];
  if (stack.idp) {
    for (const name of kSignInNames) entries.push(`${name}:443:${host}:${stack.idp.port}`);
    entries.push(`id.contoso.example:443:${host}:${stack.idp.native.port}`);
  }
  if (stack.exchange) {
    for (const name of kMailNames) entries.push(`${name}:587:${host}:${stack.exchange.port}`);
    entries.push(`smtp.office365.com:465:${host}:${stack.exchange.ports.tls}`);
  }
  if (stack.postfix) {
    entries.push(`mail.contoso.example:587:${stack.postfix.address}:${stack.postfix.ports.default}`);
    entries.push(`mail.contoso.example:465:${stack.postfix.address}:${stack.postfix.ports.tls}`);
  }
  return entries;
}
