import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../src/keys/import/import-key.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import type { ClaimChecks } from '../../src/token/claim-checks.ts';
import { TokenVerifier } from '../../src/token/verifier.ts';

const secret = Buffer.alloc(64, 7);
const keys = new KeySet([importKey({ algorithm: 'HS256', privateKey: secret, name: 'key' })]);
const NOW = 1000;

/** A token of any JSON text, well signed by hand. */
function signed(payload: string, header = '{"alg":"HS256"}'): string {
  const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

function verifierOf(rules: Partial<ClaimChecks> = {}, typ: string | null = null): TokenVerifier {
  const all = { leeway: 0, issuer: null, audience: [], required: [], ...rules };
  return new TokenVerifier({ keys, typ, maxTokenLength: 8192, remembered: 16, rules: all });
}

/** What is said of a token, which is the same when it comes again and again: by the third time a good one is remembered. */
function verdict(
  text: string,
  rules: Partial<ClaimChecks> = {},
  typ: string | null = null,
): string {
  const verifier = verifierOf(rules, typ);
  const said = [1, 2, 3]
    .map(() => verifier.verify(text, NOW))
    .map((result) => (result.ok ? 'good' : result.code));
  expect(new Set(said).size, said.join()).toBe(1);
  return said[0] as string;
}

describe('the verifier', () => {
  it('takes JSON that nests up to 32 levels, and no deeper', () => {
    const nested = (levels: number) => `{"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect([verdict(signed(nested(31))), verdict(signed(nested(32)))]).toEqual([
      'good',
      'token_claims_invalid',
    ]);
  });

  it('refuses a member called __proto__ at any depth, however it is spelt, and takes a text that says so', () => {
    for (const text of [
      '{"__proto__":{"admin":true}}',
      '{"x":[{"__proto__":1}]}',
      '{"\\u005f_proto__":1}',
    ])
      expect(verdict(signed(text))).toBe('token_claims_invalid');
    for (const text of ['{"x":"__proto__"}', '{"x":{"":["__proto__"]}}'])
      expect(verdict(signed(text))).toBe('good');
  });

  it('refuses times that are no finite numbers, and does not take null, false or 0 for absent', () => {
    for (const name of ['exp', 'nbf', 'iat', 'auth_time']) {
      for (const value of ['null', 'false', '"2000"', '""', '[]', '{}', '1e999', '-1e999'])
        expect(verdict(signed(`{"${name}":${value}}`))).toBe('token_claims_invalid');
    }
    expect(verdict(signed('{"exp":0}'))).toBe('token_expired');
  });

  it('counts fractions of a second as they are', () => {
    expect([
      verdict(signed('{"exp":1000.001}')),
      verdict(signed('{"exp":1000}')),
      verdict(signed('{"nbf":1000.001}')),
    ]).toEqual(['good', 'token_expired', 'token_not_yet_valid']);
  });

  it('judges the audience by the table of the original', () => {
    for (const aud of ['""', '[]', 'null', '0'])
      expect(verdict(signed(`{"aud":${aud}}`))).toBe('good');
    for (const aud of ['"x"', '["x"]'])
      expect(verdict(signed(`{"aud":${aud}}`))).toBe('token_audience_mismatch');
    const audience = ['x', 'z'];
    for (const aud of ['"x"', '["y","z"]'])
      expect(verdict(signed(`{"aud":${aud}}`), { audience })).toBe('good');
    for (const text of [
      '{}',
      '{"aud":""}',
      '{"aud":[]}',
      '{"aud":"y"}',
      '{"aud":"X"}',
      '{"aud":["y"]}',
    ])
      expect(verdict(signed(text), { audience })).toBe('token_audience_mismatch');
    for (const aud of ['["x",1]', '{}', '1'])
      expect(verdict(signed(`{"aud":${aud}}`), { audience })).toBe('token_claims_invalid');
  });

  it('asks for the claims that are required, as own members that are not null', () => {
    for (const text of ['{}', '{"exp":null}', '{"toString":1}'])
      expect(verdict(signed(text), { required: ['exp'] })).toBe('token_claims_invalid');
    expect(verdict(signed('{}'), { required: ['toString'] })).toBe('token_claims_invalid');
  });

  it('refuses crit of any value, b64 other than true, nested tokens, and foreign types', () => {
    for (const more of [
      '"crit":["exp"]',
      '"crit":[]',
      '"crit":null',
      '"crit":false',
      '"b64":false',
      '"b64":null',
      '"cty":"JWT"',
      '"cty":"application/jwt"',
      '"typ":"at+jwt"',
      '"typ":1',
      '"kid":1',
      '"kid":null',
    ]) {
      expect(verdict(signed('{}', `{"alg":"HS256",${more}}`)), more).toBe('token_malformed');
    }
    for (const typ of ['JWT', 'jwt', 'application/JWT'])
      expect(verdict(signed('{}', `{"alg":"HS256","typ":"${typ}"}`))).toBe('good');
    expect(verdict(signed('{}', '{"alg":"HS256","typ":"application/at+jwt"}'), {}, 'at+jwt')).toBe(
      'good',
    );
    expect(verdict(signed('{}'), {}, 'at+jwt')).toBe('token_malformed');
  });

  it('refuses none in every case, and the header members that spell a refusal or a key', () => {
    for (const alg of ['none', 'None', 'NONE', 'hs256', 'HS512', ''])
      expect(verdict(signed('{}', `{"alg":"${alg}"}`))).toMatch(
        /^token_(algorithm_refused|malformed)$/,
      );
    expect(verdict(signed('{}', '{"alg":"HS256","code":"x","ok":false}'))).toBe('good');
    expect(verdict(signed('{}', '{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}'))).toBe('good');
  });

  it('refuses what is too long before it looks at it, and what is not a text', () => {
    expect(verdict('.'.repeat(100_000))).toBe('token_too_large');
    expect(verdict(undefined as never)).toBe('token_malformed');
  });

  it('gives out claims that nobody can change, at any depth', () => {
    const result = verifierOf().verify(signed('{"a":{"b":[{}]}}'), NOW);
    if (!result.ok) throw new Error(result.code);
    const { a } = result.claims as unknown as { a: { b: object[] } };
    expect(
      [result.claims, a, a.b, a.b[0], result.header].every((value) => Object.isFrozen(value)),
    ).toBe(true);
  });
});

describe('a verifier that remembers', () => {
  const claimsAt = (verifier: TokenVerifier, text: string, now: number): object | string => {
    const result = verifier.verify(text, now);
    return result.ok ? result.claims : result.code;
  };

  it('gives the same frozen claims from the second time on, and equal ones before', () => {
    const verifier = verifierOf();
    const text = signed('{"sub":"alice","roles":["a"]}');
    const [first, second, third] = [1, 2, 3].map(() => claimsAt(verifier, text, NOW)) as [
      { roles: object },
      { roles: object },
      object,
    ];
    expect([first, third]).toEqual([second, second]);
    expect([first === second, second === third]).toEqual([false, true]);
    for (const claims of [first, second])
      expect([claims, claims.roles].every(Object.isFrozen)).toBe(true);
  });

  it('judges time at each hit', () => {
    const verifier = verifierOf();
    const text = signed('{"iat":900,"nbf":950,"exp":1100}');
    for (let i = 0; i < 3; i++) expect(claimsAt(verifier, text, NOW)).toBeTypeOf('object');
    expect([1099.9, 1100, 949, 899].map((now) => typeof claimsAt(verifier, text, now))).toEqual([
      'object',
      'string',
      'string',
      'string',
    ]);
    expect(claimsAt(verifier, text, 1100)).toBe('token_expired');
    expect(claimsAt(verifier, text, 949)).toBe('token_not_yet_valid');
  });

  it('does not count what was refused as having been seen', () => {
    const verifier = verifierOf();
    const text = signed('{"exp":1100}');
    for (let i = 0; i < 3; i++) expect(claimsAt(verifier, text, 2000)).toBe('token_expired');
    const [first, second, third] = [1, 2, 3].map(() => claimsAt(verifier, text, NOW));
    expect([first === second, second === third]).toEqual([false, true]);
  });

  it('refuses every text that differs from a remembered one in one place', () => {
    const verifier = verifierOf();
    const text = signed('{"sub":"alice"}');
    for (let i = 0; i < 3; i++) expect(claimsAt(verifier, text, NOW)).toBeTypeOf('object');
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      for (const altered of [
        text.slice(0, at) + other + text.slice(at + 1),
        text.slice(0, at) + text.slice(at + 1),
      ])
        expect(claimsAt(verifier, altered, NOW), `${at}`).toBeTypeOf('string');
    }
    for (const altered of [`${text}=`, `${text}A`, ` ${text}`, `${text}\0`])
      expect(claimsAt(verifier, altered, NOW)).toBeTypeOf('string');
  });

  it('knows nothing of what another verifier remembers', () => {
    const text = signed('{"sub":"alice"}');
    const verifier = verifierOf();
    for (let i = 0; i < 3; i++) claimsAt(verifier, text, NOW);
    const others = new KeySet([
      importKey({ algorithm: 'HS256', privateKey: Buffer.alloc(64, 8), name: 'key' }),
    ]);
    const rules = { leeway: 0, issuer: null, audience: [], required: [] };
    const other = new TokenVerifier({
      keys: others,
      typ: null,
      maxTokenLength: 8192,
      remembered: 16,
      rules,
    });
    expect(claimsAt(other, text, NOW)).toBe('token_signature_invalid');
    expect(claimsAt(verifierOf({ issuer: 'me' }), text, NOW)).toBe('token_issuer_mismatch');
  });

  it('may be told to remember nothing', () => {
    const rules = { leeway: 0, issuer: null, audience: [], required: [] };
    const verifier = new TokenVerifier({
      keys,
      typ: null,
      maxTokenLength: 8192,
      remembered: 0,
      rules,
    });
    const text = signed('{"sub":"alice"}');
    const [first, second, third] = [1, 2, 3].map(() => claimsAt(verifier, text, NOW));
    expect([first === second, second === third]).toEqual([false, false]);
  });
});
