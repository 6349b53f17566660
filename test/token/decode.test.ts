import { describe, expect, it } from 'vitest';
import { peek } from '../../src/token/decode.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('peek', () => {
  it('reads header and claims of an unsigned token', () => {
    const token = `${encoded('{"alg":"none"}')}.${encoded('{"sub":"alice"}')}.`;
    expect(peek(token)).toEqual({ header: { alg: 'none' }, claims: { sub: 'alice' } });
  });

  it('returns null for what is not a compact JWS of two JSON objects', () => {
    const object = encoded('{}');
    for (const text of [
      '',
      'a',
      `${object}.${object}`,
      `${object}.${object}.a.b.c`,
      `${object}.${encoded('[]')}.`,
      `${object}.${encoded('7')}.`,
    ])
      expect(peek(text), text).toBeNull();
    expect(peek(`${object}.!.`)).toBeNull();
    expect(peek(`${encoded('{')}.${object}.`)).toBeNull();
  });
});
