import { deepEqual, equal, match } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authAs, contractApplication, testSecret } from 'pyramidion/testing';
import { tricksThatReach } from '../adapters/path-tricks.ts';
import type { FrameworkServer } from './framework-server.ts';
import { startServer } from './framework-server.ts';

interface Example {
  /** What Node runs. */
  readonly file: string;
  readonly args?: readonly string[];
  /** The variables of the environment besides the secret. */
  readonly env?: Readonly<Record<string, string>>;
  /** Returns the origin of the forms of the example. */
  readonly originOf: (port: number) => string;
  /** Starts the application of the contract, with a guarded `/page` and the number at `/served`. */
  readonly contract: () => Promise<FrameworkServer>;
}

/**
 * Declares the tests of an example with the pages `/login`, `/`, `/reports` (for alice alone) and
 * `/logout`, whose forms are those of HTML, and those of the paths of its framework.
 */
export function describeExample(
  name: string,
  { file, args, env, originOf, contract }: Example,
): void {
  describe(`the example with ${name}`, () => {
    let server: FrameworkServer;
    before(async () => {
      server = await startServer(
        file,
        { JWT_PRIVATE_KEY: testSecret(), ...env },
        { args: args ?? [] },
      );
    });
    after(() => server.close());

    const ask = (path: string, cookie = '', form?: Record<string, string>): Promise<Response> =>
      fetch(`http://127.0.0.1:${server.port}${path}`, {
        redirect: 'manual',
        headers: {
          Accept: 'text/html',
          cookie,
          Origin: originOf(server.port),
          'Sec-Fetch-Site': 'same-origin',
        },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      });
    const login = async (name: string, password: string): Promise<[number, string]> => {
      const { status, headers } = await ask('/login', '', { name, password });
      return [status, headers.getSetCookie()[0]?.split(';')[0] ?? ''];
    };
    const statuses = (cookie: string): Promise<number[]> =>
      Promise.all(
        ['/', '/reports', '/api/reports'].map(async (path) => (await ask(path, cookie)).status),
      );

    it('logs in, shows each page to whom it is for, and logs out', async () => {
      deepEqual(await login('alice', 'guess'), [422, '']);
      const [status, alice] = await login('alice', 'wonderland');
      const [, bob] = await login('bob', 'builder');
      equal(status, 303);
      deepEqual(await statuses(''), [303, 303, 303]);
      deepEqual(await statuses(bob), [200, 403, 403]);
      deepEqual(await statuses(alice), [200, 200, 200]);
      match(await (await ask('/', alice)).text(), /Hello (<!-- -->)?alice/);
      match((await ask('/logout', alice, {})).headers.getSetCookie()[0] ?? '', /Max-Age=0/);
    });
  });

  describe(`a page of ${name}`, () => {
    it('is served to users alone, whatever the path, the method and headers', async () => {
      const { port, close } = await contract();
      const url = `http://127.0.0.1:${port}/served`;
      const served = async (): Promise<number> => Number(await (await fetch(url)).text());
      try {
        const user = await authAs(contractApplication().security, 'alice');
        const reached = await tricksThatReach(port, served, user);
        deepEqual(
          ['GET /page', 'HEAD /page'].filter((trick) => !reached.includes(trick)),
          [],
        );
        deepEqual(await tricksThatReach(port, served), []);
      } finally {
        close();
      }
    });
  });
}
