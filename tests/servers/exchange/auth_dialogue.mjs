// SPDX-License-Identifier: MIT
// The AUTH command (RFC 4954): the two-step form and the initial response, for each mechanism.

import { decodeBase64, parseOauthBearer, parsePlain, parseXoauth2, whyTokenIsBad } from './auth.mjs';

const kLongestResponse = 12288 + 2; // RFC 4954 §4, with CRLF
const kTwoStep = new Set(['XOAUTH2', 'OAUTHBEARER', 'PLAIN']);

export async function authenticate(session, argument, early) {
  const [name, initial, ...rest] = argument.split(' ');
  const mechanism = (name ?? '').toUpperCase();
  let goesOn = false;
  const answer = await session.reply(
    'auth',
    argument,
    async () => {
      const refusal = refusalOf(session, mechanism, rest);
      if (refusal) return refusal;
      goesOn = true;
      if (mechanism === 'LOGIN') return initial === undefined ? '334 VXNlcm5hbWU6' : '334 UGFzc3dvcmQ6';
      if (initial === undefined) return '334 ';
      return judge(session, mechanism, initial);
    },
    { earlyIs: early },
  );
  if (!goesOn || answer === undefined) return;
  if (mechanism === 'LOGIN') return void (await login(session, initial));
  if (initial === undefined) {
    const response = await readResponse(session, mechanism);
    if (response !== undefined)
      await session.reply('auth_response', '', () => judge(session, mechanism, response), {
        earlyIs: 'RFC 4954 §4: octets behind the response of AUTH',
      });
  }
  await finishChallenge(session);
}

function refusalOf(session, mechanism, rest) {
  if (session.greeted !== 'EHLO') {
    session.violation('RFC 4954 §4: AUTH before EHLO');
    return '503 5.5.2 Send hello first';
  }
  if (session.user) {
    session.violation('RFC 4954 §4: a second AUTH after a success');
    return '503 5.5.1 Already authenticated';
  }
  if (session.transaction) {
    session.violation('RFC 4954 §4: AUTH within a mail transaction');
    return '503 5.5.1 AUTH not permitted during a mail transaction';
  }
  if (!session.offered.has('AUTH') || !session.settings.auth.includes(mechanism)) {
    session.violation('RFC 4954 §4: AUTH with a mechanism that was not offered', mechanism);
    return '504 5.7.4 Unrecognized authentication type';
  }
  if (rest.length) {
    session.violation('RFC 4954 §4: AUTH with too many parameters');
    return '501 5.5.4 Invalid arguments';
  }
  return undefined;
}

// One line of the exchange; undefined where it was refused or the client left.
async function readResponse(session, mechanism) {
  const { transport } = session;
  const line = await transport.reader.line(kLongestResponse);
  if (line === undefined) return undefined;
  session.record.commands.push(`(${mechanism} response of ${line.length} octets)`);
  if (line.tooLong) {
    session.violation('RFC 4954 §4: a response longer than 12288 octets', `${line.length} octets`);
    session.say('500 5.5.6 Authentication exchange line is too long');
    return undefined;
  }
  if (line.end !== 'crlf') session.violation('RFC 5321 §2.3.8: a response of AUTH without CRLF');
  const text = line.octets.toString('latin1');
  if (text === '*') {
    session.say('501 5.7.0 Authentication cancelled');
    return undefined;
  }
  return text;
}

// The reply to the client's message.
async function judge(session, mechanism, text) {
  if (!kTwoStep.has(mechanism)) return '504 5.7.4 Unrecognized authentication type';
  const octets = text === '=' ? Buffer.alloc(0) : decodeBase64(text);
  if (octets === undefined) {
    session.violation('RFC 4954 §4: a response that is not base64', `${text.length} octets`);
    return '501 5.5.2 Cannot decode response';
  }
  const parse = { XOAUTH2: parseXoauth2, OAUTHBEARER: parseOauthBearer, PLAIN: parsePlain }[mechanism];
  const claim = parse(octets);
  if (claim.problem) {
    session.violation(`${mechanism}: malformed message`, claim.problem);
    note(session, mechanism, undefined, claim.problem);
    return `535 5.7.3 Authentication unsuccessful ${session.tail()}`;
  }
  return mechanism === 'PLAIN' ? judgePassword(session, mechanism, claim) : judgeToken(session, mechanism, claim);
}

function note(session, mechanism, user, refusal) {
  session.record.auth = { mechanism, user, ok: refusal === undefined, ...(refusal ? { reason: refusal } : {}) };
}

async function judgeToken(session, mechanism, claim) {
  const { scope, audiences, challenge } = session.settings;
  const reason = await whyTokenIsBad(claim, { idpControl: session.server.idpControl, scope, audiences });
  note(session, mechanism, claim.user, reason);
  if (reason === undefined) return accept(session, claim.user);
  if (mechanism === 'OAUTHBEARER') {
    session.owesAnswer = 'AQ=='; // RFC 7628 §3.2.3
    return `334 ${Buffer.from('{"status":"invalid_token","scope":"SMTP.Send"}').toString('base64')}`;
  }
  if (challenge === 'google') {
    session.owesAnswer = '';
    return `334 ${Buffer.from('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').toString('base64')}`;
  }
  return `535 5.7.3 Authentication unsuccessful ${session.tail()}`;
}

function accept(session, user) {
  session.user = user;
  return '235 2.7.0 Authentication successful';
}

// After a challenge that says why the token is bad, the client must answer before it is told the end.
async function finishChallenge(session) {
  if (session.owesAnswer === undefined) return;
  const expected = session.owesAnswer;
  session.owesAnswer = undefined;
  const line = await session.transport.reader.line(kLongestResponse);
  if (line === undefined) return;
  const text = line.octets.toString('latin1');
  if (text !== expected && text !== '*')
    session.violation('the answer to the error challenge is wrong', text.slice(0, 40));
  session.say(
    expected === ''
      ? [
          '535-5.7.8 Username and Password not accepted. For more information, go to',
          '535 5.7.8 https://support.google.com/mail/?p=BadCredentials',
        ]
      : `535 5.7.3 Authentication unsuccessful ${session.tail()}`,
  );
}

function judgePassword(session, mechanism, { user, password }) {
  const { basic_auth: allowed, password: right } = session.settings;
  if (!allowed) {
    note(session, mechanism, user, 'basic authentication is disabled');
    return `535 5.7.139 Authentication unsuccessful, basic authentication is disabled. ${session.tail()}`;
  }
  if (password !== right) {
    note(session, mechanism, user, 'wrong password');
    return `535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. ${session.tail()}`;
  }
  note(session, mechanism, user);
  return accept(session, user);
}

async function login(session, initial) {
  let name = initial;
  if (name === undefined) {
    name = await readResponse(session, 'LOGIN');
    if (name === undefined) return;
    session.say('334 UGFzc3dvcmQ6');
  }
  const password = await readResponse(session, 'LOGIN');
  if (password === undefined) return;
  const [user, secret] = [decodeBase64(name), decodeBase64(password)];
  await session.reply('auth_response', '', () => {
    if (!user || !secret) {
      session.violation('RFC 4954 §4: a response that is not base64');
      return '501 5.5.2 Cannot decode response';
    }
    return judgePassword(session, 'LOGIN', { user: user.toString('utf8'), password: secret.toString('utf8') });
  });
}
