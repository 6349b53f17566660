import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm, AlgorithmRow } from '../algorithm.ts';
import { algorithmRow } from '../algorithm.ts';
import { NEW_KEY, rsaFault } from './rsa.ts';
import { isSmallOrder } from './small-order.ts';

/** The algorithm that a key serves best, by the curve or the type that `node:crypto` names. */
const BEST: ReadonlyMap<string, Algorithm> = new Map([
  ['rsa', 'RS256'],
  ['rsa-pss', 'PS256'],
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
  ['ed25519', 'EdDSA'],
  ['ed448', 'EdDSA'],
]);

/** The cure for a key that does not fit: "set algorithm to RS256, which it fits". */
export function suggestion(key: KeyObject): string {
  const best = BEST.get(kindOf(key));
  return best === undefined
    ? `it carries no signature here, ${NEW_KEY}`
    : `set algorithm to ${best}, which it fits`;
}

/**
 * Holds a key of a pair to what its algorithm asks: type, curve, size (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1).
 *
 * @param key - the public key
 * @throws ConfigurationError with what does not fit, and which algorithm would
 */
export function assertKeyFits(given: KeyObject, algorithm: Algorithm, name: string): void {
  const key = copyOf(given);
  if (key === null) throw new ConfigurationError(`${name} is no point of its curve: ${NEW_KEY}`);
  const row = algorithmRow(algorithm);
  const kind = kindOf(key);
  if (!carriers(row).includes(kind))
    throw new ConfigurationError(`${name} does not fit ${algorithm}: ${suggestion(key)}`);
  const fault = row.family === 'rsa' || row.family === 'pss' ? rsaFault(key, row) : null;
  if (fault !== null) throw new ConfigurationError(`${name} ${fault}`);
  if (row.family === 'eddsa' && isSmallOrder(key))
    throw new ConfigurationError(
      `${name} is a point of small order, under which strangers can sign: ${NEW_KEY}`,
    );
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
    return createPublicKey({
      key: key.export({ type: 'spki', format: 'der' }),
      type: 'spki',
      format: 'der',
    });
  } catch {
    return null;
  }
}
