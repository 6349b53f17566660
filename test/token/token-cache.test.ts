import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../src/keys/key-set.ts';
import type { Claims } from '../../src/token/claims.ts';
import type { VerifiedToken } from '../../src/token/verified-token.ts';
import { TokenCache } from '../../src/token/token-cache.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const MANY_BYTES = 1e9;
const proof = new KeySet([]);
const issuer = ownIssuer(proof);

let made = 0;
const tokenOf = (claims: Claims = { sub: `u${made++}` }): VerifiedToken => ({
  ok: true,
  claims,
  header: { alg: 'HS256' },
  kind: 'access',
  issuer,
  mark: null,
  liveIn: -1,
});
const textOf = (length = 43): string =>
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.${randomBytes(length).toString('base64url').slice(0, length)}`;

/** Uses a token once, as a verifier does: it is kept if it is not found. */
function use(cache: TokenCache, text: string, token = tokenOf()): void {
  if (cache.find(text) === null) cache.keep(text, token, proof);
}

function useTwice(cache: TokenCache, text: string, token = tokenOf()): void {
  for (let i = 0; i < 2; i++) use(cache, text, token);
}

describe('TokenCache', () => {
  it('caches a token on its second use', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    const text = textOf();
    const token = tokenOf();
    expect(cache.find(text)).toBeNull();
    cache.keep(text, token, proof);
    expect(cache.find(text)).toBeNull();
    cache.keep(text, token, proof);
    expect(cache.find(text)).toMatchObject(token);
  });

  it('replaces a cached token that was verified again', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    const text = textOf();
    useTwice(cache, text, tokenOf({ sub: 'before' }));
    cache.keep(text, tokenOf({ sub: 'after' }), proof);
    expect(cache.find(text)?.claims.sub).toBe('after');
  });

  it('does not find a text that differs in one character', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    const text = textOf();
    useTwice(cache, text);
    for (let at = 0; at < text.length; at++) {
      for (const other of ['A', 'B', '-', '.', '\u0141']) {
        if (other !== text[at])
          expect(
            cache.find(text.slice(0, at) + other + text.slice(at + 1)),
            `${at} ${other}`,
          ).toBeNull();
      }
    }
  });

  it('does not find a longer or a shorter text', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    const text = textOf();
    useTwice(cache, text);
    for (const other of ['', 'short', `${text}A`, text.slice(1), text.slice(0, -1)])
      expect(cache.find(other), other).toBeNull();
  });

  it('never returns one token for another whose signature has the same end', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    const tail = textOf().slice(-20);
    const texts = Array.from({ length: 6 }, (_, i) => `head${i}.payload.${tail}`);
    for (const text of texts) useTwice(cache, text, tokenOf({ sub: text }));
    const found = texts.map((text) => cache.find(text)?.claims.sub ?? null);
    for (const [i, sub] of found.entries()) expect([null, texts[i]]).toContain(sub);
    expect(found.filter((sub) => sub !== null)).toHaveLength(4);
  });

  it('caches no more tokens than its size, and makes room for later ones', () => {
    const cache = new TokenCache(64, MANY_BYTES);
    const texts = Array.from({ length: 2000 }, () => textOf());
    for (const text of texts) useTwice(cache, text);
    const kept = texts.filter((text) => cache.find(text) !== null).length;
    expect(kept).toBeGreaterThan(32);
    expect(kept).toBeLessThanOrEqual(64);
    expect(cache.find(texts.at(-1) as string)).not.toBeNull();
  });

  it('keeps nearly all repeated tokens if they are a third of its size', () => {
    const cache = new TokenCache(1024, MANY_BYTES);
    const texts = Array.from({ length: 340 }, () => textOf());
    for (let turn = 0; turn < 3; turn++) for (const text of texts) use(cache, text);
    expect(texts.filter((text) => cache.find(text) === null).length).toBeLessThan(17);
  });

  it('evicts unused tokens first', () => {
    const cache = new TokenCache(4, MANY_BYTES);
    const [used, ...others] = Array.from({ length: 4 }, () => textOf());
    for (const text of [used as string, ...others]) useTwice(cache, text);
    cache.find(used as string);
    for (let i = 0; i < 3; i++) {
      useTwice(cache, textOf());
      expect(cache.find(used as string)).not.toBeNull();
    }
    expect(others.filter((text) => cache.find(text) !== null)).toHaveLength(0);
  });

  it('takes no more bytes than it may, whatever the length of the tokens', () => {
    const cache = new TokenCache(1024, 50_000);
    const texts = Array.from({ length: 400 }, (_, i) => textOf(i % 2 === 0 ? 43 : 1500));
    for (const text of texts) useTwice(cache, text);
    const kept = texts.filter((text) => cache.find(text) !== null);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.join('').length).toBeLessThanOrEqual(50_000);
  });

  it('keeps fewer tokens whose claims take more memory than their text', () => {
    const kept = (claims: Claims): number => {
      const cache = new TokenCache(1024, 50_000);
      const texts = Array.from({ length: 100 }, () => textOf(800));
      for (const text of texts) useTwice(cache, text, tokenOf(claims));
      return texts.filter((text) => cache.find(text) !== null).length;
    };
    const lists = Array.from({ length: 200 }, () => []);
    expect(kept({ sub: 'x'.repeat(600) })).toBeGreaterThan(20);
    expect(kept({ sub: 'x', lists })).toBeLessThan(6);
  });

  it('does not cache a token over 2048 characters', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    const text = textOf(5000);
    useTwice(cache, text);
    expect(cache.find(text)).toBeNull();
  });

  it('shows nothing of its content', () => {
    const cache = new TokenCache(16, MANY_BYTES);
    useTwice(cache, textOf(), tokenOf({ sub: 'alice' }));
    expect(`${inspect(cache, { depth: 9, showHidden: true })}${JSON.stringify(cache)}`).not.toMatch(
      /alice|eyJ/,
    );
    expect(Reflect.ownKeys(cache)).toEqual([]);
  });
});
