import { ownMembers } from '../base/own-members.ts';
import { collectFaults, ConfigurationError, throwIfAny } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { nearestOption } from '../options/synonyms.ts';
import type { Algorithm } from './algorithm.ts';
import { isAlgorithm } from './algorithm.ts';
import { importKey, unknownAlgorithm } from './import/import-key.ts';
import type { Jwk, KeyInput } from './import/key-input.ts';
import { unpackJson } from './import/unpack.ts';
import { withKeyOfX5c } from './import/x5c.ts';
import type { Key } from './key-set.ts';
import { algorithmNamesOf } from './key-set.ts';
import { withoutUnusable } from './published-set.ts';
import { isSecretMadeOf } from './strength/public-number.ts';
import { readUntil } from './until.ts';

/**
 * One key of a ring: a JWK, which says everything itself, or a secret or key pair with its name.
 *
 * @example
 * const own: KeyRingEntry = { kid: '2026-11', privateKey: process.env.JWT_PRIVATE_KEY };
 * const retired: KeyRingEntry = { kid: '2026-05', algorithm: 'ES256', publicKey: oldPublicPem };
 */
export type KeyRingEntry = Jwk | NamedKey;

/** A secret or key pair with its name. */
export interface NamedKey {
  /** The name by which tokens select the key; one key of a ring may have none. */
  readonly kid?: string | undefined;
  /** By default the `alg` of the JWK, else the `algorithm` option of `createSecurity`. */
  readonly algorithm?: Algorithm | undefined;
  /** The secret of an HMAC algorithm, or the private key; left out if the key only verifies. */
  readonly privateKey?: KeyInput | undefined;
  /** Derived from the private key if it is left out. */
  readonly publicKey?: KeyInput | undefined;
  /**
   * The day from which it verifies nothing, at 00:00 UTC and at most 90 days ahead: `'2027-01-31'`.
   * For a key that another one replaces. Default: no end.
   */
  readonly until?: string | undefined;
  /**
   * Reads the public key from the certificate of a JWK (`x5c`), which is not validated: neither who
   * signed it nor when it ends. Default: false.
   */
  readonly readX5c?: boolean | undefined;
}

const NAMED_KEY = Object.keys({
  kid: true,
  algorithm: true,
  privateKey: true,
  publicKey: true,
  until: true,
  readX5c: true,
} satisfies Record<keyof NamedKey, true>);

/** How a ring of another copy of this package is recognized, and asked for its entries. */
const ENTRIES: symbol = Symbol.for('pyramidion.KeyRing');

/** Several keys of one issuer: the first signs, all verify. No printer shows its content. */
export class KeyRing {
  readonly #entries: readonly unknown[];

  constructor(entries: readonly unknown[]) {
    this.#entries = entries.map(snapshot);
    Object.freeze(this);
  }

  /** Whether a value is a ring, also one of another copy of this package. */
  static isKeyRing(value: unknown): value is KeyRing {
    return typeof value === 'object' && value !== null && ENTRIES in value;
  }

  /** The entries as they were given; for the import alone. */
  static entriesOf(ring: KeyRing): readonly unknown[] {
    return (ring as unknown as Record<symbol, () => readonly unknown[]>)[ENTRIES]?.() ?? [];
  }

  static {
    const value = function entries(this: KeyRing): readonly unknown[] {
      return this.#entries;
    };
    Object.defineProperty(this.prototype, ENTRIES, { value });
  }
}

/**
 * Several keys instead of one, so that a key can be replaced without logging users out: put the new
 * key first, and remove the old one when its last token has expired.
 *
 * The keys themselves are checked by `createSecurity`, which reports all faults together.
 *
 * @param entries - keys with their `kid`, or JWKs that have one; the first signs new tokens
 * @returns the value for the `keys` option of `createSecurity`
 * @throws ConfigurationError if `entries` is not a list, or is empty
 * @example
 * const keys = keyRing([
 *   { kid: '2026-11', privateKey: newKey },
 *   { kid: '2026-05', publicKey: oldKey },
 * ]);
 */
export function keyRing(entries: readonly KeyRingEntry[]): KeyRing {
  if (!Array.isArray(entries) || entries.length === 0)
    throw new ConfigurationError('keyRing takes a list of at least one key');
  return new KeyRing(entries);
}

/** Returns the private keys of a ring as they were given, for the audit. */
export function secretsOf(ring: KeyRing): readonly unknown[] {
  return KeyRing.entriesOf(ring).map((entry) =>
    typeof entry === 'object' && entry !== null ? (entry as NamedKey).privateKey : undefined,
  );
}

/**
 * Imports the keys of one issuer, the signing key first.
 *
 * @param source - a ring, or the two options
 * @param defaultAlgorithm - for an entry that does not say its own
 * @param place - what precedes the names in error messages: `'issuers[1].'`
 * @throws ConfigurationError with the faults of all keys
 */
export function resolveKeys(
  source: KeyRing | Pick<NamedKey, 'privateKey' | 'publicKey'>,
  defaultAlgorithm: Algorithm,
  place = '',
): readonly Key[] {
  if (!KeyRing.isKeyRing(source)) {
    const { privateKey, publicKey } = source;
    const names = { name: `${place}privateKey`, publicName: `${place}publicKey` };
    return Object.freeze([
      importKey({ algorithm: defaultAlgorithm, privateKey, publicKey, ...names }),
    ]);
  }
  const faults: string[] = [];
  const entries = KeyRing.entriesOf(source);
  const keys = withoutUnusable(entries).map((entry) =>
    importEntry(entry, defaultAlgorithm, `${place}keys[${entries.indexOf(entry)}]`, faults),
  );
  faults.push(...ringFaults(keys, `${place}keys`));
  throwIfAny(faults);
  return Object.freeze(keys as Key[]);
}

/** A copy, so that what the application later does to its object has no effect. */
function snapshot(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  const copies = Object.entries(entry).map(([name, value]) => [name, copyOf(value)]);
  return Object.freeze(ownMembers(Object.fromEntries(copies) as object));
}

/** Copies what can change: bytes, which applications like to wipe, lists, and members of a JWK. */
function copyOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return [...value];
  if (typeof value !== 'object' || value === null) return value;
  return Object.getPrototypeOf(value) === Object.prototype ? { ...value } : value;
}

function importEntry(
  entry: unknown,
  defaultAlgorithm: Algorithm,
  name: string,
  faults: string[],
): Key | null {
  if (typeof entry !== 'object' || entry === null) {
    faults.push(`${name} is not an entry of a ring: give { kid, privateKey } or a JWK`);
    return null;
  }
  const isJwk = Object.hasOwn(entry, 'kty');
  const unknown = isJwk ? [] : unknownOptions(entry, NAMED_KEY, name, nearestOption);
  faults.push(...unknown);
  // A key that is missing because its name is misspelt is not a second fault.
  if (unknown.length > 0) return null;
  const named = isJwk ? asNamedKey(entry as Jwk) : withParsedKeys(entry as NamedKey);
  const algorithm =
    named.algorithm ?? algOf(named.privateKey) ?? algOf(named.publicKey) ?? defaultAlgorithm;
  if (!isAlgorithm(algorithm)) {
    faults.push(`${name}: ${unknownAlgorithm(algorithm)}`);
    return null;
  }
  const names = isJwk
    ? { name, publicName: name }
    : { name: `${name}.privateKey`, publicName: `${name}.publicKey` };
  return collectFaults(faults, () => {
    const { kid, privateKey } = named;
    const until = untilOf(entry, isJwk, name);
    const publicKey = publicKeyOf(named, names.publicName);
    const key = importKey({ algorithm, kid, privateKey, publicKey, ...names });
    return until === undefined ? key : Object.freeze({ ...key, until });
  });
}

function untilOf(entry: object, isJwk: boolean, name: string): number | undefined {
  const { until } = entry as NamedKey;
  if (until === undefined) return undefined;
  if (!isJwk) return readUntil(until, `${name}.until`);
  throw new ConfigurationError(
    `${name}.until is no member of a JWK: write { publicKey: jwk, until: "2027-01-31" }`,
  );
}

function publicKeyOf(
  { publicKey, readX5c = false }: NamedKey,
  name: string,
): NamedKey['publicKey'] {
  if (typeof readX5c !== 'boolean')
    throw new ConfigurationError(
      `${name.replace('publicKey', 'readX5c')} is not a boolean: write true or false`,
    );
  return readX5c ? withKeyOfX5c(publicKey, name) : publicKey;
}

/** A JWK in JSON says its algorithm as well as one that was parsed. */
function withParsedKeys(named: NamedKey): NamedKey {
  const { privateKey, publicKey } = named;
  return ownMembers({
    ...named,
    privateKey: unpackJson(privateKey),
    publicKey: unpackJson(publicKey),
  });
}

function asNamedKey(jwk: Jwk): NamedKey {
  return jwk.kty === 'oct' || Object.hasOwn(jwk, 'd') ? { privateKey: jwk } : { publicKey: jwk };
}

function algOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'alg')
    ? (input as Jwk).alg
    : undefined;
}

/** The faults of the keys as a set, as far as they could be imported. */
export function ringFaults(keys: ReadonlyArray<Key | null>, name: string): string[] {
  const known = keys.filter((key) => key !== null);
  const hasTwo = (same: (one: Key, other: Key) => boolean): boolean =>
    known.some((key, index) => known.slice(0, index).some((other) => same(key, other)));
  const rules: readonly (readonly [isBroken: boolean, fault: string])[] = [
    [
      hasTwo((one, other) => one.kid === null && other.kid === null),
      'has several keys without kid: name all but one',
    ],
    [
      hasTwo(
        (one, other) => one.kid !== null && one.kid === other.kid && mayVerifySame(one, other),
      ),
      'has two keys with the same kid and algorithm: rename one',
    ],
    [
      known.some((key) => known.some((other) => isSecretMadeOf(key, other))),
      'has a secret that is the public number of another of its keys: make a new secret with ' +
        '"npx pyramidion secret"',
    ],
    // RFC 8725 §3.1: one key, one algorithm.
    [
      hasTwo(
        (one, other) =>
          one.verifyingKey.equals(other.verifyingKey) && !areTwoNamesOfEd25519(one, other),
      ),
      'has the same key twice: list it once, with one algorithm',
    ],
    [
      keys[0]?.signingKey === null && known.some((key) => key.signingKey !== null),
      'begins with a public key, but the first key signs: put the private key that signs first',
    ],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, fault]) => `${name} ${fault}`);
}

/** Whether the header of one token could select either key. */
function mayVerifySame(one: Key, other: Key): boolean {
  return algorithmNamesOf(one).includes(other.algorithm);
}

/** A key may be listed by both names of its algorithm while the issuer changes it (RFC 9864). */
function areTwoNamesOfEd25519(one: Key, other: Key): boolean {
  return one.algorithm !== other.algorithm && mayVerifySame(one, other);
}
