import { ownMembers } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Algorithm } from './algorithm.ts';
import type { Jwk, KeyInput } from './import/key-input.ts';

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
