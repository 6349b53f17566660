import { algorithmRow } from '../algorithm.ts';
import type { Key } from '../key-set.ts';
import { isPublishedSecret, secretWeakness } from './weak-secret.ts';

/** What the audit may find about a key that works. */
export type KeyFindingName = 'short_secret' | 'guessable_secret' | 'published_secret';

/** Something about a key that works and is not safe. */
export interface KeyFinding {
  readonly name: KeyFindingName;
  /** A clause such as "consists of words". It does not quote the key. */
  readonly reason: string;
}

/** The fewest bytes for which the estimate of `secretWeakness` is about more than the length. */
const MIN_ESTIMATED = 25;

/**
 * Looks for secrets that work and are not safe. Keys of pairs have been checked at their import.
 *
 * A short secret that consists of words is reported as both, so that each has to be accepted. A
 * secret so short that no estimate could find it strong is reported once.
 */
export function keyFindings({ algorithm, verifyingKey }: Key): readonly KeyFinding[] {
  if (verifyingKey.type !== 'secret') return [];
  const secret = verifyingKey.export();
  if (isPublishedSecret(secret))
    return [{ name: 'published_secret', reason: 'is a sample that has been published' }];
  const findings: KeyFinding[] = [];
  const { size } = algorithmRow(algorithm);
  if (secret.length < size)
    findings.push({
      name: 'short_secret',
      reason: `has ${secret.length} bytes, and ${algorithm} needs at least ${size} (RFC 7518 §3.2)`,
    });
  if (secret.length >= MIN_ESTIMATED || findings.length === 0) {
    const weakness = secretWeakness(secret);
    if (weakness !== null) findings.push({ name: 'guessable_secret', reason: weakness });
  }
  return findings;
}
