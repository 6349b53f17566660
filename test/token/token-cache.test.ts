import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Claims, VerifiedToken } from '../../src/token/claims.ts';
import { TokenCache } from '../../src/token/token-cache.ts';

const ROOMY = 1e9;
let made = 0;
const tokenOf = (claims: Claims = { sub: `u${made++}` }): VerifiedToken => ({
  ok: true,
  claims,
  header: { alg: 'HS256' },
});
const textOf = (length = 43): string =>
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.${randomBytes(length).toString('base64url').slice(0, length)}`;

/** A token that comes twice: kept where it is not found, as a verifier does. */
function remember(cache: TokenCache, text: string, token = tokenOf()): void {
  for (let i = 0; i < 2; i++) if (cache.find(text) === null) cache.keep(text, token);
}

describe('a cache of verified tokens', () => {
  it('remembers a token from the second time on', () => {
    const cache = new TokenCache(16, ROOMY);
    const text = textOf();
    const token = tokenOf();
    expect(cache.find(text)).toBeNull();
    cache.keep(text, token);
    expect(cache.find(text)).toBeNull();
    cache.keep(text, token);
    expect(cache.find(text)).toMatchObject(token);
  });

  it('finds it by its whole text only: a change of any one character is another token', () => {
    const cache = new TokenCache(16, ROOMY);
    const text = textOf();
    remember(cache, text);
    for (let at = 0; at < text.length; at++) {
      for (const other of ['A', 'B', '-', '.', '\u0141']) {
        if (other !== text[at])
          expect(
            cache.find(text.slice(0, at) + other + text.slice(at + 1)),
            `${at} ${other}`,
          ).toBeNull();
      }
    }
    expect([
      cache.find(''),
      cache.find('short'),
      cache.find(`${text}A`),
      cache.find(text.slice(1)),
      cache.find(text.slice(0, -1)),
    ]).toEqual(Array(5).fill(null));
  });

  it('never takes one token for another whose signature ends alike', () => {
    const cache = new TokenCache(16, ROOMY);
    const tail = textOf().slice(-20);
    const texts = Array.from({ length: 6 }, (_, i) => `head${i}.payload.${tail}`);
    for (const text of texts) remember(cache, text, tokenOf({ sub: text }));
    const found = texts.map((text) => cache.find(text)?.claims.sub ?? null);
    for (const [i, sub] of found.entries()) expect([null, texts[i]]).toContain(sub);
    expect(found.filter((sub) => sub !== null)).toHaveLength(4);
  });

  it('remembers no more tokens than it was made for, and makes room for those that come later', () => {
    const cache = new TokenCache(64, ROOMY);
    const texts = Array.from({ length: 2000 }, () => textOf());
    for (const text of texts) remember(cache, text);
    const kept = texts.filter((text) => cache.find(text) !== null).length;
    expect(kept).toBeGreaterThan(32);
    expect(kept).toBeLessThanOrEqual(64);
    expect(cache.find(texts.at(-1) as string)).not.toBeNull();
  });

  it('serves nearly all of those that come again while there are a third as many as it has room for', () => {
    const cache = new TokenCache(1024, ROOMY);
    const texts = Array.from({ length: 340 }, () => textOf());
    for (let turn = 0; turn < 3; turn++)
      for (const text of texts) if (cache.find(text) === null) cache.keep(text, tokenOf());
    expect(texts.filter((text) => cache.find(text) === null).length).toBeLessThan(17);
  });

  it('pushes out first what was not asked for', () => {
    const cache = new TokenCache(4, ROOMY);
    const [asked, ...others] = Array.from({ length: 4 }, () => textOf());
    for (const text of [asked as string, ...others]) remember(cache, text);
    cache.find(asked as string);
    for (let i = 0; i < 3; i++) {
      remember(cache, textOf());
      expect(cache.find(asked as string)).not.toBeNull();
    }
    expect(others.filter((text) => cache.find(text) !== null)).toHaveLength(0);
  });

  it('takes no more room than it was given, whatever the length of the tokens', () => {
    const cache = new TokenCache(1024, 50_000);
    const texts = Array.from({ length: 400 }, (_, i) => textOf(i % 2 === 0 ? 43 : 1500));
    for (const text of texts) remember(cache, text);
    const kept = texts.filter((text) => cache.find(text) !== null);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.join('').length).toBeLessThanOrEqual(25_000);
  });

  it('does not remember a text too long to be worth its room', () => {
    const cache = new TokenCache(16, ROOMY);
    const text = textOf(5000);
    remember(cache, text);
    expect(cache.find(text)).toBeNull();
  });

  it('shows nothing of what it remembers', () => {
    const cache = new TokenCache(16, ROOMY);
    remember(cache, textOf(), tokenOf({ sub: 'alice' }));
    expect(`${inspect(cache, { depth: 9, showHidden: true })}${JSON.stringify(cache)}`).not.toMatch(
      /alice|eyJ/,
    );
    expect(Reflect.ownKeys(cache)).toEqual([]);
  });
});
