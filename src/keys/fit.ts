import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { ConfigurationError } from '../base/configuration-error.ts';
import type { Algorithm, AlgorithmRow } from './algorithm.ts';
import { algorithmRow } from './algorithm.ts';
import { rsaFault } from './rsa.ts';
import { isSmallOrder } from './small-order.ts';

/** What a key is called, and the algorithm that it serves best, by the curve or the type that `node:crypto` names. */
const KINDS: Readonly<Record<string, readonly [kind: string, algorithm: Algorithm]>> = {
  rsa: ['an RSA key', 'RS256'],
  'rsa-pss': ['an RSA-PSS key', 'PS256'],
  prime256v1: ['an EC key on P-256', 'ES256'],
  secp384r1: ['an EC key on P-384', 'ES384'],
  secp521r1: ['an EC key on P-521', 'ES512'],
  ed25519: ['an Ed25519 key', 'EdDSA'],
  ed448: ['an Ed448 key', 'EdDSA'],
};

/** "this is an RSA key: set algorithm to RS256". */
export function suggestion(key: KeyObject): string {
  const kind = kindOf(key);
  const row = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (row === undefined) return 'this kind of key carries no signature here: make a new one with "pyramidion keys new"';
  return `this is ${row[0]}: set algorithm to ${row[1]}`;
}

/**
 * Holds a key of a pair to what its algorithm asks: type, curve, size (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1).
 *
 * @param key - the public key
 * @throws ConfigurationError with what does not fit, and which algorithm would
 */
export function checkFit(given: KeyObject, algorithm: Algorithm, name: string): void {
  const key = copyOf(given);
  if (key === null) throw new ConfigurationError(`${name} is no point of its curve: make a new key with "pyramidion keys new"`);
  const row = algorithmRow(algorithm);
  const kind = kindOf(key);
  if (!carriers(row).includes(kind)) throw new ConfigurationError(`${name} does not fit ${algorithm}: ${suggestion(key)}`);
  const fault = row.family === 'rsa' || row.family === 'pss' ? rsaFault(key, row) : null;
  if (fault !== null) throw new ConfigurationError(`${name} ${fault}`);
  if (row.family === 'eddsa' && isSmallOrder(key)) {
    throw new ConfigurationError(
      `${name} is a point of small order, under which strangers can sign: make a new key with "pyramidion keys new"`,
    );
  }
}

function carriers(row: AlgorithmRow): readonly string[] {
  if (row.family === 'rsa') return ['rsa'];
  return row.family === 'pss' ? ['rsa', 'rsa-pss'] : row.curves;
}

/** The type of the key; for EC that of its curve, empty where it has no name. */
function kindOf(key: KeyObject): string {
  const type = key.asymmetricKeyType ?? '';
  return type === 'ec' ? (key.asymmetricKeyDetails?.namedCurve ?? '') : type;
}

/**
 * The same key in an object of its own, or `null` for the point at infinity, which parses and aborts Node at the next question.
 *
 * A key object shares one lock with the job that generated it. When that job is collected as garbage while Node builds the answer to a
 * question about the key, the thread waits for itself, for ever; a copy has a lock of its own.
 */
function copyOf(key: KeyObject): KeyObject | null {
  try {
    return createPublicKey({ key: key.export({ type: 'spki', format: 'der' }), type: 'spki', format: 'der' });
  } catch {
    return null;
  }
}
