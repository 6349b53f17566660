import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ConfigurationError, throwIfAny } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import type { Half, Jwk } from './key-input.ts';
import { wrongKeyType } from './pem.ts';

/** The public members of each kind of key pair; for curves also the octets of each coordinate (RFC 7518 §6.2.1.2, RFC 8037 §2). */
const PUBLIC: Readonly<Record<string, readonly (keyof Jwk)[]>> = {
  RSA: ['n', 'e'],
  EC: ['x', 'y'],
  OKP: ['x'],
};
const CURVES: Readonly<Record<string, { readonly kty: string; readonly size: number }>> = {
  'P-256': { kty: 'EC', size: 32 },
  'P-384': { kty: 'EC', size: 48 },
  'P-521': { kty: 'EC', size: 66 },
  Ed25519: { kty: 'OKP', size: 32 },
  Ed448: { kty: 'OKP', size: 57 },
};
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/** A JWK's own members in an object without a prototype, so that nothing inherited can pass for a member. */
export function ownMembers(jwk: Jwk): Jwk {
  return Object.assign(Object.create(null), jwk) as Jwk;
}

/**
 * What a JWK says about its own use, held against the use it is put to (RFC 7517 §4.2 to §4.4).
 *
 * @param operations - what will be done with it: `sign`, `verify`, or both
 * @throws ConfigurationError when `use`, `key_ops` or `alg` do not allow it, or when it is not a JWK at all
 */
export function checkKeyUsage(
  jwk: Jwk,
  algorithm: Algorithm,
  operations: readonly string[],
  name: string,
): void {
  if ('keys' in jwk)
    throw new ConfigurationError(
      `${name} is a JWK Set: give one of its keys, or keyRing(set.keys)`,
    );
  if (typeof jwk.kty !== 'string')
    throw new ConfigurationError(
      `${name} is an object without kty: give a JWK, PEM, a KeyObject or a CryptoKey`,
    );
  const faults: string[] = [];
  const wrong = (what: string, cure = 'give a key made for that'): unknown =>
    faults.push(`${name} is a JWK whose ${what}: ${cure}`);
  if (jwk.use !== undefined && jwk.use !== 'sig') wrong('use is not "sig"');
  if (jwk.alg !== undefined && jwk.alg !== algorithm)
    wrong(`alg is not ${algorithm}`, 'set algorithm to what it names, or give another key');
  if (jwk.key_ops !== undefined && !allows(jwk.key_ops, operations))
    wrong(`key_ops do not list ${operations.join(' and ')} once each`);
  throwIfAny(faults);
}

function allows(given: unknown, operations: readonly string[]): boolean {
  return (
    Array.isArray(given) &&
    new Set(given).size === given.length &&
    operations.every((operation) => given.includes(operation))
  );
}

/**
 * One key of a pair out of a JWK.
 *
 * @param half - which key is expected; private members in what should be public are refused
 * @throws ConfigurationError when members are missing, not canonical base64url, of the wrong length or not a point of the curve
 */
export function readJwk(jwk: Jwk, half: Half, name: string): KeyObject {
  const kty = jwk.kty as string;
  const members = Object.hasOwn(PUBLIC, kty) ? PUBLIC[kty] : undefined;
  if (members === undefined)
    throw new ConfigurationError(
      `${name} is a JWK whose kty is not RSA, EC or OKP: give a key of a pair`,
    );
  const curve =
    typeof jwk.crv === 'string' && Object.hasOwn(CURVES, jwk.crv) ? CURVES[jwk.crv] : undefined;
  if (kty !== 'RSA' && curve?.kty !== kty)
    throw new ConfigurationError(
      `${name} is a JWK whose crv carries no signature here: ${curveCure(kty)}`,
    );
  if (jwk.oth !== undefined)
    throw new ConfigurationError(`${name} is of more than two primes: make one of two`);
  if (half === 'public' && PRIVATE.some((member) => jwk[member] !== undefined))
    throw new ConfigurationError(wrongKeyType(half, name));
  if (half === 'private' && jwk.d === undefined)
    throw new ConfigurationError(wrongKeyType(half, name));

  const wanted: Record<string, unknown> = { kty, ...(kty === 'RSA' ? {} : { crv: jwk.crv }) };
  for (const member of [
    ...members,
    ...(half === 'public' ? [] : kty === 'RSA' ? PRIVATE : ['d' as const]),
  ]) {
    const size = octets(jwk[member], member, name).length;
    if (curve !== undefined && size !== curve.size) {
      throw new ConfigurationError(
        `${name} is a JWK whose ${member} has ${size} octets, not ${curve.size}: write it in full length`,
      );
    }
    wanted[member] = jwk[member];
  }
  try {
    return half === 'private'
      ? createPrivateKey({ key: wanted, format: 'jwk' })
      : createPublicKey({ key: wanted, format: 'jwk' });
  } catch {
    throw new ConfigurationError(
      `${name} is a JWK whose numbers make no key (is the point on its curve?): export it again`,
    );
  }
}

/** The public key that a private JWK describes by its public members, which need not belong to the private ones. */
export function publicMembers(jwk: Jwk): Jwk {
  const { kty, crv, x, y, n, e } = jwk;
  return { kty, crv, x, y, n, e };
}

/**
 * The octets of one member.
 *
 * @throws ConfigurationError when it is missing, empty or not the one canonical base64url text of its octets (RFC 7515 §2)
 */
export function octets(value: unknown, member: string, name: string): Buffer {
  if (typeof value !== 'string' || value === '')
    throw new ConfigurationError(`${name} is a JWK without ${member}: give it whole`);
  const decoded = Buffer.from(value, 'base64url');
  if (decoded.toString('base64url') !== value)
    throw new ConfigurationError(
      `${name} is a JWK whose ${member} is not canonical base64url without padding: export it again`,
    );
  return decoded;
}

function curveCure(kty: string): string {
  return kty === 'EC'
    ? 'use P-256, P-384 or P-521'
    : 'use Ed25519 or Ed448 (X25519 and X448 cannot sign)';
}
