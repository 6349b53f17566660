import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { authenticate, permit } from '../../../src/adapters/node.ts';
import type { SecurityEvent } from '../../../src/base/events.ts';
import { createSecurity } from '../../../src/config/create-security.ts';
import { FAILURES } from '../../support/nonsense.ts';

const events: SecurityEvent[] = [];
const note = (event: object): void => void events.push(event as SecurityEvent);
const security = createSecurity({
  privateKey: Buffer.alloc(64, 7),
  audit: 'off',
  logger: { warn: note, error: note },
});

/** The status of one request to a server whose router drops the promises of its handlers. */
async function statusOf(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) })).status;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

afterEach(() => {
  events.length = 0;
  vi.restoreAllMocks();
});

describe('a guard of node:http whose promise a router drops', () => {
  it.each([
    ['rejects', () => Promise.reject(new Error('The table is gone.'))],
    ['rejects without a reason', () => Promise.reject()],
    ['finds an id in the place of a resource', async () => 7 as never],
  ])('answers 500 and reports it if the resource function %s', async (_what, find) => {
    const guarded = permit('read', find)(() => expect.unreachable());
    const listener = authenticate(security)((request, response) => {
      void guarded(request, response);
    });
    expect(await statusOf(listener)).toBe(500);
    expect(events).toMatchObject([{ event: 'handler_failed' }]);
  });

  it.each(FAILURES)('answers 500 if the handler %s', async (_what, fail) => {
    expect(await statusOf(authenticate(security)(fail))).toBe(500);
    expect(events).toMatchObject([{ event: 'handler_failed' }]);
  });

  it('answers 500 and prints the cure if authenticate did not see the request', async () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const guarded = permit('read')(() => expect.unreachable());
    expect(await statusOf(guarded as RequestListener)).toBe(500);
    const [message] = printed.mock.calls[0] as [string];
    expect(message).toContain('put authenticate(security) before the guards');
  });

  it('leaves what the handler throws to authenticate', async () => {
    const guarded = permit('read', { acl: [['Allow', 'system.Everyone', 'read']] })(async () => {
      throw new Error('An error of the handler.');
    });
    expect(await statusOf(authenticate(security)(guarded))).toBe(500);
    expect(events).toMatchObject([{ err: { message: 'An error of the handler.' } }]);
  });
});
