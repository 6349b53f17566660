import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../src/keys/import/import-key.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { CachedToken } from '../../src/token/cached-token.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const keys = new KeySet([
  importKey({ algorithm: 'HS256', privateKey: Buffer.alloc(64, 7), name: 'key' }),
]);
const source = { current: keys };
const token = new CachedToken(
  'header.payload.signature',
  {
    ok: true,
    claims: { sub: 'alice' },
    header: { alg: 'HS256' },
    kind: 'access',
    issuer: ownIssuer(source),
    mark: null,
    liveIn: -1,
  },
  keys,
);

describe('CachedToken', () => {
  it('is proved as long as its issuer has the keys that proved it', () => {
    expect(token.isProved).toBe(true);
    source.current = new KeySet(keys.all);
    expect(token.isProved).toBe(false);
    source.current = keys;
    expect(token.isProved).toBe(true);
  });

  it('is frozen, and shows its claims and header but neither its text nor any key', () => {
    expect(Object.isFrozen(token)).toBe(true);
    expect(JSON.parse(JSON.stringify(token))).toEqual({
      ok: true,
      claims: { sub: 'alice' },
      header: { alg: 'HS256' },
      kind: 'access',
    });
    expect(inspect(token, { depth: 9, showHidden: true, getters: true })).not.toMatch(
      /signature|KeyObject/,
    );
    expect(new Set(Reflect.ownKeys(token))).toEqual(new Set(['claims', 'header', 'kind', 'ok']));
  });
});
