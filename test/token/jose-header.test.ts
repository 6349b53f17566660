import { describe, expect, it } from 'vitest';
import { importKey } from '../../src/keys/import/import-key.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { parseHeader } from '../../src/token/jose-header.ts';

const keys = new KeySet([
  importKey({ algorithm: 'HS256', privateKey: Buffer.alloc(32, 7), name: 'key' }),
]);
const encoded = (text: string) => Buffer.from(text).toString('base64url');

/** `'ok'`, or the code and the reason of the failure. */
function verdict(header: string, typ: string | null = null): string {
  const parsed = parseHeader(encoded(header), typ === null ? [] : [typ], keys);
  return parsed.ok ? 'ok' : `${parsed.code}: ${parsed.reason}`;
}
const NOT_AN_OBJECT = /^token_malformed: .*one JSON object/;
const NOT_STRINGS = /^token_malformed: .*alg must be/;
const EXTENSION = /^token_malformed: .*extension/;
const NESTED = /^token_malformed: .*\(cty\)/;
const FOREIGN_TYPE = /^token_type_refused: .*\(typ\)/;
const NO_SUCH_ALGORITHM = /^token_algorithm_refused: /;

describe('parseHeader', () => {
  it('returns the header unchanged and frozen, with members that it does not know', () => {
    const json =
      '{"alg":"HS256","kid":"a","typ":"JWT","x":{"y":[1]},"ok":false,"code":"token_expired"}';
    const parsed = parseHeader(encoded(json), [], keys);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.header).toEqual(JSON.parse(json));
    expect([parsed.alg, parsed.kid]).toEqual(['HS256', 'a']);
    const { y } = parsed.header['x'] as { y: object };
    expect([parsed.header, y].every(Object.isFrozen)).toBe(true);
  });

  it.each([
    ['padding', `${encoded('{"alg":"HS256"}')}=`],
    ['a space', ' '],
    ['another alphabet', 'e+'],
    ['a wide character', encoded('{"alg":"HS256"}').replace('e', 'ť')],
    ['invalid UTF-8', '_w'],
  ])('rejects what is not canonical base64url of UTF-8: %s', (_what, segment) => {
    expect(parseHeader(segment, [], keys)).toMatchObject({
      code: 'token_malformed',
      reason: expect.stringContaining('base64url'),
    });
  });

  it.each([
    '',
    '[]',
    '"x"',
    '7',
    'null',
    '{',
    '{}{}',
    '{"alg":"HS256"},',
    '\uFEFF{"alg":"HS256"}',
    "{'alg':'HS256'}",
    '{"alg":"HS256","__proto__":{}}',
  ])('rejects what is not one JSON object without __proto__: %s', (text) => {
    expect(verdict(text)).toMatch(NOT_AN_OBJECT);
  });

  it('accepts 32 levels of nesting and rejects more', () => {
    const nested = (levels: number) =>
      `{"alg":"HS256","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(verdict(nested(31))).toBe('ok');
    expect(verdict(nested(32))).toMatch(NOT_AN_OBJECT);
    expect(verdict(`{"alg":"HS256","x":${'['.repeat(3000)}`)).toMatch(NOT_AN_OBJECT);
  });

  it('accepts white space around the object', () => {
    expect(verdict(' \n{"alg":"HS256"}\t')).toBe('ok');
  });

  it.each(['""', 'null', '1', 'true', '[]', '["HS256"]', '{}'])(
    'rejects %s as alg, kid and typ, which must be non-empty strings',
    (value) => {
      expect(verdict(`{"alg":${value}}`)).toMatch(NOT_STRINGS);
      expect(verdict(`{"alg":"HS256","kid":${value}}`)).toMatch(NOT_STRINGS);
      expect(verdict(`{"alg":"HS256","typ":${value}}`)).toMatch(NOT_STRINGS);
    },
  );

  it('rejects a header without alg', () => {
    expect(verdict('{}')).toMatch(NOT_STRINGS);
  });

  it('reads no inherited member', () => {
    const inherited = Object.prototype as { alg?: string; kid?: string };
    try {
      Object.assign(inherited, { alg: 'HS256', kid: 'a' });
      expect(verdict('{}')).toMatch(NOT_STRINGS);
      expect(parseHeader(encoded('{"alg":"HS256"}'), [], keys)).toMatchObject({ kid: undefined });
    } finally {
      delete inherited.alg;
      delete inherited.kid;
    }
  });

  it.each([
    '{"alg":"none"}',
    '{"typ":"JWT","alg":"none"}',
    '{"kid":"a","alg":"HS512","typ":"x"}',
    '{"alg":"hs256","x5t":"-_"}',
  ])('reports an algorithm that no key has before any other fault: %s', (text) => {
    expect(verdict(text)).toMatch(NO_SUCH_ALGORITHM);
  });

  it.each([
    '{"alg":"\\u0048S256"}',
    '{ "alg" : "HS256" }',
    '{"x":"alg","alg":"HS256"}',
    '{"alg":"none","alg":"HS256"}',
  ])('parses a header whose algorithm its text does not show: %s', (text) => {
    expect(verdict(text)).toBe('ok');
  });

  it.each([
    '"crit":["b64"]',
    '"crit":[]',
    '"crit":null',
    '"b64":false',
    '"b64":null',
    '"b64":"true"',
    '"b64":true,"crit":["b64"]',
  ])('rejects an extension by its presence: %s', (more) => {
    expect(verdict(`{"alg":"HS256",${more}}`)).toMatch(EXTENSION);
  });

  it('accepts b64 if it is true, which changes nothing', () => {
    expect(verdict('{"alg":"HS256","b64":true}')).toBe('ok');
  });

  it.each(['"JWT"', '"jwt"', '"application/jwt"', '"APPLICATION/JWT"', 'null', '1'])(
    'rejects a nested token, and a cty that is not a string: %s',
    (cty) => {
      expect(verdict(`{"alg":"HS256","cty":${cty}}`)).toMatch(NESTED);
    },
  );

  it.each(['"json"', '""', '"application/jwt/x"'])('accepts another cty: %s', (cty) => {
    expect(verdict(`{"alg":"HS256","cty":${cty}}`)).toBe('ok');
  });

  const typed = (typ: string) => `{"alg":"HS256","typ":"${typ}"}`;

  it.each(['JWT', 'jwt', 'application/jwt', 'Application/JWT'])(
    'accepts the typ %s by default',
    (typ) => {
      expect(verdict(typed(typ))).toBe('ok');
    },
  );

  it.each(['JWS', 'at+jwt', 'JWT ', 'x/jwt', 'application/x/jwt'])(
    'rejects the typ %s by default',
    (typ) => {
      expect(verdict(typed(typ))).toMatch(FOREIGN_TYPE);
    },
  );

  it('compares the configured typ as a media type', () => {
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt'])
      expect(verdict(typed(typ), 'at+jwt'), typ).toBe('ok');
    expect(verdict(typed('at+jwt'), 'application/AT+jwt')).toBe('ok');
  });

  it('lets only a name without a slash omit "application/"', () => {
    expect(verdict(typed('application/x/y'), 'x/y')).toMatch(FOREIGN_TYPE);
    expect(verdict(typed('X/Y'), 'x/y')).toBe('ok');
  });

  it('rejects JWT and no typ if another is configured', () => {
    for (const text of [typed('JWT'), '{"alg":"HS256"}'])
      expect(verdict(text, 'at+jwt')).toMatch(FOREIGN_TYPE);
  });
});
