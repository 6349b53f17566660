import type { KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign, compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { JwsVerifier } from '../../src/token/jws.ts';
import { encodeText } from '../../src/token/segment.ts';
import { prepareKey } from '../../src/token/crypto/jws-key.ts';
import {
  algorithms,
  hasProto,
  isStrictCompact,
  joseKey,
  keysOf,
  KEYS_EACH,
  signedByHand,
  TIMES,
} from './jose-peer.ts';
import { ownIssuer } from '../support/own-issuer.ts';

type Header = Readonly<Record<string, unknown>>;

/** Header members, valid and odd ones; `alg` is added later, or replaced by another. */
const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        typ: fc.constantFrom(
          'JWT',
          'jwt',
          'application/JWT',
          'JOSE',
          'at+jwt',
          'application/x/jwt',
          '',
          1,
          null,
          [],
        ),
        kid: fc.constantFrom('a', '', 'x'.repeat(300), 7, null, {}),
        cty: fc.constantFrom('json', 'JWT', 'application/jwt', '', null, 1),
        crit: fc.constantFrom(['b64'], [], null, ['exp'], ['b64', 'b64'], 'b64', [1]),
        b64: fc.constantFrom(true, false, null, 'true'),
        jwk: fc.constant({ kty: 'oct', k: 'AAAA' }),
        jku: fc.constant('https://evil.example/jwks'),
        zip: fc.constantFrom('DEF', 1),
        ok: fc.constant(false),
        constructor: fc.constant('x'),
      },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  },
);

/**
 * The only reasons to reject a header that jose accepts. Presence alone counts, whatever the value:
 * an extension that is not supported (RFC 7515 §4.1.11, RFC 7797), a nested token, another type of
 * token (RFC 8725 §3.11), names that are not strings.
 */
function isStricter(header: Header): boolean {
  const has = (name: string) => Object.hasOwn(header, name);
  const isNoString = (name: string) =>
    has(name) && (typeof header[name] !== 'string' || header[name] === '');
  const media = (name: string) =>
    String(header[name])
      .toLowerCase()
      .replace(/^application\/(?=[^/]*$)/, '');
  return (
    has('crit') ||
    (has('b64') && header['b64'] !== true) ||
    isNoString('kid') ||
    isNoString('typ') ||
    (has('typ') && media('typ') !== 'jwt') ||
    (has('cty') && (typeof header['cty'] !== 'string' || media('cty') === 'jwt')) ||
    hasProto(header)
  );
}

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/**
 * What happens to a token on its way: nothing, a changed character or byte, or something that some
 * decoders take for the same token.
 */
const mutations = fc.oneof(
  { weight: 9, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('replace', 'insert', 'remove', 'wide', 'case' as const),
      at,
      unit: fc.integer({ min: 0, max: 0x17f }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('byte' as const),
      segment: fc.integer({ min: 0, max: 2 }),
      at,
      bits: fc.integer({ min: 1, max: 255 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('shorten', 'lengthen' as const),
      segment: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { kind: 'pad' as const },
      { kind: 'spare' as const },
      { kind: 'space' as const },
      { kind: 'fourth' as const },
      { kind: 'none-alg' as const },
    ),
  },
);
type Mutation = typeof mutations extends fc.Arbitrary<infer T> ? T : never;

function mutated(token: string, how: Mutation): string {
  const segments = token.split('.');
  const rewritten = (index: number, change: (bytes: Buffer) => Buffer): string =>
    segments
      .map((segment, place) =>
        place === index ? change(Buffer.from(segment, 'base64url')).toString('base64url') : segment,
      )
      .join('.');
  switch (how.kind) {
    case 'none':
      return token;
    case 'byte':
      return rewritten(how.segment, (bytes) => {
        const place = Math.floor(how.at * bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ how.bits;
        return bytes;
      });
    case 'shorten':
      return rewritten(how.segment, (bytes) => bytes.subarray(0, -1));
    case 'lengthen':
      return rewritten(how.segment, (bytes) => Buffer.concat([bytes, Buffer.of(0)]));
    case 'pad':
      return `${token}=`;
    case 'space':
      return `${token} `;
    case 'fourth':
      return `${token}.`;
    case 'spare':
      return token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
    case 'none-alg':
      return `${encodeText('{"alg":"none"}')}.${segments[1] ?? ''}.`;
    case 'replace':
    case 'insert':
    case 'remove':
    case 'wide':
    case 'case': {
      const place = Math.floor(how.at * token.length);
      const [before, after] = [token.slice(0, place), token.slice(place + 1)];
      const own = token[place] as string;
      if (how.kind === 'insert') return before + String.fromCharCode(how.unit) + own + after;
      if (how.kind === 'remove') return before + after;
      if (how.kind === 'case')
        return before + (own === own.toLowerCase() ? own.toUpperCase() : own.toLowerCase()) + after;
      // A wide character whose low byte is the original: truncation would accept it.
      return (
        before +
        String.fromCharCode(how.kind === 'wide' ? own.charCodeAt(0) + 0x100 : how.unit) +
        after
      );
    }
  }
}

async function acceptedByJose(
  token: string,
  algorithm: Algorithm,
  key: KeyObject,
): Promise<boolean> {
  if (!isStrictCompact(token)) return false;
  try {
    // Ed25519 has two names (RFC 9864 §2.2), which jose takes for two algorithms.
    const algorithms = key.asymmetricKeyType === 'ed25519' ? ['EdDSA', 'Ed25519'] : [algorithm];
    await compactVerify(token, key, { algorithms });
    return true;
  } catch {
    return false;
  }
}

/** Makes a token by jose, by this library, or by `node:crypto`, which alone signs any header. */
async function makeToken(
  maker: string,
  key: Key,
  header: Header,
  payload: Uint8Array,
): Promise<string> {
  if (maker === 'jose' && Object.keys(header).length === 1 && header['alg'] === key.algorithm)
    return new CompactSign(payload)
      .setProtectedHeader(header as { alg: string })
      .sign(key.signingKey as KeyObject);
  if (maker === 'ours') {
    const input = `${encodeText(JSON.stringify(header))}.${Buffer.from(payload).toString('base64url')}`;
    return `${input}.${prepareKey(key).sign(input)}`;
  }
  return signedByHand(key, JSON.stringify(header), payload);
}

function headerOf(token: string): Header {
  return JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()) as Header;
}

describe('signatures beside jose', () => {
  const keyAt = fc.integer({ min: 0, max: KEYS_EACH - 1 });
  const payloads = fc.oneof(
    fc
      .dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
      .map((claims) => Buffer.from(JSON.stringify(claims))),
    fc.uint8Array({ maxLength: 80 }),
  );
  const scene = fc.record({
    algorithm: fc.constantFrom(...algorithms),
    // One header in five names an algorithm that its key is not for, and one token in five is
    // verified with another key.
    named: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom<unknown>(...algorithms, 'none', 'hs256', '', null, 1, ['HS256'])
          .map((alg) => ({ alg })),
      },
    ),
    signer: keyAt,
    verifier: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: keyAt },
    ),
    maker: fc.constantFrom('jose', 'ours', 'hand'),
    more: headers,
    payload: payloads,
    how: mutations,
  });

  it('are accepted and rejected alike, for random keys, headers, payloads and mutations', {
    timeout: 900_000,
  }, async () => {
    const accepted = new Map<string, number>();
    let stricter = 0;
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(
        scene,
        async ({ algorithm, named, signer, verifier, maker, more, payload, how }) => {
          const keys = keysOf(algorithm);
          const token = await makeToken(
            maker,
            keys[signer] as Key,
            { ...more, alg: named === null ? algorithm : named.alg },
            payload,
          );
          const sent = mutated(token, how);
          const key = keys[verifier ?? signer] as Key;
          const ours = new JwsVerifier(ownIssuer(new KeySet([key])), 65_536).verify(sent).ok;
          const theirs = await acceptedByJose(sent, algorithm, joseKey(key));
          if (theirs && isStricter(headerOf(sent))) {
            expect(ours).toBe(false);
            stricter++;
            return;
          }
          expect(ours).toBe(theirs);
          // Nothing but the text that was signed is accepted, so a signed token has one text.
          if (ours) expect(sent).toBe(token);
          if (ours) accepted.set(algorithm, (accepted.get(algorithm) ?? 0) + 1);
          else rejected++;
        },
      ),
      { numRuns: 2000 * TIMES },
    );
    // A verifier that rejects everything would also have the property: so some of each algorithm
    // must have been accepted.
    expect([...accepted.keys()].toSorted()).toEqual([...algorithms].toSorted());
    for (const [algorithm, count] of accepted) expect(count, algorithm).toBeGreaterThan(3);
    expect(stricter).toBeGreaterThan(30);
    expect(rejected).toBeGreaterThan(600);
  });
});
