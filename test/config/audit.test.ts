import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import type { AuditInput } from '../../src/config/audit.ts';
import { auditSecurity } from '../../src/config/audit.ts';
import { KeyText } from '../../src/keys/import/key-text.ts';
import { keyRing } from '../../src/keys/keyring.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const DAY = 86_400;
const sound: AuditInput = {
  keys: resolveKeys({ privateKey: secret }, 'HS512'),
  secrets: [],
  isRing: false,
  expiration: 900,
  expirationGiven: true,
  policies: [headerPolicy()],
  cacheFor: null,
  hasRevocation: false,
  options: {},
};

function codes(input: Partial<AuditInput>): string[] {
  return auditSecurity({ ...sound, ...input }).map(({ name }) => name);
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
      const keys = resolveKeys({ privateKey: weak }, 'HS512');
      const findings = auditSecurity({ ...sound, keys });
      expect(findings.map(({ name }) => name)).toEqual(['published_secret']);
      expect(findings[0]?.reason).toContain('npx pyramidion secret');
      expect(findings[0]?.reason).not.toContain(published);
    }
  });

  it('looks at every key of a ring, and names each by its place and its kid', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secrets = keyRing([
      { kid: 'new', privateKey: secret },
      { kid: 'old', privateKey: 'K7#pQ2!x' },
      { privateKey: 'password'.repeat(8) },
    ]);
    const findings = auditSecurity({
      ...sound,
      keys: resolveKeys(secrets, 'HS512'),
      isRing: true,
    });
    expect(findings.map(({ name, subject }) => [name, subject])).toEqual([
      ['short_secret', 'old'],
      ['guessable_secret', null],
    ]);
    expect(findings[0]?.reason).toMatch(/^keys\[1\] has 8 bytes, and HS512 needs at least 64/);
    expect(codes({ keys: resolveKeys({ privateKey }, 'RS256') })).toEqual([]);
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
    expect(cookieCodes({ httpsOnly: false })).toEqual(['insecure_cookie']);
    expect(cookieCodes({ csrf: false })).toEqual(['csrf_off']);
    expect(cookieCodes({ sameSite: 'none' })).toEqual(['same_site_none']);
    expect(cookieCodes({ sameSite: 'none', csrf: false })).toEqual(['csrf_off', 'same_site_none']);
    expect(cookieCodes({ sameSite: 'strict' })).toEqual([]);
  });

  it('finds a cookie of more than a day that neither slides nor has a session lifetime', () => {
    expect(cookieCodes({}, DAY)).toEqual([]);
    expect(cookieCodes({}, DAY + 1)).toEqual(['long_session']);
    expect(cookieCodes({ sessionLifetime: '12h' }, DAY + 1)).toEqual([]);
    expect(cookieCodes({ reissueTime: '5m', sessionLifetime: '12h' }, DAY + 1)).toEqual([]);
  });

  it('finds a secret in a file that every user of the machine may read', () => {
    const secrets = [secret, undefined, new KeyText(secret), new KeyText(secret, '/run/key')];
    const findings = auditSecurity({ ...sound, secrets });
    expect(findings.map(({ name }) => name)).toEqual(['readable_secret']);
    expect(findings[0]?.reason).toContain('chmod o-r /run/key');
  });

  it('finds cached principals if other processes do not hear of a change', () => {
    expect(codes({ cacheFor: 300_000 })).toEqual(['cached_principals']);
    expect(auditSecurity({ ...sound, cacheFor: 300_000 })[0]?.reason).toContain('for 5 minutes');
    expect(codes({ cacheFor: 300_000, hasRevocation: true })).toEqual([]);
  });

  it('names the cookie that a finding is about', () => {
    const policies = [cookiePolicy({ cookieName: 'app', csrf: false })];
    expect(auditSecurity({ ...sound, policies })).toMatchObject([{ subject: 'app' }]);
  });

  it("does not check an application's own policy", () => {
    const { settings: _, ...own } = cookiePolicy({ csrf: false });
    expect(codes({ policies: [own] })).toEqual([]);
  });
});
