import { ownMembers } from '../../base/own-members.ts';
import type { ExpectedClaim } from '../../token/claim-checks.ts';
import { plainObject } from '../option-checks.ts';

/** Claims that have an option of their own, or are always checked. */
const HAVE_OPTIONS = ['iss', 'aud', 'exp', 'nbf', 'iat', 'auth_time'];

/** What is wrong with `expect`; it follows the name of the option. */
export const NO_EXPECT: string = `must be an object of claims with the values that they may have, such as { azp: 'web', token_use: ['access'] }, and without ${HAVE_OPTIONS.join(', ')}.`;

/** Reads the values that claims must have. An empty list would be a check that nothing passes. */
export function readExpect(given: unknown): readonly ExpectedClaim[] | undefined {
  const members = plainObject(given);
  if (members === undefined) return undefined;
  const read = Object.entries(ownMembers(members)).map(([claim, value]) => ({
    claim,
    values: (Array.isArray(value) ? [...value] : [value]) as readonly unknown[],
    isAudience: false,
  }));
  const isUsable = read.every(
    ({ claim, values }) =>
      claim !== '' && !HAVE_OPTIONS.includes(claim) && values.length > 0 && values.every(isValue),
  );
  return isUsable && read.length > 0 ? read : undefined;
}

/** An empty string is what remains of a variable that was not set. */
function isValue(value: unknown): boolean {
  return (
    (typeof value === 'string' && value !== '') ||
    typeof value === 'boolean' ||
    Number.isFinite(value)
  );
}
