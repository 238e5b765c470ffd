// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { TestCa } from './test_ca.mjs';

const chainOf = (pem) =>
  pem.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n/g).map((each) => new X509Certificate(each));

async function makeCa(context) {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'tegami-ca-test-'));
  context.after(() => fs.rm(directory, { recursive: true }));
  return { directory, ca: await TestCa.create(directory, ['extra.example']) };
}

test('a leaf chains through its intermediate to the root, with EC and RSA keys', async (context) => {
  const { ca } = await makeCa(context);
  const root = new X509Certificate(await fs.readFile(ca.files.file));
  for (const kind of ['ec', 'rsa']) {
    const [leaf, issuer, ...more] = chainOf((await ca.leaf(kind)).cert);
    assert.equal(more.length, 0);
    assert.ok(leaf.verify(issuer.publicKey) && issuer.verify(root.publicKey) && issuer.ca && !leaf.ca);
    assert.equal(leaf.publicKey.asymmetricKeyType, kind);
    for (const name of ['login.microsoftonline.com', 'smtp.office365.com', 'mail.contoso.example', 'extra.example'])
      assert.ok(leaf.checkHost(name), name);
    assert.ok(leaf.checkIP('127.0.0.1') && leaf.checkIP('::1'));
  }
});

test('the long chain is as long as public ones get', async (context) => {
  const { ca } = await makeCa(context);
  const chain = chainOf((await ca.leaf('long')).cert);
  assert.equal(chain.length, 3);
  assert.ok(chain.every((each) => each.publicKey.asymmetricKeyType === 'rsa'));
  assert.ok(chain[0].verify(chain[1].publicKey) && chain[1].verify(chain[2].publicKey));
  assert.ok(chain[0].raw.length > 3000, `${chain[0].raw.length} octets`);
});

test('the faulty leaves are each faulty in their one way', async (context) => {
  const { ca } = await makeCa(context);
  const leaf = async (kind) => chainOf((await ca.leaf(kind)).cert)[0];
  assert.equal((await leaf('wrong_name')).checkHost('smtp.office365.com'), undefined);
  assert.ok(new Date((await leaf('expired')).validTo) < new Date());
  assert.ok(new Date((await leaf('not_yet_valid')).validFrom) > new Date());
  const cnOnly = await leaf('cn_only');
  assert.equal(cnOnly.subjectAltName, undefined);
  assert.equal(cnOnly.subject, 'CN=smtp.office365.com');
  assert.equal((await leaf('unknown_ca')).verify(ca.root.publicKey), false);
  const own = await leaf('self_signed');
  assert.ok(own.verify(own.publicKey));
});

test('openssl finds nothing to object to, strictly', async (context) => {
  try {
    execFileSync('openssl', ['version']);
  } catch {
    return context.skip('no openssl');
  }
  const { ca, directory } = await makeCa(context);
  for (const kind of ['ec', 'rsa', 'long']) {
    const file = path.join(directory, `${kind}.pem`);
    await fs.writeFile(file, (await ca.leaf(kind)).cert);
    const words = execFileSync(
      'openssl',
      [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'smtp.office365.com',
        '-CAfile',
        ca.files.file,
        '-untrusted',
        file,
        file,
      ],
      { encoding: 'utf8' },
    );
    assert.match(words, /: OK/);
  }
});
