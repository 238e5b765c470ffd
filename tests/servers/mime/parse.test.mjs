// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import PostalMime from 'postal-mime';
import { parseMessage, readMessage } from './parse.mjs';
import { decodeWords, parseParameterized } from './words.mjs';

const join = (...lines) => lines.join('\r\n');

test('binary parts come out octet for octet, whatever they hold', () => {
  const noise = Buffer.concat([
    crypto.randomBytes(50_000),
    Buffer.from('\r\n--b\r\n--bx--\n--b--\r'),
    Buffer.from([0, 13, 10, 13, 10]),
  ]);
  const message = Buffer.concat([
    Buffer.from(
      join(
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="=_bound"',
        '',
        '--=_bound',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Hi',
        '--=_bound',
        'Content-Type: image/jpeg; name=scan.jpg',
        'Content-Transfer-Encoding: binary',
        'Content-Disposition: attachment; filename=scan.jpg',
        '',
        '',
      ),
    ),
    noise,
    Buffer.from('\r\n--=_bound--\r\n'),
  ]);
  const { text, attachments, problems } = readMessage(message);
  assert.deepEqual([text, problems], ['Hi', []]);
  assert.equal(attachments.length, 1);
  assert.ok(attachments[0].content.equals(noise));
  assert.deepEqual(
    [attachments[0].name, attachments[0].type, attachments[0].encoding],
    ['scan.jpg', 'image/jpeg', 'binary'],
  );
});

test('what nodemailer composes is read as postal-mime reads it', async () => {
  const pdf = crypto.randomBytes(70_001);
  const composed = await nodemailer
    .createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
    .sendMail({
      from: '複合機 <scanner@contoso.example>',
      to: 'Taro <taro@contoso.example>',
      subject: 'スキャン文書をお届けします: 議事録と見積書（三通）',
      text: 'スキャンした文書です。\r\n.点で始まる行\r\n',
      attachments: [
        { filename: '議事録 2026年11月.pdf', content: pdf },
        { filename: 'empty.txt', content: '' },
      ],
    });
  const ours = readMessage(composed.message);
  const theirs = await PostalMime.parse(composed.message);
  assert.equal(ours.headers.subject, theirs.subject);
  assert.equal(ours.text.replace(/\r\n/g, '\n').trim(), theirs.text.replace(/\r\n/g, '\n').trim());
  assert.deepEqual(ours.problems, []);
  assert.deepEqual(
    ours.attachments.map(({ name }) => name),
    theirs.attachments.map(({ filename }) => filename),
  );
  assert.ok(ours.attachments[0].content.equals(pdf) && Buffer.from(theirs.attachments[0].content).equals(pdf));
  const asMaildir = Buffer.from(composed.message.toString('latin1').replace(/\r\n/g, '\n'), 'latin1');
  assert.ok(readMessage(asMaildir).attachments[0].content.equals(pdf), 'with LF line ends too');
});

test('encoded-words and parameters in all their forms', () => {
  assert.equal(decodeWords('=?utf-8?B?44K5?= =?UTF-8?Q?=E3=82=AD=E3=83=A3=E3=83=B3_?= plain'), 'スキャン  plain');
  assert.equal(decodeWords('=?iso-2022-jp?B?GyRCNUQbKEI=?='), '議');
  assert.match(
    decodeWords('=?utf-8?B?44I=?= =?utf-8?B?uQ==?='),
    /\ufffd.*\ufffd/,
    'a character must not be cut in two',
  );
  assert.equal(
    parseParameterized('attachment; filename="x.pdf"; filename*=UTF-8\'\'%E8%AD%B0.pdf').parameters.filename,
    '議.pdf',
  );
  assert.equal(
    parseParameterized("attachment; filename*0*=UTF-8''%E8%AD; filename*1*=%B0; filename*2=.pdf").parameters.filename,
    '議.pdf',
  );
  assert.equal(parseParameterized('attachment; filename="a\\"b;c.pdf"').parameters.filename, 'a"b;c.pdf');
});

test('what breaks the rules of MIME is told', () => {
  const problemsOf = (...lines) => parseMessage(Buffer.from(join(...lines), 'latin1')).problems.join('; ');
  assert.match(problemsOf('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x', ''), /not closed/);
  assert.match(problemsOf('Content-Transfer-Encoding: base64', '', 'QUF', ''), /malformed base64/);
  assert.match(problemsOf('Content-Transfer-Encoding: base64', '', 'QUFB'.repeat(20), ''), /base64 line of 80/);
  assert.match(problemsOf('Content-Transfer-Encoding: quoted-printable', '', 'a=zz', ''), /malformed quoted-printable/);
  assert.match(problemsOf('Content-Transfer-Encoding: x-uuencode', '', 'a', ''), /unknown encoding/);
  assert.match(problemsOf('', 'caf\xe9', ''), /above 127 in 7bit/);
  assert.match(
    problemsOf(`Content-Type: multipart/mixed; boundary=${'b'.repeat(71)}`, '', `--${'b'.repeat(71)}--`, ''),
    /more than 70/,
  );
  assert.equal(problemsOf('Content-Transfer-Encoding: base64', '', 'QUFB', 'QQ==', ''), '');
});
