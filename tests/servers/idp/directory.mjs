// SPDX-License-Identifier: MIT
// Who exists: tenants and users. Any address may sign in; its domain says which tenant it belongs to.

import crypto from 'node:crypto';

export const kConsumerTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
export const kContosoTenantId = '6babcaad-604b-40ac-a9d7-9fd97c0b779f';
export const kClientId = '4fcd1b64-8b25-4e5c-93a1-1f3d1f0c5b4e';
export const kNativeClientId = 'printer';
export const kConfidentialClientId = 'printer-with-secret';

const kDomains = { 'contoso.example': kContosoTenantId, 'fabrikam.example': '1d8a7a4b-7f4d-4b0e-9a3c-50b0a3f2d6c1' };
const kConsumerDomains = new Set(['outlook.example', 'hotmail.example', 'live.example', 'outlook.com', 'hotmail.com']);

function guidOf(text) {
  const digest = crypto.createHash('sha256').update(text.toLowerCase()).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

// The tenant that a URL's first segment names: { kind: common | organizations | consumers | one, id }; undefined: no such.
export function findTenant(segment) {
  const name = segment.toLowerCase();
  if (name === 'common' || name === 'organizations') return { kind: name };
  if (name === 'consumers' || name === kConsumerTenantId) return { kind: 'consumers', id: kConsumerTenantId };
  const id = kDomains[name] ?? Object.values(kDomains).find((each) => each === name);
  return id ? { kind: 'one', id } : undefined;
}

export function findUser(address) {
  const upn = address.toLowerCase();
  const domain = upn.split('@')[1] ?? '';
  const isConsumer = kConsumerDomains.has(domain);
  const local = upn.split('@')[0];
  return {
    upn,
    name: local
      .split(/[._-]/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' '),
    oid: isConsumer ? `00000000-0000-0000-${guidOf(upn).slice(9, 13)}-${guidOf(upn).slice(24)}` : guidOf(upn),
    tenantId: isConsumer ? kConsumerTenantId : (kDomains[domain] ?? guidOf(domain)),
    isConsumer,
    isAdmin: /^(admin|administrator)/.test(local),
  };
}

// Whether a user may sign in where the device asked for this tenant; a number of Microsoft's where not.
export function refusalFor(user, tenant) {
  if (tenant.kind === 'organizations' && user.isConsumer) return 50020;
  if (tenant.kind === 'consumers' && !user.isConsumer) return 500208;
  if (tenant.kind === 'one' && tenant.id !== user.tenantId) return user.isConsumer ? 50020 : 50034;
  return undefined;
}
