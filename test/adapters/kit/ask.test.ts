import { describe, expect, it } from 'vitest';
import { createAsk } from '../../../src/adapter.ts';
import { ConfigurationError } from '../../../src/index.ts';
import type { AuthContext } from '../../../src/index.ts';
import { setUp, view } from '../../support/security.ts';

const go = (auth: AuthContext): AuthContext => auth;

describe('createAsk', () => {
  it('goes on at once if nothing waits, and later if the callback waits', async () => {
    expect(createAsk(setUp().security)(view(), undefined, go)).not.toBeInstanceOf(Promise);
    const { security } = setUp({ callback: async () => [] });
    const token = await security.createToken('alice');
    const later = createAsk(security)(view({ authorization: `Bearer ${token}` }), undefined, go);
    expect(later).toBeInstanceOf(Promise);
    expect((await later).userId).toBe('alice');
  });

  it('uses the context that the same security left on the request', async () => {
    const ask = createAsk(setUp().security);
    const first = await ask(view(), undefined, go);
    expect(await ask(view(), first, go)).toBe(first);
  });

  it('asks again after another security', async () => {
    const first = await createAsk(setUp().security)(view(), undefined, go);
    expect(await createAsk(setUp().security)(view(), first, go)).not.toBe(first);
  });

  it.each([undefined, null, 'alice', { userId: 'alice' }])(
    'asks if something else is on the request: %j',
    async (before) => {
      const auth = await createAsk(setUp().security)(view(), before, go);
      expect(auth.isAuthenticated).toBe(false);
    },
  );

  it.each([undefined, null, {}, { authenticate: () => null }, Promise.resolve(setUp().security)])(
    'throws when it is made of something that is no security',
    (security) => {
      expect(() => createAsk(security as never)).toThrow(ConfigurationError);
    },
  );

  it.each([null, 7, { onRefused: 7 }, { onRefused: null }, { onRefuse: () => null }])(
    'throws for options that would fail at the first refusal: %j (R132)',
    (options) => {
      const { security } = setUp();
      expect(() => createAsk(security, options as never)).toThrow(ConfigurationError);
    },
  );
});
