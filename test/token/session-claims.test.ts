import { describe, expect, it } from 'vitest';
import { checkSessionTypes, isLifetime } from '../../src/token/session-claims.ts';
import type { Claims } from '../../src/token/claims.ts';
import { handMade, NOW, SESSION, setUp } from '../support/security.ts';

const wrong: [name: string, values: unknown[]][] = [
  ['sid', [null, 5, '', ['a'], {}, true, 'a\u0000', 'x'.repeat(256)]],
  ['cookie_domains', [null, 'example.com', [4], [null], {}, [['a.example']]]],
  ['cookie_persistent', [null, 'false', 0, [], {}]],
  ['session_lifetime', [null, '30d', '999', 0, -1, [60], {}, true]],
];
const cases = wrong.flatMap(([name, values]) => values.map((value) => [name, value] as const));

describe('the claims of a session that the library writes', () => {
  it.each(cases)('are refused if %s is %j', (name, value) => {
    expect(checkSessionTypes({ [name]: value } as Claims)).toMatchObject({
      code: 'token_claims_invalid',
      reason: expect.stringContaining(name),
    });
  });

  it('are accepted as they are written, and may be absent', () => {
    const written = { sid: 'a', cookie_domains: [], cookie_persistent: false };
    expect(checkSessionTypes({ ...written, session_lifetime: 0.5 })).toBeNull();
    expect(
      checkSessionTypes({ cookie_domains: ['a.example'], cookie_persistent: true }),
    ).toBeNull();
    expect(checkSessionTypes({})).toBeNull();
  });

  it.each(cases)(
    'refuse the session token in which %s is %j, however often it comes',
    (name, value) => {
      const { security } = setUp();
      const token = handMade({ sub: 'a', iat: NOW, exp: NOW + 60, [name]: value }, SESSION);
      for (let times = 0; times < 3; times++)
        expect(security.verifyToken(token, { kind: 'session' })).toMatchObject({
          ok: false,
          error: { code: 'token_claims_invalid' },
        });
    },
  );

  it('say nothing about an access token, whose sid may be that of a provider', () => {
    const { security } = setUp();
    const token = handMade({ sub: 'a', iat: NOW, exp: NOW + 60, sid: 5 });
    expect(security.verifyToken(token)).toMatchObject({ ok: true });
  });
});

it('a lifetime is a finite number above 0', () => {
  expect([1, 0.5, 1e12].every(isLifetime)).toBe(true);
  expect([0, -1, Number.NaN, JSON.parse('1e999'), '1', null].some(isLifetime)).toBe(false);
});
