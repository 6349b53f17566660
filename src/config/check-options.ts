import { headerPolicy } from '../authn/header.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import { collectFaults } from '../options/configuration-error.ts';
import { parseDuration } from '../options/duration.ts';
import {
  func,
  isNonEmptyString,
  list,
  EMPTY_LIST,
  OptionReader,
} from '../options/option-reader.ts';
import { isAlgorithm } from '../keys/algorithm.ts';
import { unknownAlgorithm } from '../keys/import/import-key.ts';
import type { Key } from '../keys/key.ts';
import { KeyRing, resolveKeys } from '../keys/keyring.ts';
import type { SecurityOptions } from './options.ts';
import { optionNames } from './options.ts';

/** The options that can be wrong by their value alone, complete; lengths are seconds, `null` is none. */
export interface CheckedOptions {
  readonly keys: readonly Key[];
  readonly expiration: number | null;
  readonly audience: readonly string[];
  readonly issuer: string | null;
  readonly leeway: number;
  readonly typ: string | null;
  readonly requiredClaims: readonly string[];
  readonly maxTokenLength: number;
  /** A power of two, or 0. */
  readonly tokenCacheSize: number;
  readonly policies: readonly AuthenticationPolicy[];
}

const MOST_LEEWAY = 300;
const MODES: readonly unknown[] = ['enforce', 'warn', 'off'];
const LENGTHS = { least: 256, usual: 8192, most: 1_048_576 };
const CACHE_SIZES = { least: 4, usual: 32_768, most: 1_048_576 };

/**
 * Checks everything at once, so that a fault shows when the application starts and not when a request waits.
 *
 * @throws ConfigurationError naming every fault with its cure
 */
export function checkOptions<C, P extends string>(options: SecurityOptions<C, P>): CheckedOptions {
  const reader = new OptionReader(options, optionNames, 'createSecurity');
  const keys = keysOf(options, reader.faults);
  const checked: CheckedOptions = {
    keys,
    expiration: expirationOf(options.expiration, keys, reader.faults),
    // An empty audience is refused: it is what is left of a variable that was not set, and would switch the check off.
    audience: reader.read(
      'audience',
      EMPTY_LIST,
      audienceOf,
      'is a non-empty string or a list of them: fill it, or leave it out for none.',
    ),
    issuer: textOf(reader, 'issuer'),
    leeway: reader.read(
      'leeway',
      0,
      leewayOf,
      `is a duration of at most ${MOST_LEEWAY} seconds: let the clocks be set by NTP rather than allow more.`,
    ),
    typ: textOf(reader, 'typ'),
    requiredClaims: requiredOf(
      reader.read(
        'requiredClaims',
        EMPTY_LIST,
        list(isNonEmptyString),
        'is a list of names of claims.',
      ),
      keys,
      options.expiration,
    ),
    maxTokenLength: reader.read(
      'maxTokenLength',
      LENGTHS.usual,
      lengthOf,
      `is a whole number of characters from ${LENGTHS.least} to ${LENGTHS.most}.`,
    ),
    tokenCacheSize: reader.read(
      'tokenCacheSize',
      CACHE_SIZES.usual,
      cacheSizeOf,
      `is a whole number of tokens from 0 (none are remembered) to ${CACHE_SIZES.most}.`,
    ),
    policies:
      reader.read(
        'policies',
        null,
        policiesOf,
        'is a list of at least one headerPolicy() or cookiePolicy().',
      ) ?? Object.freeze([headerPolicy()]),
  };
  reader.read(
    'defaultClaims',
    null,
    claimsOf,
    'is not a plain object of claims, or has a member called __proto__.',
  );
  for (const name of ['callback', 'userPrincipal', 'jsonReplacer', 'clock'])
    reader.read(name, null, func, 'is not a function.');
  reader.read(
    'audit',
    null,
    (value) => (MODES.includes(value) ? value : undefined),
    "is 'enforce', 'warn' or 'off'.",
  );
  reader.throwFaults();
  return Object.freeze(checked);
}

function keysOf(
  {
    keys,
    privateKey,
    publicKey,
    algorithm = 'HS512',
  }: Pick<SecurityOptions, 'keys' | 'privateKey' | 'publicKey' | 'algorithm'>,
  faults: string[],
): readonly Key[] {
  if (!isAlgorithm(algorithm)) faults.push(unknownAlgorithm(algorithm));
  else if (keys === undefined)
    return collectFaults(faults, () => resolveKeys({ privateKey, publicKey }, algorithm)) ?? [];
  else if (!(keys instanceof KeyRing)) faults.push('keys is not a keyRing([...]).');
  else if (privateKey !== undefined || publicKey !== undefined)
    faults.push('keys stands instead of privateKey and publicKey: put them into the ring.');
  else return collectFaults(faults, () => resolveKeys(keys, algorithm)) ?? [];
  return [];
}

function expirationOf(value: unknown, keys: readonly Key[], faults: string[]): number | null {
  if (value === 'never' || (value === undefined && keys.length > 0 && keys[0]?.signingKey === null))
    return null;
  const seconds = parseDuration(value);
  if (seconds !== null && seconds > 0) return seconds;
  faults.push(
    "expiration says how long a token lives: give a duration such as '15m', or 'never' if that is what you mean.",
  );
  return null;
}

function textOf(reader: OptionReader, name: string): string | null {
  return reader.read(
    name,
    null,
    (value) => (isNonEmptyString(value) ? value : undefined),
    'is a non-empty string: fill it, or leave it out.',
  );
}

function audienceOf(value: unknown): readonly string[] | undefined {
  const audience = list(isNonEmptyString)(typeof value === 'string' ? [value] : value);
  return audience?.length === 0 ? undefined : audience;
}

function claimsOf(value: unknown): object | undefined {
  const isPlain =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !Object.hasOwn(value, '__proto__');
  return isPlain ? value : undefined;
}

function leewayOf(value: unknown): number | undefined {
  const seconds = parseDuration(value);
  return seconds !== null && seconds <= MOST_LEEWAY ? seconds : undefined;
}

function lengthOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) &&
    (value as number) >= LENGTHS.least &&
    (value as number) <= LENGTHS.most
    ? (value as number)
    : undefined;
}

function cacheSizeOf(value: unknown): number | undefined {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > CACHE_SIZES.most)
    return undefined;
  return value === 0 ? 0 : 2 ** Math.ceil(Math.log2(Math.max(value as number, CACHE_SIZES.least)));
}

/** What others issue must end one day, unless the application says that it need not. */
function requiredOf(
  own: readonly string[],
  keys: readonly Key[],
  expiration: unknown,
): readonly string[] {
  const foreign = keys.every((key) => key.signingKey === null) && expiration !== 'never';
  return Object.freeze(foreign ? [...new Set([...own, 'exp'])] : [...own]);
}

function policiesOf(value: unknown): readonly AuthenticationPolicy[] | undefined {
  const policies = list(isPolicy)(value);
  return policies?.length === 0 ? undefined : policies;
}

function isPolicy(value: unknown): value is AuthenticationPolicy {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as AuthenticationPolicy).find === 'function' &&
    'session' in value
  );
}
