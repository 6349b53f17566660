import { describe, expect, it } from 'vitest';
import type { Claims } from '../../src/token/claims.ts';
import type { ClaimChecks } from '../../src/token/claim-checks.ts';
import {
  isIdentifier,
  isUserId,
  revalidateClaims,
  validateClaims,
  checkClaimTypes,
} from '../../src/token/claim-checks.ts';

const NOW = 1000;
const verdict = (claims: object, rules: Partial<ClaimChecks> = {}, now = NOW): string =>
  validateClaims(
    claims as Claims,
    { leeway: 0, issuer: null, audience: [], required: [], ...rules },
    now,
  )?.code ?? 'good';

describe('the types of the registered claims', () => {
  it('allow what is absent, and not what is null', () => {
    expect(checkClaimTypes({})).toBeNull();
    for (const name of ['sub', 'iss', 'jti', 'exp', 'nbf', 'iat', 'auth_time'])
      expect(checkClaimTypes({ [name]: null } as Claims)?.code, name).toBe('token_claims_invalid');
  });

  it('are finite numbers for times, fractions and the past included', () => {
    for (const name of ['exp', 'nbf', 'iat', 'auth_time']) {
      for (const time of [0, -1, 1.5, 2e10, -0])
        expect(checkClaimTypes({ [name]: time }), name).toBeNull();
      for (const time of ['1', '', true, [], [1], {}, Number.NaN, Number.POSITIVE_INFINITY])
        expect(checkClaimTypes({ [name]: time } as Claims)?.message, name).toContain(
          'finite JSON numbers',
        );
    }
  });

  it('are an identifier for jti, any text for iss', () => {
    expect(checkClaimTypes({ jti: 'a', iss: '' })).toBeNull();
    for (const jti of ['', 7, {}, 'a\n', 'x'.repeat(256)])
      expect(checkClaimTypes({ jti } as Claims)?.message).toContain('jti');
    for (const iss of [7, {}, ['x'], false])
      expect(checkClaimTypes({ iss } as never)?.message).toContain('iss');
  });
});

describe('the user id of a token', () => {
  it('is a safe integer, of which 4 and "4" are two', () => {
    for (const id of [0, -0, 4, -1, Number.MAX_SAFE_INTEGER])
      expect(isUserId(id), String(id)).toBe(true);
    for (const id of [
      1.5,
      2 ** 53,
      -(2 ** 53),
      Number.NaN,
      Number.POSITIVE_INFINITY,
      4n,
      null,
      undefined,
      true,
      [],
      {},
    ])
      expect(isUserId(id), typeof id).toBe(false);
  });

  it('or a text of 1 to 255 octets without control characters, line separators and lone surrogates', () => {
    for (const id of ['4', ' ', 'alice', 'jöhn', '😀', 'x'.repeat(255), 'ü'.repeat(127), '~'])
      expect(isUserId(id), id).toBe(true);
    for (const id of [
      '',
      'x'.repeat(256),
      'ü'.repeat(128),
      'a\0',
      '\n',
      'a\u007f',
      'a\u0085',
      '\u2028',
      'a\u2029',
      '\ud83d',
      'a\udc00',
      'ü\u0007',
    ])
      expect(isUserId(id), JSON.stringify(id)).toBe(false);
    expect(isIdentifier(4)).toBe(false);
  });
});

describe('the times of a token', () => {
  it('end at exp to the moment, and leeway puts the end off', () => {
    expect([verdict({ exp: NOW }), verdict({ exp: NOW + 0.001 }), verdict({ exp: 0 })]).toEqual([
      'token_expired',
      'good',
      'token_expired',
    ]);
    expect([
      verdict({ exp: NOW - 5 }, { leeway: 5 }),
      verdict({ exp: NOW - 4.999 }, { leeway: 5 }),
    ]).toEqual(['token_expired', 'good']);
  });

  it('begin at nbf and at iat, and leeway puts the beginning forward', () => {
    for (const name of ['nbf', 'iat']) {
      expect([verdict({ [name]: NOW }), verdict({ [name]: NOW + 0.001 })]).toEqual([
        'good',
        'token_not_yet_valid',
      ]);
      expect([
        verdict({ [name]: NOW + 5 }, { leeway: 5 }),
        verdict({ [name]: NOW + 6 }, { leeway: 5 }),
      ]).toEqual(['good', 'token_not_yet_valid']);
    }
  });

  it('come in their order: auth_time, iat and nbf before exp, auth_time before iat', () => {
    expect(verdict({ iat: 900, exp: 2000, nbf: 950, auth_time: 800 })).toBe('good');
    expect(verdict({ iat: 900, auth_time: 900 })).toBe('good');
    expect(verdict({ iat: 900, auth_time: 901 })).toBe('token_claims_invalid');
    expect([verdict({ auth_time: NOW }), verdict({ auth_time: NOW + 1 })]).toEqual([
      'good',
      'token_claims_invalid',
    ]);
    expect(verdict({ auth_time: NOW + 1 }, { leeway: 1 })).toBe('good');
    // Only a leeway lets such a token live long enough to be asked.
    expect(verdict({ iat: NOW, exp: NOW - 1 }, { leeway: 5 })).toBe('token_claims_invalid');
    expect(verdict({ iat: NOW, exp: NOW }, { leeway: 5 })).toBe('good');
    expect(verdict({ nbf: NOW, exp: NOW }, { leeway: 5 })).toBe('token_claims_invalid');
  });

  it('are judged again, with the parties, for a token that was found good before', () => {
    const rules: ClaimChecks = { leeway: 0, issuer: 'a', audience: [], required: [] };
    expect([
      revalidateClaims({ iss: 'a', exp: 5 }, rules, 4),
      revalidateClaims({ iss: 'a', exp: 5 }, rules, 5)?.code,
    ]).toEqual([null, 'token_expired']);
    expect(revalidateClaims({ iss: 'b', exp: 5 }, rules, 4)?.code).toBe('token_issuer_mismatch');
    expect(revalidateClaims({ iss: 'a', aud: 'x', exp: 5 }, rules, 4)?.code).toBe(
      'token_audience_mismatch',
    );
  });
});

describe('the parties of a token', () => {
  it('are the issuer that is configured, whole and with its case', () => {
    const issuer = 'https://a.example';
    expect(verdict({ iss: issuer }, { issuer })).toBe('good');
    for (const iss of ['https://a.example/', 'https://A.example', '', undefined])
      expect(verdict({ iss }, { issuer }), iss).toBe('token_issuer_mismatch');
    expect(verdict({ iss: 'anybody' })).toBe('good');
    expect(verdict({ iss: [issuer] }, { issuer })).toBe('token_claims_invalid');
  });

  it('are the audience of the table: none for none, otherwise one of those configured', () => {
    const rows: [aud: unknown, none: string, x: string, xOrZ: string][] = [
      [undefined, 'good', 'token_audience_mismatch', 'token_audience_mismatch'],
      ['', 'good', 'token_audience_mismatch', 'token_audience_mismatch'],
      [[], 'good', 'token_audience_mismatch', 'token_audience_mismatch'],
      [null, 'good', 'token_audience_mismatch', 'token_audience_mismatch'],
      [0, 'good', 'token_audience_mismatch', 'token_audience_mismatch'],
      ['x', 'token_audience_mismatch', 'good', 'good'],
      ['z', 'token_audience_mismatch', 'token_audience_mismatch', 'good'],
      [['y', 'x'], 'token_audience_mismatch', 'good', 'good'],
      [['y'], 'token_audience_mismatch', 'token_audience_mismatch', 'token_audience_mismatch'],
      ['X', 'token_audience_mismatch', 'token_audience_mismatch', 'token_audience_mismatch'],
      [[''], 'token_audience_mismatch', 'token_audience_mismatch', 'token_audience_mismatch'],
      [['x', 1], 'token_audience_mismatch', 'token_claims_invalid', 'token_claims_invalid'],
      [{}, 'token_audience_mismatch', 'token_claims_invalid', 'token_claims_invalid'],
      [1, 'token_audience_mismatch', 'token_claims_invalid', 'token_claims_invalid'],
      [
        { length: 1, 0: 'x' },
        'token_audience_mismatch',
        'token_claims_invalid',
        'token_claims_invalid',
      ],
    ];
    for (const [aud, ...wanted] of rows) {
      const got = [[], ['x'], ['x', 'z']].map((audience) => verdict({ aud }, { audience }));
      expect(got, JSON.stringify(aud)).toEqual(wanted);
    }
  });
});

describe('claims that are required', () => {
  it('are own members and not null, and the refusal names the one that is missing', () => {
    expect(verdict({ a: 0, b: '' }, { required: ['a', 'b'] })).toBe('good');
    for (const claims of [{}, { a: null }, Object.create({ a: 1 })])
      expect(verdict(claims, { required: ['a'] })).toBe('token_claims_invalid');
    expect(verdict({}, { required: ['toString'] })).toBe('token_claims_invalid');
    const rules = { leeway: 0, issuer: null, audience: [], required: ['a', 'tenant'] };
    expect(validateClaims({ a: 1 }, rules, NOW)?.message).toContain('claim tenant is missing');
  });
});
