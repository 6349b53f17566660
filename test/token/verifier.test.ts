import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../src/keys/key-set.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { fixedKeys } from '../../src/keys/key-source.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { ClaimRules } from '../../src/token/claim-checks.ts';
import type { TrustedIssuer } from '../../src/token/trusted-issuer.ts';
import type { VerifierOptions } from '../../src/token/verifier.ts';
import { TokenVerifier } from '../../src/token/verifier.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const keyOf = (byte: number, kid?: string): Key =>
  importKey({ algorithm: 'HS256', kid, privateKey: Buffer.alloc(64, byte), name: 'key' });
const keys = new KeySet([keyOf(7)]);
const NOW = 1000;
const NO_RULES: ClaimRules = {
  leeway: 0,
  issuer: null,
  audience: [],
  maxAge: null,
  required: [],
};

/** A token with any JSON text as its payload, correctly signed by hand. */
function signed(payload: string, header = '{"alg":"HS256"}', byte = 7): string {
  const input = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
  const secret = Buffer.alloc(64, byte);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

const issuerOf = (more: Partial<TrustedIssuer> = {}): TrustedIssuer => ownIssuer(keys, more);
const verifierOf = (
  issuers: readonly TrustedIssuer[] = [issuerOf()],
  more: Partial<VerifierOptions> = {},
): TokenVerifier => new TokenVerifier({ issuers, maxTokenLength: 8192, cacheSize: 16, ...more });

/** `good` or the code, which is the same on every use: the third use of a good token is a hit. */
function verdict(
  token: string,
  rules: Partial<ClaimRules> = {},
  typ: string | null = null,
): string {
  const verifier = verifierOf([
    issuerOf({ rules: { ...NO_RULES, ...rules }, accessTypes: typ === null ? [] : [typ] }),
  ]);
  const verdicts = [1, 2, 3]
    .map(() => verifier.verify(token, NOW))
    .map((result) => (result.ok ? 'good' : result.code));
  expect(new Set(verdicts).size, verdicts.join()).toBe(1);
  return verdicts[0] as string;
}

describe('TokenVerifier', () => {
  it('accepts JSON of 32 levels and rejects 33', () => {
    const nested = (levels: number) => `{"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(verdict(signed(nested(31)))).toBe('good');
    expect(verdict(signed(nested(32)))).toBe('token_claims_invalid');
  });

  it.each(['{"__proto__":{"admin":true}}', '{"x":[{"__proto__":1}]}', '{"\\u005f_proto__":1}'])(
    'rejects a member called __proto__: %s',
    (payload) => {
      expect(verdict(signed(payload))).toBe('token_claims_invalid');
    },
  );

  it.each(['{"x":"__proto__"}', '{"x":{"":["__proto__"]}}'])(
    'accepts the string "__proto__" as a value: %s',
    (payload) => {
      expect(verdict(signed(payload))).toBe('good');
    },
  );

  describe.each(['exp', 'nbf', 'iat', 'auth_time'])('%s', (name) => {
    it.each(['null', 'false', '"2000"', '""', '[]', '{}', '1e999', '-1e999'])(
      'is rejected if it is %s',
      (value) => {
        expect(verdict(signed(`{"${name}":${value}}`))).toBe('token_claims_invalid');
      },
    );
  });

  it('does not take an exp of 0 for an absent one', () => {
    expect(verdict(signed('{"exp":0}'))).toBe('token_expired');
  });

  it('compares fractions of a second', () => {
    expect(verdict(signed('{"exp":1000.001}'))).toBe('good');
    expect(verdict(signed('{"exp":1000}'))).toBe('token_expired');
    expect(verdict(signed('{"nbf":1000.001}'))).toBe('token_not_yet_valid');
  });

  it.each(['""', '[]', 'null', '0'])('accepts aud %s if no audience is configured', (aud) => {
    expect(verdict(signed(`{"aud":${aud}}`))).toBe('good');
  });

  it.each(['"x"', '["x"]'])('rejects aud %s if no audience is configured', (aud) => {
    expect(verdict(signed(`{"aud":${aud}}`))).toBe('token_audience_mismatch');
  });

  it.each([
    ['{"aud":"x"}', 'good'],
    ['{"aud":["y","z"]}', 'good'],
    ['{}', 'token_audience_mismatch'],
    ['{"aud":""}', 'token_audience_mismatch'],
    ['{"aud":[]}', 'token_audience_mismatch'],
    ['{"aud":"y"}', 'token_audience_mismatch'],
    ['{"aud":"X"}', 'token_audience_mismatch'],
    ['{"aud":["y"]}', 'token_audience_mismatch'],
    ['{"aud":["x",1]}', 'token_claims_invalid'],
    ['{"aud":{}}', 'token_claims_invalid'],
    ['{"aud":1}', 'token_claims_invalid'],
  ])('answers %s for the audiences x and z with %s', (payload, expected) => {
    expect(verdict(signed(payload), { audience: ['x', 'z'] })).toBe(expected);
  });

  it('requires claims as own members that are not null', () => {
    for (const payload of ['{}', '{"exp":null}', '{"toString":1}'])
      expect(verdict(signed(payload), { required: ['exp'] })).toBe('token_claims_invalid');
    expect(verdict(signed('{}'), { required: ['toString'] })).toBe('token_claims_invalid');
  });

  it.each([
    '"crit":["exp"]',
    '"crit":[]',
    '"crit":null',
    '"crit":false',
    '"b64":false',
    '"b64":null',
    '"cty":"JWT"',
    '"cty":"application/jwt"',
    '"typ":1',
    '"kid":1',
    '"kid":null',
  ])('rejects a header with %s', (more) => {
    expect(verdict(signed('{}', `{"alg":"HS256",${more}}`))).toBe('token_malformed');
  });

  it('accepts only the configured typ, compared as a media type', () => {
    for (const typ of ['JWT', 'jwt', 'application/JWT'])
      expect(verdict(signed('{}', `{"alg":"HS256","typ":"${typ}"}`))).toBe('good');
    const token = signed('{}', '{"alg":"HS256","typ":"application/at+jwt"}');
    expect(verdict(token, {}, 'at+jwt')).toBe('good');
    expect(verdict(signed('{}'), {}, 'at+jwt')).toBe('token_type_refused');
    expect(verdict(token)).toBe('token_type_refused');
  });

  it.each(['none', 'None', 'NONE', 'hs256', 'HS512', ''])('rejects the alg %j', (alg) => {
    expect(verdict(signed('{}', `{"alg":"${alg}"}`))).toMatch(
      /^token_(algorithm_refused|malformed)$/,
    );
  });

  it('ignores header members that look like a failure or contain a key', () => {
    expect(verdict(signed('{}', '{"alg":"HS256","code":"x","ok":false}'))).toBe('good');
    expect(verdict(signed('{}', '{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}'))).toBe('good');
  });

  it('rejects a token that is too long before it reads it, and what is not a string', () => {
    expect(verdict('.'.repeat(100_000))).toBe('token_too_large');
    expect(verdict(undefined as never)).toBe('token_malformed');
  });

  it('freezes claims and header at every depth', () => {
    const result = verifierOf().verify(signed('{"a":{"b":[{}]}}'), NOW);
    if (!result.ok) throw new Error(result.code);
    const { a } = result.claims as unknown as { a: { b: object[] } };
    for (const value of [result.claims, a, a.b, a.b[0], result.header])
      expect(Object.isFrozen(value)).toBe(true);
  });
});

const claimsAt = (verifier: TokenVerifier, token: string, now = NOW): object | string => {
  const result = verifier.verify(token, now);
  return result.ok ? result.claims : result.code;
};

/** A verifier that has cached the token. */
function cachedBy(verifier: TokenVerifier, token: string): TokenVerifier {
  for (let i = 0; i < 2; i++) expect(claimsAt(verifier, token)).toBeTypeOf('object');
  expect(claimsAt(verifier, token)).toBe(claimsAt(verifier, token));
  return verifier;
}

describe('TokenVerifier with a cache', () => {
  it('returns the same frozen claims from the second use on, and equal ones before', () => {
    const verifier = verifierOf();
    const token = signed('{"sub":"alice","roles":["a"]}');
    const [first, second, third] = [1, 2, 3].map(() => claimsAt(verifier, token)) as [
      { roles: object },
      { roles: object },
      object,
    ];
    expect([first, third]).toEqual([second, second]);
    expect([first === second, second === third]).toEqual([false, true]);
    for (const claims of [first, second])
      expect([claims, claims.roles].every(Object.isFrozen)).toBe(true);
  });

  it('checks the times on every hit', () => {
    const token = signed('{"iat":900,"nbf":950,"exp":1100}');
    const rules = { ...NO_RULES, maxAge: 150 };
    const verifier = cachedBy(verifierOf([issuerOf({ rules })]), token);
    expect(claimsAt(verifier, token, 1050)).toBeTypeOf('object');
    expect(claimsAt(verifier, token, 1050.1)).toBe('token_expired');
    expect(claimsAt(verifier, token, 949)).toBe('token_not_yet_valid');
    expect(claimsAt(verifier, token, 839)).toBe('token_not_yet_valid');
    expect(claimsAt(verifier, token, Number.NaN)).toBeTypeOf('string');
  });

  it('does not count a rejected token as seen', () => {
    const verifier = verifierOf();
    const token = signed('{"exp":1100}');
    for (let i = 0; i < 3; i++) expect(claimsAt(verifier, token, 2000)).toBe('token_expired');
    const [first, second, third] = [1, 2, 3].map(() => claimsAt(verifier, token));
    expect([first === second, second === third]).toEqual([false, true]);
  });

  it('rejects every text that differs from a cached token in one place', () => {
    const token = signed('{"sub":"alice"}');
    const verifier = cachedBy(verifierOf(), token);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      for (const altered of [
        token.slice(0, at) + other + token.slice(at + 1),
        token.slice(0, at) + token.slice(at + 1),
      ])
        expect(claimsAt(verifier, altered), `${at}`).toBeTypeOf('string');
    }
    for (const altered of [`${token}=`, `${token}A`, ` ${token}`, `${token}\0`])
      expect(claimsAt(verifier, altered)).toBeTypeOf('string');
  });

  it('shares nothing with another verifier', () => {
    const token = signed('{"sub":"alice"}');
    cachedBy(verifierOf(), token);
    const other = issuerOf({ keys: fixedKeys(new KeySet([keyOf(8)])) });
    expect(claimsAt(verifierOf([other]), token)).toBe('token_signature_invalid');
    const rules = { ...NO_RULES, issuer: 'me' };
    expect(claimsAt(verifierOf([issuerOf({ rules })]), token)).toBe('token_issuer_mismatch');
  });

  it('caches nothing if its size is 0', () => {
    const verifier = verifierOf([issuerOf()], { cacheSize: 0 });
    const token = signed('{"sub":"alice"}');
    const [first, second, third] = [1, 2, 3].map(() => claimsAt(verifier, token));
    expect([first === second, second === third]).toEqual([false, false]);
  });
});

describe('TokenVerifier whose keys are replaced', () => {
  const [a, b] = [keyOf(7, 'a'), keyOf(8, 'b')];
  const both = new KeySet([a, b]);
  const token = signed('{"sub":"alice"}', '{"alg":"HS256","kid":"a"}');

  it('rejects a cached token at once when its key is removed', () => {
    const source = { current: both };
    const verifier = cachedBy(verifierOf([issuerOf({ keys: source })]), token);
    source.current = new KeySet([b]);
    expect(claimsAt(verifier, token)).toBe('token_key_unknown');
  });

  it('rejects a new token under a cached header at once when its key is removed', () => {
    const source = { current: both };
    const verifier = cachedBy(verifierOf([issuerOf({ keys: source })]), token);
    source.current = new KeySet([b]);
    const fresh = signed('{"sub":"bob"}', '{"alg":"HS256","kid":"a"}');
    expect(claimsAt(verifier, fresh)).toBe('token_key_unknown');
  });

  it('rejects a cached token at once when another key gets the kid of its key', () => {
    const source = { current: both };
    const verifier = cachedBy(verifierOf([issuerOf({ keys: source })]), token);
    source.current = new KeySet([keyOf(9, 'a'), b]);
    expect(claimsAt(verifier, token)).toBe('token_signature_invalid');
  });

  it('verifies a cached token once more with the new keys, and caches that at once', () => {
    const source = { current: both };
    const verifier = cachedBy(verifierOf([issuerOf({ keys: source })]), token);
    const before = claimsAt(verifier, token);
    source.current = new KeySet([a]);
    const after = claimsAt(verifier, token);
    expect(after).toEqual(before);
    expect(after).not.toBe(before);
    // The claims in the cache are those that the second verification froze.
    expect(claimsAt(verifier, token)).toBe(after);
  });

  it('keeps what it cached if the source still has the same object', () => {
    const source = { current: both };
    const verifier = cachedBy(verifierOf([issuerOf({ keys: source })]), token);
    const before = claimsAt(verifier, token);
    source.current = new KeySet([b]);
    source.current = both;
    expect(claimsAt(verifier, token)).toBe(before);
  });

  it('accepts a new key as soon as the source has it', () => {
    const source = { current: new KeySet([a]) };
    const verifier = verifierOf([issuerOf({ keys: source })]);
    const next = signed('{"sub":"alice"}', '{"alg":"HS256","kid":"b"}', 8);
    expect(claimsAt(verifier, next)).toBe('token_key_unknown');
    source.current = both;
    expect(claimsAt(verifier, next)).toBeTypeOf('object');
  });
});

describe('TokenVerifier with several issuers', () => {
  const trusted = (issuer: string, byte: number, more: Partial<ClaimRules> = {}) =>
    issuerOf({
      keys: fixedKeys(new KeySet([keyOf(byte)])),
      rules: { ...NO_RULES, issuer, ...more },
    });
  const verifier = verifierOf([trusted('a', 1), trusted('b', 2, { audience: ['x'] })]);
  const signedBy = (payload: string, byte: number) => signed(payload, '{"alg":"HS256"}', byte);

  it('verifies a token with the keys and rules of the issuer it names', () => {
    for (let use = 0; use < 3; use++) {
      expect(claimsAt(verifier, signedBy('{"iss":"a"}', 1))).toEqual({ iss: 'a' });
      expect(claimsAt(verifier, signedBy('{"iss":"b","aud":"x"}', 2))).toMatchObject({ iss: 'b' });
      expect(claimsAt(verifier, signedBy('{"iss":"b"}', 2))).toBe('token_audience_mismatch');
    }
  });

  it('rejects a token that one issuer signed in the name of another', () => {
    expect(claimsAt(verifier, signedBy('{"iss":"b","aud":"x"}', 1))).toBe(
      'token_signature_invalid',
    );
  });

  it.each(['{}', '{"iss":"c"}', '{"iss":""}', '{"iss":["a"]}', '{"iss":null}'])(
    'rejects a token of no configured issuer: %s',
    (payload) => {
      expect(claimsAt(verifier, signedBy(payload, 1))).toBe('token_issuer_mismatch');
    },
  );

  it('rejects what is not a token, and one that is too long, before it selects', () => {
    for (const text of ['', 'a.b', 'a.b.c', `${signedBy('{"iss":"a"}', 1)}.x`])
      expect(claimsAt(verifier, text), text).toBe('token_malformed');
    expect(claimsAt(verifier, '.'.repeat(9000))).toBe('token_too_large');
  });

  it('notices new keys of each issuer alone', () => {
    const source = { current: new KeySet([keyOf(1)]) };
    const two = verifierOf([{ ...trusted('a', 1), keys: source }, trusted('b', 2)]);
    const [ofA, ofB] = [signedBy('{"iss":"a"}', 1), signedBy('{"iss":"b"}', 2)];
    cachedBy(cachedBy(two, ofA), ofB);
    const before = claimsAt(two, ofB);
    source.current = new KeySet([keyOf(3)]);
    expect(claimsAt(two, ofA)).toBe('token_signature_invalid');
    expect(claimsAt(two, ofB)).toBe(before);
  });

  it('needs at least one, and no two of the same issuer', () => {
    expect(() => verifierOf([])).toThrow(ConfigurationError);
    expect(() => verifierOf([trusted('a', 1), trusted('a', 2)])).toThrow(ConfigurationError);
    expect(() => verifierOf([issuerOf(), issuerOf()])).toThrow(ConfigurationError);
  });
});
