import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Logger } from '../base/logger.ts';
import { ignoreRejection } from '../base/maybe-promise.ts';
import { parseDuration } from '../options/duration.ts';
import { isNonEmptyString, list } from '../options/option-reader.ts';

import { isWrittenClaim } from '../token/given-claims.ts';
import { SESSION_CLAIMS } from '../token/session-claims.ts';
import { isReservedType } from '../token/token-kind.ts';

/** Five minutes. Clocks that differ more should be synchronised. */
export const MAX_LEEWAY = 300;
/** The limits of `maxTokenLength`, in characters. */
export const TOKEN_LENGTH = { min: 256, default: 8192, max: 1_048_576 };
/** The limits of `tokenCacheSize`, in tokens; 0 is allowed as well. */
export const CACHE_SIZE = { min: 4, default: 32_768, max: 1_048_576 };

const DAY = 86_400_000;

/** Claims that cannot name the user, because this library gives them another meaning. */
const RESERVED_CLAIMS: ReadonlySet<unknown> = new Set([
  'iss',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'auth_time',
  ...SESSION_CLAIMS,
  '__proto__',
]);

/** Reads a duration that is not 0, into seconds. */
export function positiveDuration(value: unknown): number | undefined {
  const seconds = parseDuration(value);
  return seconds === null || seconds === 0 ? undefined : seconds;
}

/** Reads the lifetime of tokens. Their times are whole seconds, so a shorter one may be over. */
export function lifetime(value: unknown): number | undefined {
  const seconds = parseDuration(value);
  return seconds === null || seconds < 1 ? undefined : seconds;
}

/** Reads a clock, which is asked once: one that is asynchronous would give no time later. */
export function clock(value: unknown): unknown {
  if (typeof value !== 'function') return undefined;
  try {
    const time: unknown = value();
    ignoreRejection(time);
    return Number.isFinite(time) && !isInSeconds(time as number) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a time is today's in seconds: in milliseconds it would be in January 1970. */
function isInSeconds(time: number): boolean {
  return Math.abs(time * 1000 - Date.now()) < DAY;
}

/** Reads the name of a claim that can name the user. */
export function userIdClaim(value: unknown): string | undefined {
  return isNonEmptyString(value) && !RESERVED_CLAIMS.has(value) ? value : undefined;
}

/** Reads a leeway into seconds. */
export function leeway(value: unknown): number | undefined {
  const seconds = parseDuration(value);
  return seconds !== null && seconds <= MAX_LEEWAY ? seconds : undefined;
}

/**
 * Reads one audience or a list of them. An empty one is refused: it is what remains of a variable
 * that was not set, and would switch the check off.
 */
export function audience(value: unknown): readonly string[] | undefined {
  return nonEmptyList(list(isNonEmptyString)(typeof value === 'string' ? [value] : value));
}

/** A media type, or its subtype alone (RFC 7515 §4.1.9, RFC 6838 §4.2). */
const MEDIA_TYPE = /^[\w!#$&^.+-]+(?:\/[\w!#$&^.+-]+)?$/;

/** Reads the types of access tokens. */
export function accessTypes(value: unknown): readonly string[] | undefined {
  const types = audience(value);
  return types?.every((type) => MEDIA_TYPE.test(type) && !isReservedType(type)) === true
    ? types
    : undefined;
}

/** Claims that an application may give to one token, and not to every token. */
const EACH_ITS_OWN = ['sub', 'jti'];

/** Reads the claims of every token. */
export function defaultClaims(value: unknown): unknown {
  const claims = plainObject(value);
  if (claims === undefined) return undefined;
  const isOwn = (name: string): boolean => isWrittenClaim(name) || EACH_ITS_OWN.includes(name);
  return Object.keys(claims).some(isOwn) ? undefined : claims;
}

/** Reads a closed list of permission names, each written once. */
export function permissions(value: unknown): readonly string[] | undefined {
  const names = nonEmptyList(list(isNonEmptyString)(value));
  return Array.isArray(value) && names?.length === value.length ? names : undefined;
}

/** One scope (RFC 6749 §3.3). */
const SCOPE = /^[!#-[\]-~]+$/;

/** Reads a list of scopes, each written once and without the prefix of their principals. */
export function scopes(value: unknown): readonly string[] | undefined {
  const isScope = (name: string): boolean => SCOPE.test(name) && !name.startsWith('scope:');
  const names = permissions(value);
  return names?.every(isScope) === true ? names : undefined;
}

/** Reads a list of at least one policy. */
export function policies(value: unknown): readonly AuthenticationPolicy[] | undefined {
  return nonEmptyList(list(isPolicy)(value));
}

/** Reads a number of characters. */
export function tokenLength(value: unknown): number | undefined {
  return isWholeNumber(value, TOKEN_LENGTH.min, TOKEN_LENGTH.max) ? value : undefined;
}

/** Reads a number of tokens and rounds it up to a power of two, as the cache needs it. */
export function cacheSize(value: unknown): number | undefined {
  if (!isWholeNumber(value, 0, CACHE_SIZE.max)) return undefined;
  return value === 0 ? 0 : 2 ** Math.ceil(Math.log2(Math.max(value, CACHE_SIZE.min)));
}

/** Reads a plain object. A member called `__proto__` would become a prototype when it is copied. */
export function plainObject(value: unknown): object | undefined {
  return isObject(value) && !Array.isArray(value) && !Object.hasOwn(value, '__proto__')
    ? value
    : undefined;
}

/** Reads an object or a function. */
export function objectOrFunction(value: unknown): object | undefined {
  return isObject(value) || typeof value === 'function' ? value : undefined;
}

/** Reads a Standard Schema; those of arktype are functions. */
export function standardSchema(value: unknown): StandardSchemaV1 | undefined {
  const standard = (objectOrFunction(value) as Partial<StandardSchemaV1> | undefined)?.[
    '~standard'
  ];
  return typeof standard?.validate === 'function' ? (value as StandardSchemaV1) : undefined;
}

/** Reads a logger: pino, console or any object with the same two methods. */
export function logger(value: unknown): Logger | undefined {
  const { warn, error } = (objectOrFunction(value) ?? {}) as Partial<Logger>;
  return typeof warn === 'function' && typeof error === 'function' ? (value as Logger) : undefined;
}

function nonEmptyList<T>(items: readonly T[] | undefined): readonly T[] | undefined {
  return items?.length === 0 ? undefined : items;
}

function isWholeNumber(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isPolicy(value: unknown): value is AuthenticationPolicy {
  return (
    isObject(value) &&
    typeof (value as AuthenticationPolicy).find === 'function' &&
    'session' in value
  );
}

/** Whether a value is an object, or a list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
