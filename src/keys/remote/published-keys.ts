import { ownMembers } from '../../base/own-members.ts';
import { collectFaults } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import { algorithmNames, algorithmRow, isAlgorithm } from '../algorithm.ts';
import { importKey } from '../import/import-key.ts';
import type { Jwk } from '../import/key-input.ts';
import type { Key } from '../key-set.ts';
import { KeySet } from '../key-set.ts';
import { isPublicJwk, isUsable } from '../published-set.ts';

/** The most keys of a set. */
export const MAX_KEYS = 100;

/** The algorithms of key pairs: a secret is never published. */
export const PAIR_ALGORITHMS: readonly Algorithm[] = /* @__PURE__ */ algorithmNames.filter(
  (name) => algorithmRow(name).family !== 'hmac',
);

/** The algorithms of keys that do not name theirs, by `kty` or `crv`; the first allowed one. */
const FITTING: Readonly<Record<string, readonly Algorithm[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['Ed25519', 'EdDSA'],
  Ed448: ['EdDSA'],
};

/**
 * The keys of a published JWK Set (RFC 7517 §5). Entries that cannot be used here are left out, and
 * so are private keys, and different keys of one `kid`: no token says which of them is meant.
 */
export class PublishedKeys {
  readonly set: KeySet;
  /** The keys by what identifies them. */
  readonly byText: ReadonlyMap<string, Key>;

  private constructor(byText: ReadonlyMap<string, Key>, algorithms: readonly Algorithm[]) {
    this.byText = byText;
    this.set = new KeySet([...byText.values()], algorithms);
  }

  /**
   * Reads a set.
   *
   * @param algorithms - the only algorithms that are accepted
   * @param previous - returned as it is if the keys are still the same, so that what was verified
   *   with them need not be verified again
   * @throws Error if it is no JWK Set, is too large, or has no key that can be used
   */
  static read(
    body: Readonly<Record<string, unknown>>,
    algorithms: readonly Algorithm[],
    previous: PublishedKeys | null,
  ): PublishedKeys {
    const entries = Object.hasOwn(body, 'keys') ? body['keys'] : undefined;
    if (!Array.isArray(entries)) throw new Error('The answer is no JWK Set: it has no list "keys"');
    if (entries.length > MAX_KEYS)
      throw new Error(`The JWK Set has more than ${MAX_KEYS} keys, of which none is read`);
    const byText = new Map<string, Key>();
    for (const entry of entries.filter(isPublicJwk).map((jwk) => ownMembers(jwk))) {
      const algorithm = algorithmOf(entry, algorithms);
      if (algorithm === null) continue;
      const text = textOf(entry, algorithm);
      const key = previous?.byText.get(text) ?? byText.get(text) ?? imported(entry, algorithm);
      if (key !== null) byText.set(text, key);
    }
    leaveOutTwins(byText);
    if (byText.size === 0) throw new Error('The JWK Set has no key that can be used here');
    const isSame =
      byText.size === previous?.byText.size &&
      [...byText.keys()].every((text) => previous.byText.has(text));
    return isSame ? previous : new PublishedKeys(byText, algorithms);
  }
}

function algorithmOf(jwk: Jwk, allowed: readonly Algorithm[]): Algorithm | null {
  if (!isUsable(jwk) || !identity(jwk).every((member) => isText(member))) return null;
  const { alg, crv } = jwk;
  if (alg === undefined)
    return FITTING[crv ?? 'RSA']?.find((algorithm) => allowed.includes(algorithm)) ?? null;
  // Ed25519 has two names (RFC 9864 §2.2).
  const names = crv === 'Ed25519' ? ['Ed25519', 'EdDSA'] : [alg];
  return isAlgorithm(alg) && allowed.some((one) => names.includes(one)) ? alg : null;
}

function imported(jwk: Jwk, algorithm: Algorithm): Key | null {
  return collectFaults([], () => importKey({ algorithm, publicKey: jwk }));
}

function textOf(jwk: Jwk, algorithm: Algorithm): string {
  return JSON.stringify([algorithm, ...identity(jwk)]);
}

/** What identifies a key: its name and its numbers. */
function identity({ kid, kty, crv, n, e, x, y }: Jwk): readonly unknown[] {
  return [kid, kty, crv, n, e, x, y];
}

function isText(member: unknown): boolean {
  return member === undefined || typeof member === 'string';
}

function leaveOutTwins(byText: Map<string, Key>): void {
  const texts = new Map<string, string[]>();
  for (const [text, { kid, algorithm }] of byText) {
    if (kid === null) continue;
    const name = JSON.stringify([kid, algorithm]);
    texts.set(name, [...(texts.get(name) ?? []), text]);
  }
  for (const same of texts.values())
    if (same.length > 1) for (const text of same) byText.delete(text);
}
