import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm, AlgorithmRow } from '../algorithm.ts';
import { algorithmRow } from '../algorithm.ts';
import { NEW_KEY, rsaFault } from './rsa.ts';
import { isSmallOrder } from './small-order.ts';

/** The best algorithm for a key, by its curve or its type as `node:crypto` names them. */
const BEST_ALGORITHM: ReadonlyMap<string, Algorithm> = new Map([
  ['rsa', 'RS256'],
  ['rsa-pss', 'PS256'],
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
  ['ed25519', 'EdDSA'],
  ['ed448', 'EdDSA'],
]);

/** The cure for a key that does not fit: "set algorithm to RS256, which it fits". */
export function suggestAlgorithm(key: KeyObject): string {
  const best = BEST_ALGORITHM.get(typeOrCurve(key));
  return best === undefined
    ? `no supported algorithm signs with it, ${NEW_KEY}`
    : `set algorithm to ${best}, which it fits`;
}

/**
 * Checks a key against what its algorithm requires: type, curve and size (RFC 7518 §3.3 to §3.5,
 * RFC 8037 §3.1).
 *
 * @param publicKey - the public key of the pair
 * @param name - what error messages call the key
 * @throws ConfigurationError saying what does not fit, and which algorithm would
 */
export function assertKeyFits(publicKey: KeyObject, algorithm: Algorithm, name: string): void {
  const key = copyOf(publicKey);
  if (key === null) throw new ConfigurationError(`${name} is not a point on its curve: ${NEW_KEY}`);
  const row = algorithmRow(algorithm);
  if (!allowedTypesOrCurves(row).includes(typeOrCurve(key)))
    throw new ConfigurationError(`${name} does not fit ${algorithm}: ${suggestAlgorithm(key)}`);
  const fault = row.family === 'rsa' || row.family === 'pss' ? rsaFault(key, row) : null;
  if (fault !== null) throw new ConfigurationError(`${name} ${fault}`);
  if (row.family === 'eddsa' && isSmallOrder(key))
    throw new ConfigurationError(
      `${name} is a point of small order, for which anyone can sign: ${NEW_KEY}`,
    );
}

function allowedTypesOrCurves(row: AlgorithmRow): readonly string[] {
  if (row.family === 'rsa') return ['rsa'];
  return row.family === 'pss' ? ['rsa', 'rsa-pss'] : row.curves;
}

/** The curve of an EC key, empty if the curve has no name; the type of any other key. */
function typeOrCurve(key: KeyObject): string {
  const type = key.asymmetricKeyType ?? '';
  return type === 'ec' ? (key.asymmetricKeyDetails?.namedCurve ?? '') : type;
}

/**
 * Copies a key into an object of its own. Returns null for the point at infinity, which parses, but
 * aborts Node when its details are read.
 *
 * A key object shares one lock with the job that generated it. If that job is garbage-collected
 * while Node reads details of the key, the thread waits for itself forever. A copy has a lock of
 * its own.
 */
function copyOf(key: KeyObject): KeyObject | null {
  try {
    return createPublicKey({
      key: key.export({ type: 'spki', format: 'der' }),
      type: 'spki',
      format: 'der',
    });
  } catch {
    return null;
  }
}
