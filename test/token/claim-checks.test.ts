import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/base/errors.ts';
import type { ClaimRules } from '../../src/token/claim-checks.ts';
import {
  checkTypes,
  claimChecks,
  internIssuerAndAudience,
  revalidateClaims,
  validateClaims,
} from '../../src/token/claim-checks.ts';
import type { Claims } from '../../src/token/claims.ts';

const NOW = 1000;
const NO_RULES: ClaimRules = {
  leeway: 0,
  issuer: null,
  audience: [],
  maxAge: null,
  required: [],
};
const refusalOf = (claims: object, rules: Partial<ClaimRules> = {}, now = NOW): Failure | null =>
  validateClaims(claims as Claims, { ...NO_RULES, ...rules }, now);
const verdict = (claims: object, rules: Partial<ClaimRules> = {}, now = NOW): string =>
  refusalOf(claims, rules, now)?.code ?? 'good';
const typeVerdict = (claims: object): string => checkTypes(claims as Claims)?.code ?? 'good';

describe('checkTypes', () => {
  it('accepts claims of which none is registered', () => {
    expect(typeVerdict({ name: 'x' })).toBe('good');
  });

  it.each(['sub', 'iss', 'jti', 'exp', 'nbf', 'iat', 'auth_time'])(
    'does not take null for an absent %s',
    (name) => {
      expect(typeVerdict({ [name]: null })).toBe('token_claims_invalid');
    },
  );

  describe.each(['exp', 'nbf', 'iat', 'auth_time'])('%s', (name) => {
    it.each([0, -1, 1.5, 2e10, -0])('may be %d', (time) => {
      expect(typeVerdict({ [name]: time })).toBe('good');
    });

    it.each([['1'], [''], [true], [[]], [[1]], [{}], [Number.NaN], [Number.POSITIVE_INFINITY]])(
      'may not be %j',
      (time) => {
        expect(typeVerdict({ [name]: time })).toBe('token_claims_invalid');
      },
    );
  });

  it.each([[''], [7], [{}], ['a\n'], ['x'.repeat(256)]])('rejects the jti %j', (jti) => {
    expect(typeVerdict({ jti })).toBe('token_claims_invalid');
  });

  it.each([[''], [1.5], [{}], ['a\n'], ['x'.repeat(256)]])('rejects the sub %j', (sub) => {
    expect(typeVerdict({ sub })).toBe('token_claims_invalid');
  });

  it('accepts any string as iss, and rejects everything else', () => {
    expect(typeVerdict({ jti: 'a', sub: 4, iss: '' })).toBe('good');
    for (const iss of [7, {}, ['x'], false])
      expect(typeVerdict({ iss }), JSON.stringify(iss)).toBe('token_claims_invalid');
  });
});

describe('the times of a token', () => {
  it('expire at exp exactly', () => {
    expect(verdict({ exp: NOW })).toBe('token_expired');
    expect(verdict({ exp: NOW + 0.001 })).toBe('good');
    expect(verdict({ exp: 0 })).toBe('token_expired');
  });

  it('expire later by the leeway', () => {
    expect(verdict({ exp: NOW - 5 }, { leeway: 5 })).toBe('token_expired');
    expect(verdict({ exp: NOW - 4.999 }, { leeway: 5 })).toBe('good');
  });

  it('are valid from nbf on, earlier by the leeway', () => {
    expect(verdict({ nbf: NOW })).toBe('good');
    expect(verdict({ nbf: NOW + 0.001 })).toBe('token_not_yet_valid');
    expect(verdict({ nbf: NOW + 5 }, { leeway: 5 })).toBe('good');
    expect(verdict({ nbf: NOW + 6 }, { leeway: 5 })).toBe('token_not_yet_valid');
  });

  it.each([0, 300])('are valid up to 60 seconds before iat, with a leeway of %d', (leeway) => {
    expect(verdict({ iat: NOW + 60 }, { leeway })).toBe('good');
    expect(verdict({ iat: NOW + 60.001 }, { leeway })).toBe('token_not_yet_valid');
  });

  it.each(['exp', 'nbf', 'iat', 'auth_time'])(
    'are rejected under a clock that returns NaN, for %s',
    (name) => {
      expect(verdict({ [name]: 1 }, {}, Number.NaN)).not.toBe('good');
    },
  );

  it('may be in their order, and auth_time may equal iat', () => {
    expect(verdict({ iat: 900, exp: 2000, nbf: 950, auth_time: 800 })).toBe('good');
    expect(verdict({ iat: 900, auth_time: 900 })).toBe('good');
  });

  it('are rejected if auth_time is more than 60 seconds after iat, or ahead', () => {
    expect(verdict({ iat: 900, auth_time: 960 })).toBe('good');
    expect(verdict({ iat: 900, auth_time: 961 })).toBe('token_claims_invalid');
    expect(verdict({ auth_time: NOW + 60 })).toBe('good');
    expect(verdict({ auth_time: NOW + 61 }, { leeway: 300 })).toBe('token_claims_invalid');
  });

  it('are rejected if the token expires before it is valid', () => {
    // Only with a leeway does such a token get past the check of exp.
    expect(verdict({ iat: NOW, exp: NOW - 1 }, { leeway: 5 })).toBe('token_claims_invalid');
    expect(verdict({ iat: NOW, exp: NOW }, { leeway: 5 })).toBe('good');
    expect(verdict({ nbf: NOW, exp: NOW }, { leeway: 5 })).toBe('token_claims_invalid');
  });
});

describe('maxAge', () => {
  it('bounds the time since iat, and the leeway does not extend it', () => {
    expect(verdict({ iat: NOW - 10 }, { maxAge: 10 })).toBe('good');
    expect(verdict({ iat: NOW - 10.001 }, { maxAge: 10, leeway: 300 })).toBe('token_expired');
  });

  it('accepts a token whose iat is ahead', () => {
    expect(verdict({ iat: NOW + 60 }, { maxAge: 0 })).toBe('good');
  });

  it('requires iat', () => {
    expect(verdict({}, { maxAge: 10 })).toBe('token_claims_invalid');
    expect(verdict({})).toBe('good');
  });

  it('rejects under a clock that returns NaN', () => {
    expect(verdict({ iat: NOW }, { maxAge: 10 }, Number.NaN)).not.toBe('good');
  });
});

describe('iss', () => {
  const issuer = 'https://a.example';

  it('must equal the configured issuer, with its case', () => {
    expect(verdict({ iss: issuer }, { issuer })).toBe('good');
    for (const iss of ['https://a.example/', 'https://A.example', '', undefined])
      expect(verdict({ iss }, { issuer }), iss).toBe('token_issuer_mismatch');
  });

  it('is explained differently if it is absent and if it is another', () => {
    expect(refusalOf({}, { issuer })?.reason).toMatch(/has no issuer/);
    expect(refusalOf({ iss: 'other' }, { issuer })?.reason).toMatch(/not issued by/);
  });

  it('may be any if no issuer is configured', () => {
    expect(verdict({ iss: 'any' })).toBe('good');
  });

  it('may not be an array that contains the issuer', () => {
    expect(verdict({ iss: [issuer] }, { issuer })).toBe('token_claims_invalid');
  });
});

describe('aud', () => {
  const mismatch = 'token_audience_mismatch';
  const invalid = 'token_claims_invalid';

  it.each<[aud: unknown, none: string, x: string, xOrZ: string]>([
    [undefined, 'good', mismatch, mismatch],
    ['', 'good', mismatch, mismatch],
    [[], 'good', mismatch, mismatch],
    [null, 'good', mismatch, mismatch],
    [0, 'good', mismatch, mismatch],
    ['x', mismatch, 'good', 'good'],
    ['z', mismatch, mismatch, 'good'],
    [['y', 'x'], mismatch, 'good', 'good'],
    [['y'], mismatch, mismatch, mismatch],
    ['X', mismatch, mismatch, mismatch],
    [[''], mismatch, mismatch, mismatch],
    [['x', 1], mismatch, invalid, invalid],
    [{}, mismatch, invalid, invalid],
    [1, mismatch, invalid, invalid],
    [{ length: 1, 0: 'x' }, mismatch, invalid, invalid],
  ])('%j is %s without an audience, %s for x, %s for x or z', (aud, ...expected) => {
    expect([[], ['x'], ['x', 'z']].map((audience) => verdict({ aud }, { audience }))).toEqual(
      expected,
    );
  });

  it('is explained differently if it is absent, another, or not configured', () => {
    const reasons = [
      refusalOf({}, { audience: ['x'] }),
      refusalOf({ aud: 'y' }, { audience: ['x'] }),
      refusalOf({ aud: 'y' }),
    ].map((refusal) => JSON.stringify(Object.values(refusal ?? {})));
    expect(new Set(reasons).size).toBe(3);
  });
});

describe('required claims', () => {
  it('must be own members and not null', () => {
    expect(verdict({ a: 0, b: '' }, { required: ['a', 'b'] })).toBe('good');
    for (const claims of [{}, { a: null }, Object.create({ a: 1 }) as object])
      expect(verdict(claims, { required: ['a'] })).toBe('token_claims_invalid');
    expect(verdict({}, { required: ['toString'] })).toBe('token_claims_invalid');
  });

  it('are named by the refusal if one is missing', () => {
    const refusal = refusalOf({ a: 1 }, { required: ['a', 'tenant'] });
    expect(JSON.stringify(refusal)).toContain('claim tenant is missing');
  });
});

describe('revalidateClaims', () => {
  const rules: ClaimRules = { ...NO_RULES, issuer: 'a', maxAge: 5 };

  it('checks the times, the age, iss and aud again', () => {
    expect(revalidateClaims({ iss: 'a', exp: 5, iat: 0 }, rules, 4)).toBeNull();
    expect(revalidateClaims({ iss: 'a', exp: 5, iat: 0 }, rules, 5)?.code).toBe('token_expired');
    expect(revalidateClaims({ iss: 'a', exp: 9, iat: 0 }, rules, 6)?.code).toBe('token_expired');
    expect(revalidateClaims({ iss: 'b', exp: 5, iat: 0 }, rules, 4)?.code).toBe(
      'token_issuer_mismatch',
    );
    expect(revalidateClaims({ iss: 'a', aud: 'x', exp: 5, iat: 0 }, rules, 4)?.code).toBe(
      'token_audience_mismatch',
    );
  });
});

describe('claimChecks', () => {
  it.each(['exp', 'nbf', 'iat', 'maxTokenAge', 'order of times'])(
    'rejects %s by itself under a clock that returns NaN',
    (name) => {
      const claims = { exp: 1, nbf: 1, iat: 1 };
      const given = name === 'order of times' ? { auth_time: 1 } : claims;
      const { check } = claimChecks.find((one) => one.name === name) as (typeof claimChecks)[0];
      expect(check(given, { ...NO_RULES, maxAge: 5 }, Number.NaN)).not.toBeNull();
    },
  );

  it('gives each check a name of its own', () => {
    const names = claimChecks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('fails first where validateClaims fails, for any claims and rules', () => {
    const times = fc.constantFrom<unknown>(NOW - 5, NOW, NOW + 5, NOW + 90, 'x', undefined);
    const claims = fc.record({
      exp: times,
      nbf: times,
      iat: times,
      auth_time: times,
      sub: fc.constantFrom<unknown>('alice', '', undefined),
      iss: fc.constantFrom<unknown>('a', 'b', 7, undefined),
      aud: fc.constantFrom<unknown>('x', ['x', 1], 'y', undefined),
    });
    const rules = fc.record({
      leeway: fc.constantFrom(0, 5),
      issuer: fc.constantFrom('a', null),
      audience: fc.constantFrom<readonly string[]>(['x'], []),
      maxAge: fc.constantFrom(2, null),
      required: fc.constantFrom<readonly string[]>(['sub'], []),
    });
    fc.assert(
      fc.property(claims, rules, fc.constantFrom(NOW, Number.NaN), (given, all, now) => {
        const own = given as Claims;
        const failed = claimChecks.find(({ check }) => check(own, all, now) !== null);
        expect(validateClaims(own, all, now)).toEqual(failed?.check(own, all, now) ?? null);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('internIssuerAndAudience', () => {
  it('changes no value', () => {
    const rules = { ...NO_RULES, issuer: 'a', audience: ['x', 'y'] };
    for (const claims of [{ iss: 'a', aud: 'y' }, { iss: 'b', aud: 'z' }, { aud: ['x'] }, {}]) {
      const copy = structuredClone(claims);
      internIssuerAndAudience(copy, rules);
      expect(copy).toEqual(claims);
    }
  });
});
