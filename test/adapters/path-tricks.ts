import { Agent, request } from 'node:http';

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

/** The lower-case ones are other methods (RFC 9110 §9.1), which many servers refuse. */
const METHODS =
  'GET HEAD OPTIONS POST PUT PATCH DELETE TRACE PROPFIND PURGE QUERY M-SEARCH FOO get Get head options'.split(
    ' ',
  );

/** Headers by which some servers exchange the method or the path of a request. */
const OVERRIDES: readonly (readonly [string, string])[] = [
  ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].flatMap((name) =>
    ['GET', 'HEAD', 'OPTIONS', 'DELETE'].map((method) => [name, method] as const),
  ),
  ...['X-Forwarded-Method', 'X-Original-Method'].map((name) => [name, 'OPTIONS'] as const),
  ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-Forwarded-Path'].flatMap((name) =>
    ['/open', '/page'].map((path) => [name, path] as const),
  ),
  ['X-Forwarded-Prefix', '/'],
];

/** Headers by which servers have let requests in that they took for their own (R086). */
const INTERNAL: readonly (readonly [string, string])[] = [
  ...['1', 'middleware', 'src/middleware', 'middleware:middleware:middleware'].map(
    (value) => ['x-middleware-subrequest', value] as const,
  ),
  ['x-middleware-next', '1'],
  ['x-middleware-rewrite', '/page'],
  ['x-nextjs-data', '1'],
  ['RSC', '1'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Forwarded-Host', 'localhost'],
  ['X-Forwarded-User', 'alice'],
  ['X-Remote-User', 'alice'],
  ['User-Agent', 'ELB-HealthChecker/2.0'],
  ['User-Agent', 'kube-probe/1.30'],
  ['User-Agent', 'GoogleHC/1.0'],
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
  ...INTERNAL.map(([name, value]) => ({
    method: 'GET',
    path: '/page',
    headers: { [name]: value },
  })),
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
  const agent = new Agent({ keepAlive: true });
  for (const trick of tricks) {
    const before = await served();
    await ask(port, agent, { ...trick, headers: { ...headers, ...trick.headers } });
    const [extra = ''] = Object.entries(trick.headers).map((pair) => ` (${pair.join(': ')})`);
    if ((await served()) > before) reached.push(`${trick.method} ${trick.path}${extra}`);
  }
  agent.destroy();
  return reached;
}

/** A server may cut the connection instead of an answer. */
function ask(port: number, agent: Agent, trick: Trick): Promise<void> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, agent, ...trick }, (response) => {
      response.on('close', resolve).resume();
    });
    sent.on('error', () => resolve());
    sent.end();
  });
}
