import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { issueToken } from '../../src/security/issue-token.ts';
import { claimsIn, NOW, setUp } from '../support/security.ts';

describe('issueToken', () => {
  it('signs the claims at the time of the clock', () => {
    const set = setUp();
    set.wait(0.9);
    const token = issueToken(wiringOf(set.security), 'alice', { x: 1 }, {});
    expect(claimsIn(token)).toMatchObject({ sub: 'alice', x: 1, iat: NOW, exp: NOW + 60 });
  });

  it('needs a key that can sign', () => {
    const wiring = { ...wiringOf(setUp().security), issuer: null };
    expect(() => issueToken(wiring, 'alice', {}, {})).toThrow(ConfigurationError);
  });
});
