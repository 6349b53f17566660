import type { Algorithm } from '../keys/algorithm.ts';
import { importKey } from '../keys/import/import-key.ts';
import type { Jwk } from '../keys/import/key-input.ts';
import { keyFindings } from '../keys/strength/key-findings.ts';
import { UsageError } from './command.ts';

/** A key that is in use already, and what is not safe about it. */
export interface AdoptedKey {
  readonly jwk: Jwk;
  /** Clauses such as "consists of words". */
  readonly weaknesses: readonly string[];
}

/**
 * Turns a key that is in use already into a private JWK.
 *
 * @param text - a secret, PEM or a JWK, as `JWT_PRIVATE_KEY` has it
 * @throws UsageError if the key, its algorithm or its name is missing
 * @throws ConfigurationError if it is no usable key
 */
export function adoptedKey(text: string, algorithm: Algorithm | null, kid?: string): AdoptedKey {
  const privateKey = text.trim();
  if (privateKey === '') throw new UsageError('There is no key: pass it on standard input.');
  if (algorithm === null) throw new UsageError('Say the algorithm of the key: --algorithm HS512.');
  const key = importKey({ algorithm, kid, privateKey, name: 'the key' });
  if (key.kid === null) throw new UsageError('Name the key: --kid 2026-05.');
  if (key.signingKey === null) throw new UsageError('The key only verifies: pass the private one.');
  const members = key.signingKey.export({ format: 'jwk' }) as Jwk;
  return {
    jwk: { ...members, kid: key.kid, alg: algorithm, use: 'sig' },
    weaknesses: keyFindings(key).map(({ reason }) => reason),
  };
}
