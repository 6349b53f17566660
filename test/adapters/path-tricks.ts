import { request } from 'node:http';

/** Other spellings of `/page`, which a router may take for it and a guard for another path. */
const PATHS = [
  '/page',
  '/page/',
  '/page//',
  '//page',
  '///page',
  '/%2fpage',
  '/page%2f',
  '/page%5c',
  '\\page',
  '/PAGE',
  '/Page',
  '/%70age',
  '/p%61g%65',
  '/%2570age',
  '/page;x',
  '/page;x=/open',
  '/page%3bx',
  '/page.',
  '/page.html',
  '/page%00',
  '/page%20',
  '/page%0a',
  '/page?',
  '/page?x=/open',
  '/page%3fx',
  '/page#x',
  '/./page',
  '/%2e/page',
  '/x/../page',
  '/x/%2e%2e/page',
  '/open/../page',
  '/open/..%2fpage',
  '/open/..;/page',
  '/page/.',
  '/page/x/..',
  'http://other.example/page',
];

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PROPFIND'];

/** Headers by which some servers exchange the method or the path of a request. */
const OVERRIDES: readonly (readonly [string, string])[] = [
  ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].flatMap((name) =>
    ['GET', 'HEAD', 'OPTIONS', 'DELETE'].map((method) => [name, method] as const),
  ),
  ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Path', 'X-Forwarded-Prefix'].flatMap((name) =>
    ['/open', '/page', '/'].map((path) => [name, path] as const),
  ),
];

interface Trick {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const tricks: readonly Trick[] = [
  ...PATHS.map((path) => ({ method: 'GET', path, headers: {} })),
  ...METHODS.map((method) => ({ method, path: '/page', headers: {} })),
  ...['GET', 'OPTIONS', 'DELETE'].map((method) => ({
    method: 'POST',
    path: `/page?_method=${method}`,
    headers: {},
  })),
  ...OVERRIDES.flatMap(([name, value]) =>
    ['/page', '/open'].map((path) => ({ method: 'POST', path, headers: { [name]: value } })),
  ),
];

/**
 * Asks an application for its guarded page `/page` by every trick of spelling, method and header.
 *
 * @param port - where the application is served; it may have an open page `/open`
 * @param served - how often the handler of the page has run
 * @param headers - of every request, such as those of a user
 * @returns the tricks by which the handler was reached, such as `'GET /page'`
 */
export async function tricksThatReach(
  port: number,
  served: () => number | Promise<number>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const reached: string[] = [];
  for (const trick of tricks) {
    const before = await served();
    await ask(port, { ...trick, headers: { ...headers, ...trick.headers } });
    const [extra = ''] = Object.entries(trick.headers).map((pair) => ` (${pair.join(': ')})`);
    if ((await served()) > before) reached.push(`${trick.method} ${trick.path}${extra}`);
  }
  return reached;
}

/** A server may cut the connection instead of an answer. */
function ask(port: number, trick: Trick): Promise<void> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, ...trick }, (response) => {
      response.on('close', resolve).resume();
    });
    sent.on('error', () => resolve());
    sent.end();
  });
}
