import { join } from 'node:path';
import type { Reply, Send } from 'pyramidion/testing';
import { httpClient, testSecret } from 'pyramidion/testing';
import type { FrameworkServer } from './framework-server.ts';
import { startServer } from './framework-server.ts';

export type Headers = Readonly<Record<string, string>>;

/** What a browser sends with a request of a page of this server. */
export const SAME_ORIGIN: Headers = { 'Sec-Fetch-Site': 'same-origin' };
/** What it sends if it asks for a page. */
export const DOCUMENT: Headers = {
  ...SAME_ORIGIN,
  'Sec-Fetch-Dest': 'document',
  Accept: 'text/html',
};

/** What the application under test counts, and the time that has passed there. */
export interface World {
  /** In milliseconds, beside the clock. */
  readonly later: number;
  /** How often the callback was asked. */
  readonly asked: number;
  /** What the last handler or action has noted. */
  readonly served: number;
}

const EXAMPLE = join(import.meta.dirname, '../../examples/next');
const NEXT = join(EXAMPLE, 'node_modules/next/dist/bin/next');

/** Starts the example, with the pages of the tests beside its own. */
export function startNext(): Promise<FrameworkServer> {
  const env = { JWT_PRIVATE_KEY: testSecret(), NODE_ENV: 'production', HOSTNAME: '127.0.0.1' };
  return startServer(NEXT, env, { args: ['start'], cwd: join(EXAMPLE, 'dist/contract') });
}

/** Sends requests to a server of Next. */
export class NextClient {
  readonly port: number;
  readonly send: Send;

  constructor(port: number) {
    this.port = port;
    this.send = httpClient(port);
  }

  ask(
    path: string,
    headers: Headers = {},
    method = 'GET',
    body: string | null = null,
  ): Promise<Reply> {
    return this.send({ path, method, headers: Object.entries(headers), body });
  }

  /** Sets the world of the application under test and returns it. */
  async control(set: Partial<World> = {}): Promise<World> {
    const query = Object.entries(set).map(([name, value]) => `${name}=${value}`);
    return JSON.parse((await this.ask(`/control?${query.join('&')}`, {}, 'POST')).body) as World;
  }

  /** Sends the form of an action as a browser without scripts does. */
  async submit(page: string, label: string, fields: Headers, headers: Headers): Promise<Reply> {
    const html = (await this.ask(page, { ...DOCUMENT, Cookie: headers['Cookie'] ?? '' })).body;
    const form = html.split('<form').find((part) => part.includes(`>${label}</button>`)) ?? '';
    const hidden = form.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g);
    const data = new FormData();
    for (const [, name = '', value = ''] of hidden)
      data.append(name, value.replaceAll('&quot;', '"'));
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    const encoded = new Response(data);
    const type = encoded.headers.get('content-type') as string;
    return this.ask(page, { 'Content-Type': type, ...headers }, 'POST', await encoded.text());
  }

  /** Logs in by the login page and returns the cookie. */
  async logIn(name = 'alice', password = 'wonderland'): Promise<string> {
    const reply = await this.submit('/login', 'Log in', { name, password }, SAME_ORIGIN);
    return cookiesOf(reply)[0] ?? `status ${reply.status}`;
  }
}

/** Returns the values of a response header. */
export function valuesOf(reply: Reply, name: string): string[] {
  return reply.headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

/** Returns the name and value of each cookie that a response sets, in order. */
export function cookiesOf(reply: Reply): string[] {
  return valuesOf(reply, 'set-cookie').map((line) => line.split(';', 1)[0] as string);
}

/** Returns for each cookie that a response sets whether it is removed. */
export function clearedIn(reply: Reply): boolean[] {
  return valuesOf(reply, 'set-cookie').map((line) => /Max-Age=0|=;/.test(line));
}

/** Returns the text of a page. */
export function textOf({ body }: Reply): string {
  return body.replace(/<!--.*?-->/g, '').replace(/<[^>]+>/g, ' ');
}
