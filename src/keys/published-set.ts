import { isAlgorithm } from './algorithm.ts';
import type { Jwk } from './import/key-input.ts';

const CURVES: readonly unknown[] = ['P-256', 'P-384', 'P-521', 'Ed25519', 'Ed448'];
const MEMBERS: Readonly<Record<string, readonly (keyof Jwk)[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

/**
 * The entries of a ring without those of a published JWK Set that cannot be used here: for
 * encryption, of another type, curve or algorithm, or without their numbers (RFC 7517 §5). A ring
 * counts as published if all its entries are public JWKs; of any other ring nothing is left out,
 * nor if nothing would remain.
 */
export function withoutUnusable(entries: readonly unknown[]): readonly unknown[] {
  if (!entries.every(isPublicJwk)) return entries;
  const usable = entries.filter(isUsable);
  return usable.length === 0 ? entries : usable;
}

/** Whether an entry is the public half of a key pair. */
export function isPublicJwk(entry: unknown): entry is Jwk {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    Object.hasOwn(entry, 'kty') &&
    !Object.hasOwn(entry, 'd') &&
    (entry as Jwk).kty !== 'oct'
  );
}

/** Whether tokens can be verified with the key of a public JWK. */
export function isUsable(jwk: Jwk): boolean {
  const { kty, use, alg, crv, key_ops: operations } = jwk;
  const members = Object.hasOwn(MEMBERS, String(kty)) ? MEMBERS[String(kty)] : undefined;
  return (
    members !== undefined &&
    members.every((member) => jwk[member] !== undefined) &&
    (crv === undefined || CURVES.includes(crv)) &&
    (use === undefined || use === 'sig') &&
    (alg === undefined || isAlgorithm(alg)) &&
    (!Array.isArray(operations) || operations.includes('verify'))
  );
}
