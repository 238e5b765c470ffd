// SPDX-License-Identifier: MIT
// POP before SMTP: tells Postfix which addresses have logged in at Dovecot's POP3 (tcp_table(5)), from Dovecot's log.

import fs from 'node:fs/promises';
import net from 'node:net';
import { listen } from '../lib/listen.mjs';

// How long a log-in opens the door, as servers of that kind do.
const kGraceS = 600;

// Dovecot's log has seconds since 1970 first (log_timestamp).
async function hasLoggedIn(log, address) {
  const lines = (await fs.readFile(log, 'utf8').catch(() => '')).split('\n');
  const earliest = Date.now() / 1000 - kGraceS;
  return lines.some(
    (line) =>
      line.includes('pop3-login: Info: Login: ') &&
      line.includes(`rip=${address},`) &&
      Number(line.slice(0, line.indexOf(' '))) >= earliest,
  );
}

export function startPopPolicy({ log, address }) {
  const answer = async (line) => {
    const [verb, key] = line.trim().split(' ');
    return verb === 'get' && net.isIP(key) && (await hasLoggedIn(log, key)) ? '200 OK\n' : '500 not logged in\n';
  };
  return listen(
    () =>
      net.createServer((socket) => {
        let received = '';
        let answers = Promise.resolve();
        socket.on('error', () => socket.destroy());
        socket.on('data', (data) => {
          received += data;
          const lines = received.split('\n');
          received = lines.pop();
          for (const line of lines) answers = answers.then(async () => socket.write(await answer(line)));
        });
      }),
    { address, what: 'the list of addresses that have logged in by POP3' },
  );
}
