import { describe, expect, it } from 'vitest';
import type { SecurityOptions } from '../../src/index.ts';
import { createSecurity, remoteKeys } from '../../src/index.ts';
import { jwkOf, pairOf } from '../keys/sample-keys.ts';
import { AUDIENCE, issOf, tokenBy } from '../support/providers.ts';
import { usedHeap } from '../support/heap.ts';
import { NOW, START } from '../support/security.ts';

const TOKENS = 100_000;

/** Two issuers whose keys are fetched, and what was fetched. */
function world() {
  const time = { now: 0 };
  const fetched: string[] = [];
  const keysOf = (name: string) =>
    remoteKeys(
      { jwksUrl: `https://${name}.example.com/keys` },
      {
        monotonicClock: () => time.now,
        fetch: async (url) => {
          fetched.push(url);
          const jwk = { ...jwkOf(pairOf(`prime256v1#${name}`).publicKey), kid: name, alg: 'ES256' };
          return Response.json({ keys: [jwk] });
        },
      },
    );
  const issuers = ['a', 'b'].map((name) => ({
    name,
    issuer: issOf(name),
    keys: keysOf(name),
    audience: AUDIENCE,
  }));
  const security = createSecurity({
    issuers,
    clock: () => START,
    logger: { warn: () => undefined, error: () => undefined },
  } as SecurityOptions);
  return { security, fetched, time };
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token that names any key and one of three issuers, of which the third is unknown. */
const forged = (at: number): string => {
  const iss = [issOf('a'), issOf('b'), `https://${at}.example.com/`][at % 3];
  const header = encoded({ alg: 'ES256', kid: `kid-${at}` });
  return `${header}.${encoded({ iss, sub: 'x', exp: NOW + 60 })}.${'A'.repeat(86)}`;
};

describe('100,000 tokens of random kids and issuers', () => {
  it('cause one fetch for each issuer and cool-down, keep nothing, and leave others as they are (R051)', async () => {
    const { security, fetched, time } = world();
    const codes = new Map<string, number>();
    const ask = async (token: string) => {
      const answer = await security.verifyToken(token);
      const code = answer.ok ? 'ok' : answer.error.code;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };
    const heap = usedHeap();
    for (let at = 0; at < TOKENS; at += 1000)
      await Promise.all(Array.from({ length: 1000 }, (_, more) => ask(forged(at + more))));
    expect(fetched.toSorted()).toEqual([
      'https://a.example.com/keys',
      'https://b.example.com/keys',
    ]);
    expect(Object.fromEntries(codes)).toEqual({
      token_key_unknown: 66_667,
      token_issuer_mismatch: 33_333,
    });
    expect(usedHeap() - heap).toBeLessThan(8);
    expect(await security.verifyToken(tokenBy('a'))).toMatchObject({ ok: true });
    time.now = 30_000;
    for (let at = 0; at < 300; at++) await ask(forged(at));
    expect(fetched).toHaveLength(4);
  });

  it('of one issuer wait for its keys alone', async () => {
    const { security, fetched } = world();
    expect(await security.verifyToken(tokenBy('b'))).toMatchObject({ ok: true });
    expect(fetched).toEqual(['https://b.example.com/keys']);
    await security.ready();
    expect(fetched.toSorted()).toEqual([
      'https://a.example.com/keys',
      'https://b.example.com/keys',
    ]);
  });
});
