import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSecurity } from '../../src/config/create-security.ts';
import type { RequestView } from '../../src/http/request-view.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { pairFor, pemOf } from '../keys/sample-keys.ts';

const privateKey = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';

function loggerOf(found: unknown[]) {
  const log = (details: object) => void found.push((details as { code: string }).code);
  return { warn: log, error: log };
}

const anonymous: RequestView = {
  method: 'GET',
  secure: true,
  url: '/',
  header: () => undefined,
};

describe('createSecurity', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('throws the findings of the audit in production', () => {
    vi.stubEnv('NODE_ENV', 'production');
    const make = () => createSecurity({ privateKey, expiration: '60d' });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(expect.objectContaining({ code: 'audit_failed' }));
  });

  it('logs the findings of the audit in development', () => {
    vi.stubEnv('NODE_ENV', 'development');
    const found: unknown[] = [];
    createSecurity({ privateKey, expiration: '60d', logger: loggerOf(found) });
    expect(found).toEqual(['long_expiration']);
  });

  it('follows the option audit wherever it runs', () => {
    for (const environment of ['production', 'development']) {
      vi.stubEnv('NODE_ENV', environment);
      const found: unknown[] = [];
      const options = { privateKey, expiration: '60d', logger: loggerOf(found) } as const;
      expect(() => createSecurity({ ...options, audit: 'enforce' })).toThrow(/30 days/);
      expect(found).toEqual([]);
      createSecurity({ ...options, audit: 'warn' });
      expect(found).toEqual(['long_expiration']);
      createSecurity({ ...options, audit: 'off' });
      expect(found).toHaveLength(1);
    }
  });

  it('does not read the environment if the options audit and logger are given', () => {
    const read = vi.spyOn(process, 'env', 'get');
    for (const audit of ['enforce', 'warn', 'off'] as const)
      createSecurity({ privateKey, audit, logger: loggerOf([]) });
    expect(read).not.toHaveBeenCalled();
  });

  it('enforces the audit if the environment may not be read', () => {
    vi.spyOn(process, 'env', 'get').mockImplementation(() => {
      throw new Error('Requires env access');
    });
    createSecurity({ privateKey });
    expect(() => createSecurity({ privateKey, expiration: '60d' })).toThrow(/30 days/);
  });

  it('refuses a permission that is not in the option permissions', async () => {
    const security = createSecurity({ privateKey, permissions: ['view'], root: { acl: [] } });
    const auth = await security.authenticate(anonymous);
    expect(auth.permits('view')).toBe(false);
    expect(() => auth.permits('veiw' as 'view')).toThrow(/did you mean 'view'/);
  });

  it('takes the user from the claim that userIdClaim names', async () => {
    const claims = { email: 'a@example.com' };
    for (const [userIdClaim, userId] of [
      ['sub', 'alice'],
      ['email', 'a@example.com'],
    ] as const) {
      const maker = createSecurity({ privateKey });
      const security = createSecurity({ privateKey, userIdClaim });
      const auth = await security.authenticateToken(await maker.createToken('alice', claims));
      expect(auth.userId).toBe(userId);
    }
  });

  it('puts the user into the claim that userIdClaim names', async () => {
    const security = createSecurity({ privateKey, userIdClaim: 'uid' });
    const result = await security.verifyToken(
      await security.createToken('alice', { sub: 'row 7' }),
    );
    expect(result).toMatchObject({ ok: true, claims: { uid: 'alice', sub: 'row 7' } });
    const auth = await security.authenticateToken(await security.createToken(7));
    expect(auth.userId).toBe(7);
    expect(auth.claims).not.toHaveProperty('sub');
  });

  it('reads the time at each call', async () => {
    const security = createSecurity({ privateKey });
    const token = await security.createToken('alice');
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_601_000);
    expect(await security.verifyToken(token)).toMatchObject({ error: { code: 'token_expired' } });
  });

  it('has a code for what was never set up, and for a closed security', async () => {
    const security = createSecurity({
      publicKey: pemOf(pairFor('ES256').publicKey),
      algorithm: 'ES256',
    });
    await expect(security.createToken('alice')).rejects.toMatchObject({ code: 'setup_incomplete' });
    const auth = await security.authenticate(anonymous);
    expect(() => auth.permissions()).toThrow(expect.objectContaining({ code: 'setup_incomplete' }));
    await security.close();
    expect(() => security.authenticate(anonymous)).toThrow(
      expect.objectContaining({ code: 'security_closed' }),
    );
  });
});
