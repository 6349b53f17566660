import { afterEach, describe, expect, it, vi } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { AuditInput } from '../../src/config/audit.ts';
import { auditSecurity } from '../../src/config/audit.ts';
import { createSecurity } from '../../src/config/create-security.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const DAY = 86_400;
const sound: AuditInput = {
  algorithm: 'HS512',
  secret,
  expiration: 900,
  expirationGiven: true,
  policies: [headerPolicy()],
  leeway: 0,
};

function codes(input: Partial<AuditInput>): string[] {
  return auditSecurity({ ...sound, ...input }).map(({ code }) => code);
}
function cookieCodes(cookie: CookiePolicyOptions, expiration = 900): string[] {
  return codes({ expiration, policies: [headerPolicy(), cookiePolicy(cookie)] });
}

describe('the audit', () => {
  it('finds nothing in a sound set-up, nor in one that slides and ends', () => {
    expect(codes({})).toEqual([]);
    expect(cookieCodes({ reissueTime: '5m', sessionLifetime: '12h' })).toEqual([]);
  });

  it('finds a secret that has been published, as text and as bytes, without quoting it', () => {
    const published = 'your-256-bit-secret';
    for (const weak of [published, new TextEncoder().encode(published)]) {
      const findings = auditSecurity({ ...sound, secret: weak });
      expect(findings.map(({ code }) => code)).toEqual(['weak_secret']);
      expect(findings[0]?.message).toContain('pyramidion secret');
      expect(findings[0]?.message).not.toContain(published);
    }
    expect(codes({ secret: null })).toEqual([]);
  });

  it('finds tokens without end where that was said, not where no token is made', () => {
    expect(codes({ expiration: null })).toEqual(['no_expiration']);
    expect(codes({ expiration: null, expirationGiven: false })).toEqual([]);
  });

  it('takes tokens of up to 30 days and finds longer ones', () => {
    expect(codes({ expiration: 30 * DAY })).toEqual([]);
    expect(codes({ expiration: 30 * DAY + 1 })).toEqual(['long_expiration']);
  });

  it('takes a leeway of up to 5 minutes and finds a longer one', () => {
    expect(codes({ leeway: 300 })).toEqual([]);
    expect(codes({ leeway: 301 })).toEqual(['long_leeway']);
  });

  it('finds cookies that travel in the open, go along with every site, or are not guarded against them', () => {
    expect(cookieCodes({ httpsOnly: false })).toEqual(['cookie_not_secure']);
    expect(cookieCodes({ csrf: false })).toEqual(['csrf_off']);
    expect(cookieCodes({ sameSite: 'none' })).toEqual(['same_site_none']);
    expect(cookieCodes({ sameSite: 'none', csrf: false })).toEqual(['csrf_off', 'same_site_none']);
    expect(cookieCodes({ sameSite: 'strict' })).toEqual([]);
  });

  it('finds a session that slides for ever, and one that runs out before it slides', () => {
    expect(cookieCodes({ reissueTime: 0 })).toEqual(['endless_session']);
    expect(cookieCodes({ reissueTime: 899, sessionLifetime: '12h' })).toEqual([]);
    expect(cookieCodes({ reissueTime: 900, sessionLifetime: '12h' })).toEqual(['reissue_too_late']);
  });

  it('finds a cookie of more than a day that neither slides nor ends with its session', () => {
    expect(cookieCodes({}, DAY)).toEqual([]);
    expect(cookieCodes({}, DAY + 1)).toEqual(['long_session']);
    expect(cookieCodes({ sessionLifetime: '12h' }, DAY + 1)).toEqual([]);
    expect(cookieCodes({ reissueTime: '5m', sessionLifetime: '12h' }, DAY + 1)).toEqual([]);
  });

  it('judges no policy that it does not know', () => {
    const { settings: _, ...own } = cookiePolicy({ csrf: false });
    expect(codes({ policies: [own] })).toEqual([]);
  });

  it('is enforced unless told otherwise, and then told to the log', () => {
    const found: unknown[] = [];
    const logger = {
      warn: (details: object) => void found.push((details as { code: string }).code),
      error: () => {},
    };
    const options = { privateKey: secret, expiration: '60d', logger };
    expect(() => createSecurity({ ...options, audit: 'enforce' })).toThrow(ConfigurationError);
    expect(found).toEqual([]);
    createSecurity({ ...options, audit: 'warn' });
    expect(found).toEqual(['long_expiration']);
    createSecurity({ ...options, audit: 'off' });
    expect(found).toHaveLength(1);
  });

  it.each([
    ['development', false],
    ['test', false],
    ['production', true],
    ['Development', true],
    ['staging', true],
    ['', true],
    [undefined, true],
  ])('of a set-up with NODE_ENV %s is enforced: %s', (environment, enforced) => {
    vi.stubEnv('NODE_ENV', environment);
    const found: unknown[] = [];
    const logger = {
      warn: (details: object) => void found.push((details as { code: string }).code),
      error: () => {},
    };
    const make = () => createSecurity({ privateKey: secret, expiration: '60d', logger });
    if (enforced) expect(make).toThrow(/longer than 30 days/);
    else make();
    expect(found).toEqual(enforced ? [] : ['long_expiration']);
  });
  afterEach(() => vi.unstubAllEnvs());
});
