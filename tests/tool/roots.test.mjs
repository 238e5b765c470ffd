// SPDX-License-Identifier: MIT
// tegami roots: a signed bundle from a file and from an https server, imported CA certificates.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { enter, exchangeOnline, file, run, runInBackground, signIn, stack, startServers, stopServers, tegami, work } from
  './harness.mjs';

const bundler = join(import.meta.dirname, '..', '..', 'toolchain', 'roots_bundle');
const kVersion = 4000000000;
let stores = 0;
let store;
let server;
let url;
let answer;
let ca;

function sh(program, ...args) {
  const done = spawnSync(program, args, { encoding: 'utf8', cwd: work });
  assert.equal(done.status, 0, `${program} ${args.join(' ')}: ${done.stderr}`);
}

function bundle(version, key, ...pems) {
  const path = join(work, `bundle-${version}-${key}.tgr`);
  sh(bundler, 'sign', '--key', `${key}.pem`, '--version', String(version), '--output', path, ...pems);
  return path;
}

// An authority of its own for the server that keeps bundles: the device knows it only once it was imported.
function makeAuthority() {
  const extensions = join(work, 'extensions');
  writeFileSync(extensions, 'subjectAltName=DNS:roots.contoso.example\nextendedKeyUsage=serverAuth\n');
  sh('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'ca.key', '-out',
    'ca.pem', '-subj', '/CN=Roots CA', '-days', '30', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext',
    'keyUsage=critical,keyCertSign,cRLSign');
  sh('openssl', 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'leaf.key', '-out',
    'leaf.csr', '-subj', '/CN=roots');
  sh('openssl', 'x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'leaf.pem',
    '-days', '30', '-extfile', extensions);
  ca = join(work, 'ca.pem');
}

before(async () => {
  startServers();
  makeAuthority();
  for (const key of ['maker', 'stranger']) sh(bundler, 'keygen', '--private', `${key}.pem`, '--public', `${key}.pub.pem`);
  server = createServer({ key: readFileSync(join(work, 'leaf.key')), cert: readFileSync(join(work, 'leaf.pem')) },
    (request, response) => answer(response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = 'https://roots.contoso.example/newest.tgr';
});
after(() => {
  server.close();
  stopServers();
});
beforeEach(() => { store = join(work, `store-${++stores}`); });

const roots = (command, ...args) => run('roots', command, '--store', store, '--json', ...args);
const update = (path, ...more) => roots('update', path, '--roots-key', join(work, 'maker.pub.pem'), ...more);
const fetch = (...more) => runInBackground('roots', 'update', url, '--store', store, '--json', '--timeout', '15', '--roots-key',
  join(work, 'maker.pub.pem'), '--resolve', `roots.contoso.example:443:127.0.0.1:${server.address().port}`, ...more);

test('reaches servers whose root is only in the bundle, and no longer without it', async () => {
  const done = await signIn(store, enter, ...exchangeOnline());
  assert.equal(done.result?.outcome, 'signed_in', done.stdout + done.stderr);
  const mail = () => tegami('send', '--store', store, '--to', 'a@contoso.example').result;
  const listed = roots('list').lines[0];
  assert.match(listed.subject, /CN=/);
  assert.equal(roots('remove', String(listed.number)).result.outcome, 'removed');
  assert.equal(mail().cause, 'certificate_untrusted');
  const taken = update(bundle(kVersion, 'maker', stack.ca.file));
  assert.equal(taken.status, 0, taken.stdout + taken.stderr);
  assert.deepEqual({ ...taken.lines[0] }, { version: kVersion, count: 1, updated: true, damaged: false, imported: 0 });
  assert.equal(mail().outcome, 'delivered');
  assert.equal(update(bundle(kVersion + 1, 'maker', ca)).result.outcome, 'updated');
  assert.equal(mail().cause, 'certificate_untrusted', 'a bundle counts in place of the one before it');
});

test('refuses a bundle with the reason, and keeps what it has', () => {
  assert.equal(roots('import', ca).result.outcome, 'imported');
  const good = bundle(kVersion, 'maker', ca);
  assert.equal(update(good).result.outcome, 'updated');
  const octets = readFileSync(good);
  const changed = Buffer.from(octets);
  changed[octets.length - 1] ^= 1;
  const next = readFileSync(bundle(kVersion + 1, 'maker', ca));
  for (const [path, cause] of [[good, 'roots_version'], [bundle(kVersion + 2, 'stranger', ca), 'roots_signature'],
    [file(next.subarray(0, 500)), 'roots_truncated'], [file(Buffer.concat([next, next])), 'roots_not_a_bundle'],
    [ca, 'roots_not_a_bundle'], [file(''), 'roots_truncated']]) {
    const done = update(path);
    assert.equal(done.result.cause, cause, done.stdout + done.stderr);
    assert.equal(done.status, 1);
    assert.ok(done.result.remedy);
    assert.equal(done.lines[0].version, kVersion);
  }
});

test('takes no bundle where the build has no key', () => {
  assert.equal(roots('import', ca).status, 0);
  const done = roots('update', bundle(kVersion, 'maker', ca));
  assert.equal(done.result.cause, 'roots_no_key');
  assert.match(done.result.text, /no key/);
});

test('fetches a bundle over https, by what is trusted now', async () => {
  const octets = readFileSync(bundle(kVersion, 'maker', ca));
  answer = (response) => response.end(octets);
  assert.equal(roots('import', stack.ca.file).status, 0);
  assert.equal((await fetch()).result.cause, 'certificate_untrusted');
  assert.equal(roots('import', ca).status, 0);
  const done = await fetch();
  assert.equal(done.result.outcome, 'updated', done.stdout + done.stderr);
});

for (const [name, respond, cause] of [
  ['a redirect', (response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(), 'roots_not_served'],
  ['404', (response) => response.writeHead(404).end('no'), 'roots_not_served'],
  ['a page', (response) => response.end('<html>'.repeat(3000)), 'roots_not_a_bundle'],
  ['half a bundle', (response, octets) => {
    response.writeHead(200, { 'content-length': octets.length });
    response.write(octets.subarray(0, 20000), () => response.socket.destroy());
  }, 'roots_truncated'],
  ['a body without end', (response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(65536)), 1);
    response.on('close', () => clearInterval(timer));
  }, 'roots_not_a_bundle'],
]) {
  test(`is not fooled by ${name}`, async () => {
    const octets = readFileSync(mozilla());
    answer = (response) => respond(response, octets);
    assert.equal(roots('import', ca).status, 0);
    assert.equal((await fetch()).result.cause, cause);
    assert.equal(roots('list').lines.at(-2).updated, false);
  });
}

test('fetches the whole set of Mozilla, in chunks too', async () => {
  const octets = readFileSync(mozilla());
  answer = (response) => {
    response.write(octets.subarray(0, 100));
    response.end(octets.subarray(100));
  };
  assert.equal(roots('import', ca).status, 0);
  const done = await fetch();
  assert.equal(done.result.outcome, 'updated', done.stdout + done.stderr);
  assert.ok(done.lines[0].count > 100);
});

test('refuses what is no authority', () => {
  assert.equal(roots('import', join(work, 'leaf.pem')).result.cause, 'ca_not_an_authority');
  assert.equal(roots('import', ca).result.outcome, 'imported');
  assert.equal(roots('import', ca).result.outcome, 'imported');
  assert.equal(roots('list').lines.filter((line) => line.subject).length, 1, 'one that is there already is not kept twice');
  assert.equal(roots('remove', '7').status, 2);
  assert.equal(roots('import', file('nothing')).status, 2);
  assert.equal(run('roots', 'update', 'http://roots.contoso.example/x', '--store', store).status, 2);
});

let whole;
function mozilla() {
  if (whole === undefined) {
    whole = join(work, 'mozilla.tgr');
    sh(bundler, 'sign', '--key', 'maker.pem', '--version', String(kVersion), '--output', whole);
  }
  return whole;
}
