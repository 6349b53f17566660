import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { compactVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import { importKey } from '../../src/keys/import-key.ts';
import type { Key } from '../../src/keys/key.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { JwsVerifier } from '../../src/token/jws.ts';
import { pairFor } from '../keys/samples.ts';

const secrets = randomBytes(64);

const privateKeyOf = (algorithm: Algorithm) => (algorithm.startsWith('HS') ? secrets : pairFor(algorithm).privateKey);

const algorithms: Algorithm[] = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const keys = new Map<Algorithm, Key>(
  algorithms.map((algorithm) => [algorithm, importKey({ algorithm, privateKey: privateKeyOf(algorithm), name: algorithm } as never)]),
);

/** The strict reading that must stand before jose, which forgives spaces, padding and spare bits. */
function isStrictCompact(token: string): boolean {
  const segments = token.split('.');
  return (
    segments.length === 3 &&
    segments.every((segment) => segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment)
  );
}

async function joseTakes(token: string, algorithm: Algorithm): Promise<boolean> {
  if (!isStrictCompact(token)) return false;
  try {
    await compactVerify(token, (keys.get(algorithm) as Key).verifyingKey, { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom('replace', 'insert', 'remove', 'wide', 'none'),
  unit: fc.integer({ min: 0x20, max: 0x17f }),
});

function mutated(token: string, { at, kind, unit }: { at: number; kind: string; unit: number }): string {
  const place = Math.floor(at * token.length);
  const text = String.fromCharCode(unit);
  if (kind === 'replace') return token.slice(0, place) + text + token.slice(place + 1);
  if (kind === 'insert') return token.slice(0, place) + text + token.slice(place);
  if (kind === 'remove') return token.slice(0, place) + token.slice(place + 1);
  // A wide character whose low octet is the one that was there: what truncating it would let through.
  if (kind === 'wide') return token.slice(0, place) + String.fromCharCode(token.charCodeAt(place) + 0x100) + token.slice(place + 1);
  return token;
}

describe('beside jose', () => {
  it('accepts and refuses the same texts, for random algorithms, claims and mutations', { timeout: 60_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...algorithms),
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
        mutation,
        async (algorithm, claims, how) => {
          const key = keys.get(algorithm) as Key;
          const token = await new SignJWT(claims as Record<string, never>)
            .setProtectedHeader({ alg: algorithm })
            .sign(key.signingKey as never);
          const sent = mutated(token, how);
          const ours = new JwsVerifier(new KeySet([key]), null, 65_536).verify(sent).ok;
          expect(ours).toBe(await joseTakes(sent, algorithm));
          if (ours && how.kind !== 'none') expect(sent).toBe(token);
          if (ours) accepted++;
        },
      ),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});
