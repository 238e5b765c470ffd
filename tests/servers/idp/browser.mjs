// SPDX-License-Identifier: MIT
// As much of a browser as the sign-in pages need: HTTPS with a given CA and a map of names, cookies, redirects, forms.

import https from 'node:https';

const kMaxRedirects = 10;

// map: 'NAME:PORT' -> { host, port }.
export class Browser {
  constructor({ ca, map = new Map() }) {
    this.ca = ca;
    this.map = map;
    this.cookies = new Map();
    this.url = undefined;
  }

  get(url) {
    return this.#go('GET', new URL(url, this.url));
  }

  // form: from formsOf(); fields replace or add to its inputs.
  submit(form, fields = {}) {
    const body = new URLSearchParams({ ...form.inputs, ...fields }).toString();
    return this.#go(form.method.toUpperCase(), new URL(form.action || this.url, this.url), body);
  }

  async #go(method, url, body, redirects = 0) {
    if (redirects > kMaxRedirects) throw new Error(`too many redirects at ${url}`);
    const answer = await this.#request(method, url, body);
    this.url = url;
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    if (answer.status >= 300 && answer.status < 400 && answer.headers.location) {
      return this.#go('GET', new URL(answer.headers.location, url), undefined, redirects + 1);
    }
    return answer;
  }

  #keep(line) {
    const [pair, ...attributes] = line.split(/;\s*/);
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
    const expires = attributes.find((each) => /^expires=/i.test(each))?.slice(8);
    const key = `${path} ${name}`;
    if (expires && new Date(expires) < new Date()) this.cookies.delete(key);
    else this.cookies.set(key, { name, value, path });
  }

  #cookieHeader(url) {
    return [...this.cookies.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #request(method, url, body) {
    const port = url.port || '443';
    const target = this.map.get(`${url.hostname}:${port}`) ?? { host: url.hostname, port };
    return new Promise((resolve, reject) => {
      const request = https.request(
        {
          host: target.host.replace(/^\[|\]$/g, ''),
          port: target.port,
          servername: url.hostname,
          ca: this.ca,
          method,
          path: url.pathname + url.search,
          agent: false,
          headers: {
            host: url.host,
            accept: 'text/html',
            cookie: this.#cookieHeader(url),
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }),
          },
        },
        async (response) => {
          const chunks = [];
          for await (const chunk of response) chunks.push(chunk);
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          });
        },
      );
      request.on('error', (error) => reject(new Error(`${url.host}: ${error.message}`)));
      request.end(body);
    });
  }
}

const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replace(/&amp;/g, '&');

// The forms of a page: [{ method, action, inputs: { name: value }, offers: [names of its buttons] }].
export function formsOf(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head, content]) => {
    const id = attribute(head, 'id');
    const outside = [...html.matchAll(/<button\b[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => id && attribute(tag, 'form') === id);
    const buttons = [...[...content.matchAll(/<button\b[^>]*>/g)].map(([tag]) => tag), ...outside];
    const inputs = {};
    for (const [tag] of content.matchAll(/<input\b[^>]*>/g)) {
      const name = attribute(tag, 'name');
      if (name && attribute(tag, 'type') !== 'checkbox') inputs[name] = attribute(tag, 'value') ?? '';
    }
    return {
      method: attribute(head, 'method') ?? 'get',
      action: attribute(head, 'action'),
      inputs,
      offers: buttons.map((tag) => ({
        name: attribute(tag, 'name'),
        value: attribute(tag, 'value'),
        action: attribute(tag, 'formaction'),
      })),
    };
  });
}
