import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Key } from '../keys/key-set.ts';
import type { OptionReader } from '../options/option-reader.ts';
import { EMPTY_LIST, isNonEmptyString, list } from '../options/option-reader.ts';
import { cookieSettingsOf } from './cookie-settings.ts';
import { lifetime } from './option-checks.ts';
import type { SecurityOptions } from './options.ts';

const HOUR = 3600;

/** Reads how long new tokens live, in seconds; null for tokens without an end. */
export function readExpiration(
  reader: OptionReader,
  { expiration }: Pick<SecurityOptions, 'expiration'>,
  keys: readonly Key[],
  policies: readonly AuthenticationPolicy[],
): number | null {
  if (expiration === 'never') return null;
  return reader.read<number | null>(
    'expiration',
    defaultExpiration(keys, policies),
    lifetime,
    "must be a duration of at least 1 second, such as '15m', or 'never' for tokens without an end.",
  );
}

/**
 * One hour. A session that slides needs longer tokens: at twice the `reissueTime` it survives a
 * pause of that length. Keys that only verify make no tokens.
 */
function defaultExpiration(
  keys: readonly Key[],
  policies: readonly AuthenticationPolicy[],
): number | null {
  if (isVerifyOnly(keys)) return null;
  const reissueTimes = cookieSettingsOf(policies).map(({ reissueTime }) => reissueTime ?? 0);
  return Math.max(HOUR, ...reissueTimes.map((seconds) => 2 * seconds));
}

/**
 * Reads the names of required claims. Tokens that others make must have an end (`exp`), unless the
 * application allows tokens without one.
 */
export function readRequiredClaims(
  reader: OptionReader,
  { expiration }: Pick<SecurityOptions, 'expiration'>,
  keys: readonly Key[],
): readonly string[] {
  const names = reader.read<readonly string[]>(
    'requiredClaims',
    EMPTY_LIST,
    list(isNonEmptyString),
    'must be a list of claim names, such as ["email"].',
  );
  if (!isVerifyOnly(keys) && expiration === 'never' && names.includes('exp'))
    reader.faults.push(
      'requiredClaims has exp, which tokens without an end do not have: leave it out, or set ' +
        "expiration to '15m' or so.",
    );
  const needsEnd = isVerifyOnly(keys) && expiration !== 'never' && !names.includes('exp');
  return needsEnd ? Object.freeze([...names, 'exp']) : names;
}

function isVerifyOnly(keys: readonly Key[]): boolean {
  return keys.every(({ signingKey }) => signingKey === null);
}
