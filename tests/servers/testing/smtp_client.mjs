// SPDX-License-Identifier: MIT
// A small SMTP client for tests: sends exactly what it is told, reads replies, turns to TLS.

import net from 'node:net';
import tls from 'node:tls';

export class SmtpClient {
  static async connect(
    port,
    { ca, implicit = false, host = '127.0.0.1', servername = 'smtp.office365.com', ...tlsOptions } = {},
  ) {
    const client = new SmtpClient();
    Object.assign(client, { ca, servername, tlsOptions, text: '', waiting: undefined, ended: false });
    client.socket = net.connect(port, host);
    client.socket.setNoDelay(true);
    client.socket.on('error', () => {});
    await new Promise((resolve, reject) => client.socket.once('connect', resolve).once('error', reject));
    if (implicit) await client.startTls();
    else client.#listen();
    return client;
  }

  #listen() {
    this.onData = (chunk) => {
      this.text += chunk.toString('utf8');
      this.#wake();
    };
    this.onEnd = () => {
      this.ended = true;
      this.#wake();
    };
    this.socket.on('data', this.onData).on('end', this.onEnd).on('close', this.onEnd);
  }

  #wake() {
    this.waiting?.();
    this.waiting = undefined;
  }

  write(octets) {
    this.socket.write(octets);
  }

  // The next reply: { code, lines, text }; undefined where the server closed.
  async reply() {
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(this.text);
      if (match) {
        this.text = this.text.slice(match[0].length);
        const lines = match[0].trimEnd().split(/\r?\n/);
        return { code: Number(lines.at(-1).slice(0, 3)), lines, text: match[0] };
      }
      if (this.ended) return undefined;
      await new Promise((resolve) => {
        this.waiting = resolve;
      });
    }
  }

  async command(line) {
    this.write(`${line}\r\n`);
    return this.reply();
  }

  async startTls() {
    if (this.onData) this.socket.off('data', this.onData).off('end', this.onEnd).off('close', this.onEnd);
    const secure = tls.connect({ socket: this.socket, ca: this.ca, servername: this.servername, ...this.tlsOptions });
    await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
    secure.on('error', () => {});
    this.socket = secure;
    this.text = '';
    this.#listen();
  }

  // Greeting to the second EHLO; gives its keywords.
  async hello({ name = 'printer.contoso.example' } = {}) {
    await this.reply();
    await this.command(`EHLO ${name}`);
    await this.command('STARTTLS');
    await this.startTls();
    const { lines } = await this.command(`EHLO ${name}`);
    return lines.slice(1).map((line) => line.slice(4));
  }

  async authenticate(user, token) {
    await this.command('AUTH XOAUTH2');
    return this.command(Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString('base64'));
  }

  close() {
    this.socket.destroy();
  }
}
