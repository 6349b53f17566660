import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSecurity } from '../../src/config/create-security.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';

const privateKey = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';

function loggerOf(found: unknown[]) {
  const log = (details: object) => void found.push((details as { code: string }).code);
  return { warn: log, error: log };
}

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
});
