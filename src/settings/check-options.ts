import { headerPolicy } from '../authn/header.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import { attempt, refuse } from '../base/configuration-error.ts';
import { parseDuration } from '../base/duration.ts';
import { unknownOptions } from '../base/nearest.ts';
import { isAlgorithm } from '../keys/algorithm.ts';
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
  readonly policies: readonly AuthenticationPolicy[];
}

const MOST_LEEWAY = 300;

/**
 * Checks everything at once, so that a fault shows when the application starts and not when a request waits.
 *
 * @throws ConfigurationError naming every fault with its cure
 */
export function checkOptions<C, P extends string>(options: SecurityOptions<C, P>): CheckedOptions {
  const faults = unknownOptions(options, optionNames, 'createSecurity');
  const keys = keysOf(options, faults);
  const checked: CheckedOptions = {
    keys,
    expiration: expirationOf(options.expiration, keys, faults),
    audience: audienceOf(options.audience, faults),
    issuer: nameOf(options.issuer, 'issuer', faults),
    leeway: leewayOf(options.leeway, faults),
    typ: nameOf(options.typ, 'typ', faults),
    requiredClaims: requiredOf(options.requiredClaims, keys, options.expiration, faults),
    maxTokenLength: lengthOf(options.maxTokenLength, faults),
    policies: policiesOf(options.policies, faults),
  };
  for (const name of ['callback', 'userPrincipal', 'jsonReplacer', 'clock'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') faults.push(`${name} is not a function.`);
  }
  if (![undefined, 'enforce', 'warn', 'off'].includes(options.audit)) faults.push("audit is 'enforce', 'warn' or 'off'.");
  refuse(faults);
  return Object.freeze(checked);
}

function keysOf(
  { keys, privateKey, publicKey, algorithm = 'HS512' }: Pick<SecurityOptions, 'keys' | 'privateKey' | 'publicKey' | 'algorithm'>,
  faults: string[],
): readonly Key[] {
  if (!isAlgorithm(algorithm)) faults.push('algorithm is not known: use HS512, RS256, PS256, ES256, EdDSA or another of RFC 7518 §3.1.');
  else if (keys === undefined) return attempt(faults, () => resolveKeys({ privateKey, publicKey }, algorithm)) ?? [];
  else if (!(keys instanceof KeyRing)) faults.push('keys is not a keyRing([...]).');
  else if (privateKey !== undefined || publicKey !== undefined)
    faults.push('keys stands instead of privateKey and publicKey: put them into the ring.');
  else return attempt(faults, () => resolveKeys(keys, algorithm)) ?? [];
  return [];
}

function expirationOf(value: unknown, keys: readonly Key[], faults: string[]): number | null {
  if (value === 'never' || (value === undefined && keys.length > 0 && keys[0]?.signingKey === null)) return null;
  const seconds = parseDuration(value);
  if (seconds !== null && seconds > 0) return seconds;
  faults.push("expiration says how long a token lives: give a duration such as '15m', or 'never' if that is what you mean.");
  return null;
}

/** An empty audience is refused: it is what is left of a variable that was not set, and would switch the check off. */
function audienceOf(value: unknown, faults: string[]): readonly string[] {
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((name) => typeof name === 'string' && name !== ''))
    return Object.freeze([...list]) as readonly string[];
  faults.push('audience is a non-empty string or a list of them: fill it, or leave it out for none.');
  return [];
}

function nameOf(value: unknown, name: string, faults: string[]): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  faults.push(`${name} is a non-empty string: fill it, or leave it out.`);
  return null;
}

function leewayOf(value: unknown, faults: string[]): number {
  const seconds = parseDuration(value ?? 0);
  if (seconds !== null && seconds <= MOST_LEEWAY) return seconds;
  faults.push(`leeway is a duration of at most ${MOST_LEEWAY} seconds: let the clocks be set by NTP rather than allow more.`);
  return 0;
}

/** What others issue must end one day, unless the application says that it need not. */
function requiredOf(value: unknown, keys: readonly Key[], expiration: unknown, faults: string[]): readonly string[] {
  const own = value ?? [];
  if (!Array.isArray(own) || !own.every((name) => typeof name === 'string' && name !== '')) {
    faults.push('requiredClaims is a list of names of claims.');
    return [];
  }
  const foreign = keys.every((key) => key.signingKey === null) && expiration !== 'never';
  return Object.freeze(foreign ? [...new Set([...own, 'exp'])] : [...own]);
}

function lengthOf(value: unknown, faults: string[]): number {
  if (value === undefined) return 8192;
  if (Number.isSafeInteger(value) && (value as number) >= 256 && (value as number) <= 1_048_576) return value as number;
  faults.push('maxTokenLength is a whole number of characters from 256 to 1048576.');
  return 8192;
}

function policiesOf(value: unknown, faults: string[]): readonly AuthenticationPolicy[] {
  if (value === undefined) return Object.freeze([headerPolicy()]);
  if (Array.isArray(value) && value.length > 0 && value.every(isPolicy)) return Object.freeze([...value]);
  faults.push('policies is a list of at least one headerPolicy() or cookiePolicy().');
  return [];
}

function isPolicy(value: unknown): value is AuthenticationPolicy {
  return typeof value === 'object' && value !== null && typeof (value as AuthenticationPolicy).find === 'function' && 'session' in value;
}
