import { describe, expect, it } from 'vitest';
import { importKey } from '../../src/keys/import/import-key.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { parseHeader } from '../../src/token/jose-header.ts';

const keys = new KeySet([
  importKey({ algorithm: 'HS256', privateKey: Buffer.alloc(32, 7), name: 'key' }),
]);
const encoded = (text: string) => Buffer.from(text).toString('base64url');

/** `'ok'`, or what the refusal says. */
function verdict(header: string, typ: string | null = null): string {
  const parsed = parseHeader(encoded(header), typ, keys);
  return parsed.ok ? 'ok' : parsed.reason;
}

describe('a token header', () => {
  it('is given as it was written, frozen, with members that nobody here knows', () => {
    const parsed = parseHeader(
      encoded(
        '{"alg":"HS256","kid":"a","typ":"JWT","x":{"y":[1]},"ok":false,"code":"token_expired"}',
      ),
      null,
      keys,
    );
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.header).toEqual({
      alg: 'HS256',
      kid: 'a',
      typ: 'JWT',
      x: { y: [1] },
      ok: false,
      code: 'token_expired',
    });
    expect(
      Object.isFrozen(parsed.header) && Object.isFrozen((parsed.header['x'] as { y: [] }).y),
    ).toBe(true);
  });

  it('must be canonical base64url of UTF-8', () => {
    for (const segment of [
      `${encoded('{"alg":"HS256"}')}=`,
      ' ',
      'e+',
      encoded('{"alg":"HS256"}').replace('e', 'ť'),
      '_w',
    ])
      expect(parseHeader(segment, null, keys)).toMatchObject({
        code: 'token_malformed',
        message: expect.stringContaining('base64url'),
      });
  });

  it('must be one JSON object, no deeper than 32 and without __proto__', () => {
    const deep = (levels: number) =>
      `{"alg":"HS256","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    for (const text of [
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
    ])
      expect(verdict(text), text).toContain('one JSON object');
    for (const text of [
      deep(32),
      '{"alg":"HS256","__proto__":{}}',
      `{"alg":"HS256","x":${'['.repeat(3000)}`,
    ])
      expect(verdict(text)).toContain('one JSON object');
    expect(verdict(deep(31))).toBe('ok');
    expect(verdict(' \n{"alg":"HS256"}\t')).toBe('ok');
  });

  it('must name alg by a non-empty string, and kid and typ by one where they are there', () => {
    const wrong = ['""', 'null', '1', 'true', '[]', '["HS256"]', '{}'];
    for (const value of wrong) {
      expect(verdict(`{"alg":${value}}`), value).toContain('alg must be');
      for (const name of ['kid', 'typ'])
        expect(verdict(`{"alg":"HS256","${name}":${value}}`), name + value).toContain(
          'alg must be',
        );
    }
    expect(verdict('{}')).toContain('alg must be');
  });

  it('of an algorithm that no key has is refused for that, in whatever order and with whatever else of plain text', () => {
    const refused = 'an algorithm of which there is no key';
    for (const text of [
      '{"alg":"none"}',
      '{"typ":"JWT","alg":"none"}',
      '{"kid":"a","alg":"HS512","typ":"x"}',
      '{"alg":"hs256","x5t":"-_"}',
    ])
      expect(verdict(text), text).toContain(refused);
  });

  it('may spell its algorithm as JSON allows, and is read where its text alone does not tell', () => {
    for (const text of [
      '{"alg":"\\u0048S256"}',
      '{ "alg" : "HS256" }',
      '{"x":"alg","alg":"HS256"}',
      '{"alg":"none","alg":"HS256"}',
    ])
      expect(verdict(text), text).toBe('ok');
    expect(verdict('{"alg":"none","crit":[]}')).toContain('extension');
  });

  it('is refused for an extension that it asks for, by its presence alone', () => {
    for (const more of [
      '"crit":["b64"]',
      '"crit":[]',
      '"crit":null',
      '"b64":false',
      '"b64":null',
      '"b64":"true"',
      '"b64":true,"crit":["b64"]',
    ])
      expect(verdict(`{"alg":"HS256",${more}}`), more).toContain('extension');
    expect(verdict('{"alg":"HS256","b64":true}')).toBe('ok');
  });

  it('is refused when it says that a token is inside, or what is inside in no text', () => {
    for (const cty of ['"JWT"', '"jwt"', '"application/jwt"', '"APPLICATION/JWT"', 'null', '1'])
      expect(verdict(`{"alg":"HS256","cty":${cty}}`), cty).toContain('(cty)');
    for (const cty of ['"json"', '""', '"application/jwt/x"'])
      expect(verdict(`{"alg":"HS256","cty":${cty}}`), cty).toBe('ok');
  });

  it('is of the type JWT or none, or of the one that is expected, compared as media types are', () => {
    const typed = (typ: string) => `{"alg":"HS256","typ":"${typ}"}`;
    for (const typ of ['JWT', 'jwt', 'application/jwt', 'Application/JWT'])
      expect(verdict(typed(typ)), typ).toBe('ok');
    for (const typ of ['JWS', 'at+jwt', 'JWT ', 'x/jwt', 'application/x/jwt'])
      expect(verdict(typed(typ)), typ).toContain('(typ)');
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt'])
      expect(verdict(typed(typ), 'at+jwt'), typ).toBe('ok');
    expect(verdict(typed('at+jwt'), 'application/AT+jwt')).toBe('ok');
    // Only a name without a slash of its own may leave "application/" out.
    expect([verdict(typed('application/x/y'), 'x/y'), verdict(typed('X/Y'), 'x/y')]).toEqual([
      expect.stringContaining('(typ)'),
      'ok',
    ]);
    for (const text of [typed('JWT'), '{"alg":"HS256"}'])
      expect(verdict(text, 'at+jwt'), text).toContain('(typ)');
  });
});
