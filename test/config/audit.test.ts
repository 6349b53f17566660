import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import type { AuditInput } from '../../src/config/audit.ts';
import { auditSecurity, defaultAuditMode } from '../../src/config/audit.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const DAY = 86_400;
const sound: AuditInput = {
  secret,
  expiration: 900,
  expirationGiven: true,
  policies: [headerPolicy()],
};

function codes(input: Partial<AuditInput>): string[] {
  return auditSecurity({ ...sound, ...input }).map(({ code }) => code);
}
function cookieCodes(cookie: CookiePolicyOptions, expiration = 900): string[] {
  return codes({ expiration, policies: [headerPolicy(), cookiePolicy(cookie)] });
}

describe('auditSecurity', () => {
  it('finds nothing in a sound set-up, with and without a sliding session', () => {
    expect(codes({})).toEqual([]);
    expect(cookieCodes({ reissueTime: '5m', sessionLifetime: '12h' })).toEqual([]);
  });

  it('finds a published secret, as a string and as bytes, without quoting it', () => {
    const published = 'your-256-bit-secret';
    for (const weak of [published, new TextEncoder().encode(published)]) {
      const findings = auditSecurity({ ...sound, secret: weak });
      expect(findings.map(({ code }) => code)).toEqual(['weak_secret']);
      expect(findings[0]?.message).toContain('pyramidion secret');
      expect(findings[0]?.message).not.toContain(published);
    }
    expect(codes({ secret: null })).toEqual([]);
  });

  it('finds tokens without an end if the application asked for them', () => {
    expect(codes({ expiration: null })).toEqual(['no_expiration']);
    expect(codes({ expiration: null, expirationGiven: false })).toEqual([]);
  });

  it('finds tokens of more than 30 days', () => {
    expect(codes({ expiration: 30 * DAY })).toEqual([]);
    expect(codes({ expiration: 30 * DAY + 1 })).toEqual(['long_expiration']);
  });

  it('finds cookies that are sent over http, with requests of every site, or without CSRF checks', () => {
    expect(cookieCodes({ httpsOnly: false })).toEqual(['cookie_not_secure']);
    expect(cookieCodes({ csrf: false })).toEqual(['csrf_off']);
    expect(cookieCodes({ sameSite: 'none' })).toEqual(['same_site_none']);
    expect(cookieCodes({ sameSite: 'none', csrf: false })).toEqual(['csrf_off', 'same_site_none']);
    expect(cookieCodes({ sameSite: 'strict' })).toEqual([]);
  });

  it('finds a session whose token expires before it is renewed', () => {
    expect(cookieCodes({ reissueTime: 899, sessionLifetime: '12h' })).toEqual([]);
    expect(cookieCodes({ reissueTime: 900, sessionLifetime: '12h' })).toEqual(['reissue_too_late']);
  });

  it('finds a cookie of more than a day that neither slides nor has a session lifetime', () => {
    expect(cookieCodes({}, DAY)).toEqual([]);
    expect(cookieCodes({}, DAY + 1)).toEqual(['long_session']);
    expect(cookieCodes({ sessionLifetime: '12h' }, DAY + 1)).toEqual([]);
    expect(cookieCodes({ reissueTime: '5m', sessionLifetime: '12h' }, DAY + 1)).toEqual([]);
  });

  it("does not check an application's own policy", () => {
    const { settings: _, ...own } = cookiePolicy({ csrf: false });
    expect(codes({ policies: [own] })).toEqual([]);
  });
});

describe('defaultAuditMode', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['development', 'warn'],
    ['test', 'warn'],
    ['production', 'enforce'],
    ['Development', 'enforce'],
    ['staging', 'enforce'],
    ['', 'enforce'],
    [undefined, 'enforce'],
  ])('for NODE_ENV %s is %s', (environment, mode) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(defaultAuditMode()).toBe(mode);
  });

  it('is enforce if the environment may not be read', () => {
    vi.spyOn(process, 'env', 'get').mockImplementation(() => {
      throw new Error('Requires env access');
    });
    expect(defaultAuditMode()).toBe('enforce');
    vi.restoreAllMocks();
  });
});
