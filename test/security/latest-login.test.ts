import { describe, expect, it } from 'vitest';
import { failure } from '../../src/base/errors.ts';
import { latestLogin } from '../../src/security/latest-login.ts';
import type { Claims } from '../../src/token/claims.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import type { TrustedIssuer } from '../../src/token/trusted-issuer.ts';
import type { VerifiedToken } from '../../src/token/verified-token.ts';
import { timedId } from '../../src/token/timed-id.ts';
import { NOW } from '../support/security.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const token = (claims: Claims, more: Partial<TrustedIssuer> = {}): VerifiedToken => ({
  ok: true,
  claims: { sub: 'alice', iat: NOW, ...claims },
  header: { alg: 'HS512' },
  kind: 'session',
  issuer: ownIssuer(new KeySet([]), more),
  mark: null,
  liveIn: -1,
});
const byUid = (claims: Claims) => token(claims, { userIdClaim: 'uid' });
const EXPIRED = failure('token_expired');
const FORGED = failure('token_signature_invalid');

/** The token that decides, whatever the order in which the browser sends both. */
const decides = (one: VerifiedToken, other: VerifiedToken) => {
  const result = latestLogin([one, other]);
  expect(latestLogin([other, one])).toBe(result);
  return result;
};

describe('of several tokens of one user', () => {
  it.each<[string, Claims, Claims]>([
    ['the later login', { auth_time: NOW - 10 }, { auth_time: NOW - 20 }],
    [
      'the later login, though the other was renewed since',
      { auth_time: NOW - 10, iat: NOW - 10 },
      { auth_time: NOW - 20, iat: NOW },
    ],
    [
      'the later login of the same second',
      { auth_time: NOW, sid: timedId(NOW + 0.9) },
      { auth_time: NOW, sid: timedId(NOW + 0.1) },
    ],
    ['the renewed token of one login', { auth_time: 1, iat: NOW }, { auth_time: 1, iat: NOW - 5 }],
    [
      'the later token of the same second',
      { auth_time: 1, jti: timedId(NOW + 0.9) },
      { auth_time: 1, jti: timedId(NOW + 0.1) },
    ],
    ['the later iat where no login is named', { iat: NOW }, { iat: NOW - 1 }],
  ])('decides %s', (_, later, earlier) => {
    const expected = token(later);
    expect(decides(expected, token(earlier))).toBe(expected);
  });

  it('decides the one that is good', () => {
    const good = token({});
    expect(latestLogin([EXPIRED, good, FORGED])).toBe(good);
  });
});

describe('several tokens', () => {
  it('are refused as malformed if they are of different users', () => {
    for (const sub of ['bob', 'Alice', 4])
      expect(latestLogin([token({}), token({ sub })])).toMatchObject({
        ok: false,
        code: 'credentials_malformed',
      });
    expect(latestLogin([token({ sub: 4 }), token({ sub: '4' })]).ok).toBe(false);
  });

  it('are refused if none names a user', () => {
    expect(latestLogin([byUid({ uid: ['a'] }), byUid({ uid: ['a'] })]).ok).toBe(false);
  });

  it('are compared by the claim that names the user', () => {
    const claims = { uid: 'u', auth_time: 1 };
    expect(latestLogin([byUid({ ...claims, sub: 'a' }), byUid(claims)]).ok).toBe(true);
  });

  it('fail as the first does if none is good', () => {
    expect(latestLogin([EXPIRED, FORGED])).toBe(EXPIRED);
  });
});
