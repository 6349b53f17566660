import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecurity, remoteKeys } from '../../src/index.ts';
import type { TestIssuer } from '../../src/testing/issuer/test-issuer.ts';
import { testIssuer } from '../../src/testing/issuer/test-issuer.ts';

const NAMES = ['first', 'second', 'third'] as const;
const audience = 'https://api.example.com';
const issuers: TestIssuer[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  for (const name of NAMES) {
    const issuer = await testIssuer({
      issuer: `https://${name}.example.com`,
      claims: { aud: audience, sub: 'alice' },
    });
    const server = createServer(issuer.listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuers.push(issuer);
    servers.push(server);
  }
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A fetch by node:http for a host whose address is never found. */
const unresolved = (url: string, { signal }: { signal: AbortSignal }): Promise<Response> =>
  new Promise((_, reject) => {
    const { protocol, pathname } = new URL(url);
    const asked = request({
      protocol,
      host: 'keys.example.com',
      path: pathname,
      signal,
      lookup: () => undefined,
    });
    asked.on('error', reject).end();
  });

function securityOf(fetchOfSecond?: typeof unresolved) {
  return createSecurity({
    logger: { warn() {}, error() {} },
    issuers: NAMES.map((name, index) => {
      const { port } = (servers[index] as Server).address() as AddressInfo;
      const jwksUrl = `http://127.0.0.1:${port}${new URL((issuers[index] as TestIssuer).jwksUrl).pathname}`;
      const fetch = index === 1 ? fetchOfSecond : undefined;
      const keys = remoteKeys({ jwksUrl }, { timeout: 0.5, ...(fetch && { fetch }) });
      return { name, issuer: `https://${name}.example.com`, keys, audience };
    }),
  });
}

async function answers(security: ReturnType<typeof securityOf>): Promise<readonly string[]> {
  return Promise.all(
    issuers.map(async (issuer) => {
      const auth = await security.authenticateToken(await issuer.token());
      return auth.failure?.code ?? auth.principals.at(-1) ?? '';
    }),
  );
}

describe('One of three issuers that does not answer', () => {
  it.each(['down', 'silent', 'error', 'cut'] as const)(
    'leaves the tokens of the others accepted if it is %s',
    async (how) => {
      const security = securityOf();
      const second = issuers[1] as TestIssuer;
      second.fail(how);
      const before = second.fetches.keys;
      for (let round = 0; round < 3; round++)
        expect(await answers(security)).toEqual([
          'user@first:alice',
          'keys_unavailable',
          'user@third:alice',
        ]);
      expect(second.fetches.keys - before).toBe(1);
      second.recover();
      await security.close();
    },
  );

  it('leaves the tokens of the others accepted if its address is never found', async () => {
    const security = securityOf(unresolved);
    const [first, second, third] = issuers as [TestIssuer, TestIssuer, TestIssuer];
    const waiting = security.authenticateToken(await second.token());
    expect(waiting).toBeInstanceOf(Promise);
    for (const issuer of [first, third])
      expect((await security.authenticateToken(await issuer.token())).isAuthenticated).toBe(true);
    const known = await first.token();
    // With keys that are there, no token waits for another issuer.
    expect(security.authenticateToken(known)).not.toBeInstanceOf(Promise);
    expect((await waiting).failure?.code).toBe('keys_unavailable');
    await security.close();
  });
});
