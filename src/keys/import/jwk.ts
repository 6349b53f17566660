import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ConfigurationError, throwIfAny } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import type { Jwk, KeyType } from './key-input.ts';
import { wrongKeyType } from './pem.ts';

/** The public members of each kind of key pair (RFC 7518 §6, RFC 8037 §2). */
const PUBLIC_MEMBERS: Readonly<Record<string, readonly (keyof Jwk)[]>> = {
  RSA: ['n', 'e'],
  EC: ['x', 'y'],
  OKP: ['x'],
};
/** The kty of each curve, and the bytes of a coordinate (RFC 7518 §6.2.1.2, RFC 8037 §2). */
const CURVES: Readonly<Record<string, { readonly kty: string; readonly size: number }>> = {
  'P-256': { kty: 'EC', size: 32 },
  'P-384': { kty: 'EC', size: 48 },
  'P-521': { kty: 'EC', size: 66 },
  Ed25519: { kty: 'OKP', size: 32 },
  Ed448: { kty: 'OKP', size: 57 },
};
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/**
 * Checks what a JWK says about its own use against the use it is put to (RFC 7517 §4.2 to §4.4).
 *
 * @param operations - what the key will do: `sign`, `verify`, or both
 * @param name - what error messages call the key
 * @throws ConfigurationError if `use`, `key_ops` or `alg` do not allow it, or if it is not a JWK
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
    wrong(`alg is not ${algorithm}`, 'set algorithm to that alg, or give another key');
  if (jwk.key_ops !== undefined && !allows(jwk.key_ops, operations))
    wrong(`key_ops do not include ${operations.join(' and ')}, each once`);
  throwIfAny(faults);
}

function allows(keyOps: unknown, operations: readonly string[]): boolean {
  return (
    Array.isArray(keyOps) &&
    new Set(keyOps).size === keyOps.length &&
    operations.every((operation) => keyOps.includes(operation))
  );
}

/**
 * Reads one key of a pair from a JWK.
 *
 * @param type - which key is expected; a private member in a public key is rejected
 * @param name - what error messages call the key
 * @throws ConfigurationError if members are missing, are not canonical base64url, have the wrong
 *   length or are not a point on the curve
 */
export function readJwk(jwk: Jwk, type: KeyType, name: string): KeyObject {
  const kty = jwk.kty as string;
  const publicNames = Object.hasOwn(PUBLIC_MEMBERS, kty) ? PUBLIC_MEMBERS[kty] : undefined;
  if (publicNames === undefined)
    throw new ConfigurationError(
      `${name} is a JWK whose kty is not RSA, EC or OKP: give a key of a pair`,
    );
  if (jwk.x5c !== undefined && publicNames.some((member) => jwk[member] === undefined))
    throw new ConfigurationError(
      `${name} is a JWK whose key is in its certificate (x5c), which nothing here validates: ` +
        'give keyRing([{ publicKey: jwk, readX5c: true }]) if you trust it, or the key itself',
    );
  const curve =
    typeof jwk.crv === 'string' && Object.hasOwn(CURVES, jwk.crv) ? CURVES[jwk.crv] : undefined;
  if (kty !== 'RSA' && curve?.kty !== kty)
    throw new ConfigurationError(
      `${name} is a JWK whose crv no supported algorithm signs with: ${curveCure(kty)}`,
    );
  if (jwk.oth !== undefined)
    throw new ConfigurationError(`${name} has more than two primes: make a key with two`);
  if (type === 'public' && PRIVATE_MEMBERS.some((member) => jwk[member] !== undefined))
    throw new ConfigurationError(wrongKeyType(type, name));
  if (type === 'private' && jwk.d === undefined)
    throw new ConfigurationError(wrongKeyType(type, name));

  const privateNames = type === 'public' ? [] : kty === 'RSA' ? PRIVATE_MEMBERS : ['d' as const];
  const members: Record<string, unknown> = { kty, ...(kty === 'RSA' ? {} : { crv: jwk.crv }) };
  for (const member of [...publicNames, ...privateNames]) {
    const { length } = decodeMember(jwk[member], member, name);
    if (curve !== undefined && length !== curve.size)
      throw new ConfigurationError(
        `${name} is a JWK whose ${member} has ${length} bytes instead of ${curve.size}: ` +
          'write it in its full length',
      );
    members[member] = jwk[member];
  }
  try {
    return type === 'private'
      ? createPrivateKey({ key: members, format: 'jwk' })
      : createPublicKey({ key: members, format: 'jwk' });
  } catch {
    throw new ConfigurationError(
      `${name} is a JWK whose numbers are not a key (is the point on its curve?): export it again`,
    );
  }
}

/**
 * Decodes one member.
 *
 * @throws ConfigurationError if it is missing, empty or not canonical base64url (RFC 7515 §2)
 */
export function decodeMember(value: unknown, member: string, name: string): Buffer {
  if (typeof value !== 'string' || value === '')
    throw new ConfigurationError(`${name} is a JWK without ${member}: give the complete JWK`);
  const decoded = Buffer.from(value, 'base64url');
  if (decoded.toString('base64url') !== value)
    throw new ConfigurationError(
      `${name} is a JWK whose ${member} is not canonical base64url without padding: ` +
        'export it again',
    );
  return decoded;
}

function curveCure(kty: string): string {
  return kty === 'EC'
    ? 'use P-256, P-384 or P-521'
    : 'use Ed25519 or Ed448 (X25519 and X448 cannot sign)';
}
