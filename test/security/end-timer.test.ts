import { afterEach, expect, it, vi } from 'vitest';
import { NO_REQUEST } from '../../src/security/attempt.ts';
import { createSecurity } from '../../src/index.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { SECRET } from '../support/security.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** How many timers wait while a number of connections with tokens of one lifetime are open. */
async function timersFor(connections: number): Promise<number> {
  const security = createSecurity({ privateKey: SECRET, expiration: '1h' });
  const token = await security.createToken('alice');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let count = 0; count < connections; count++)
    (await security.authenticateToken(token, NO_REQUEST)).onEnd(() => undefined);
  const timers = vi.getTimerCount();
  await security.close();
  expect([vi.getTimerCount(), wiringOf(security).ends.size]).toEqual([0, 0]);
  return timers;
}

it('needs one timer for all connections', async () => {
  expect(await timersFor(100)).toBe(1);
});

it('needs one for each where a timer ends with its request', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  expect(await timersFor(100)).toBe(100);
});
