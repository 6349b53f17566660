import { collectFaults, ConfigurationError, throwIfAny } from '../options/configuration-error.ts';
import type { Algorithm } from './algorithm.ts';
import { algorithmRow, isAlgorithm } from './algorithm.ts';
import { importKey, unknownAlgorithm } from './import/import-key.ts';
import type { Jwk, KeyInput } from './import/key-input.ts';
import type { Key } from './key.ts';

/** One key of a ring: a pair or a secret with its name, or a JWK that brings all that itself. */
export type KeyRingEntry = Jwk | NamedKey;

/** A key with its name; `algorithm` may be left out where a JWK says `alg` or where it is the policy's. */
export interface NamedKey {
  readonly kid?: string | undefined;
  readonly algorithm?: Algorithm | undefined;
  readonly privateKey?: KeyInput | undefined;
  readonly publicKey?: KeyInput | undefined;
}

const ENTRIES = new WeakMap<KeyRing, readonly unknown[]>();

/** Several keys of one issuer: the first signs, all verify. What is in it cannot be read from outside. */
export class KeyRing {
  constructor(entries: readonly unknown[]) {
    ENTRIES.set(this, entries.map(snapshot));
    Object.freeze(this);
  }
}

/**
 * Several keys, so that one can be replaced and nobody is logged out: put the new one first and take the old one away when its last token has expired.
 *
 * The keys are checked when the ring is used, so that `createSecurity` can tell their faults together with all others.
 *
 * @param entries - keys with their `kid`, or JWKs that have one
 * @throws ConfigurationError when it is no list, or an empty one
 * @example
 * keyRing([{ kid: '2026-11', privateKey: newKey }, { kid: '2026-05', publicKey: oldKey }])
 */
export function keyRing(entries: readonly KeyRingEntry[]): KeyRing {
  if (!Array.isArray(entries) || entries.length === 0)
    throw new ConfigurationError('keyRing takes a list of at least one key');
  return new KeyRing(entries);
}

/**
 * Imports the keys of one issuer, the signing one first.
 *
 * @param source - a ring, or the two options
 * @param defaultAlgorithm - what binds an entry that does not say; for the two options, the only one
 * @param place - what comes before the names in faults: `'issuers[1].'`
 * @throws ConfigurationError with the faults of all keys
 */
export function resolveKeys(
  source: KeyRing | Pick<NamedKey, 'privateKey' | 'publicKey'>,
  defaultAlgorithm: Algorithm,
  place = '',
): readonly Key[] {
  if (!(source instanceof KeyRing)) {
    const { privateKey, publicKey } = source;
    const names = { name: `${place}privateKey`, publicName: `${place}publicKey` };
    return Object.freeze([
      importKey({ algorithm: defaultAlgorithm, privateKey, publicKey, ...names }),
    ]);
  }
  const entries = ENTRIES.get(source) ?? [];
  if (entries.length === 0)
    throw new ConfigurationError(`${place}keys is an empty ring: make it with keyRing([...])`);
  const faults: string[] = [];
  const keys = entries.map((entry, index) =>
    importEntry(entry, defaultAlgorithm, `${place}keys[${index}]`, faults),
  );
  faults.push(...ringFaults(keys, `${place}keys`));
  throwIfAny(faults);
  return Object.freeze(keys as Key[]);
}

/** A copy, so that what the application does to its object later changes nothing here. */
function snapshot(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? Object.freeze({ ...entry }) : entry;
}

function importEntry(
  entry: unknown,
  defaultAlgorithm: Algorithm,
  name: string,
  faults: string[],
): Key | null {
  if (typeof entry !== 'object' || entry === null) {
    faults.push(`${name} is no entry of a ring: give { kid, privateKey } or a JWK`);
    return null;
  }
  const isJwk = Object.hasOwn(entry, 'kty');
  const named: NamedKey = isJwk ? asNamed(entry as Jwk) : (entry as NamedKey);
  const algorithm =
    named.algorithm ?? algOf(named.privateKey) ?? algOf(named.publicKey) ?? defaultAlgorithm;
  if (!isAlgorithm(algorithm)) {
    faults.push(`${name}: ${unknownAlgorithm(algorithm)}`);
    return null;
  }
  const { kid, privateKey, publicKey } = named;
  const names = isJwk
    ? { name, publicName: name }
    : { name: `${name}.privateKey`, publicName: `${name}.publicKey` };
  return collectFaults(faults, () =>
    importKey({ algorithm, kid, privateKey, publicKey, ...names }),
  );
}

function asNamed(jwk: Jwk): NamedKey {
  return jwk.kty === 'oct' || Object.hasOwn(jwk, 'd') ? { privateKey: jwk } : { publicKey: jwk };
}

function algOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'alg')
    ? (input as Jwk).alg
    : undefined;
}

/** What is wrong between the keys, as far as they could be imported. */
function ringFaults(keys: ReadonlyArray<Key | null>, name: string): string[] {
  const known = keys.filter((key) => key !== null);
  const isTwice = (same: (one: Key, other: Key) => boolean): boolean =>
    known.some((key, index) => known.slice(0, index).some((other) => same(key, other)));
  const secrets = known.filter((key) => algorithmRow(key.algorithm).family === 'hmac').length;
  const rules: readonly (readonly [broken: boolean, fault: string])[] = [
    [
      isTwice((one, other) => one.kid === null && other.kid === null),
      'has several keys without kid: name all but one',
    ],
    [
      isTwice((one, other) => one.kid !== null && one.kid === other.kid),
      'has two keys with the same kid: rename one',
    ],
    [
      secrets > 0 && secrets < known.length,
      'mixes secrets with key pairs, which invites to confuse them: use one kind',
    ],
    // RFC 8725 §3.1: one key, one algorithm.
    [
      isTwice((one, other) => one.verifyingKey.equals(other.verifyingKey)),
      'has the same key twice: put it in once, with one algorithm',
    ],
    [
      keys[0]?.signingKey === null && known.some((key) => key.signingKey !== null),
      'begins with a public key, and the first one signs: put the private one that is to sign first',
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, fault]) => `${name} ${fault}`);
}
