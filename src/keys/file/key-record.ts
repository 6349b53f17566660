import { ownMembers } from '../../base/own-members.ts';
import { ConfigurationError } from '../../options/configuration-error.ts';
import { isAlgorithm } from '../algorithm.ts';
import { importKey, unknownAlgorithm } from '../import/import-key.ts';
import type { Jwk } from '../import/key-input.ts';
import type { Key } from '../key-set.ts';

/**
 * What a key of a file does:
 * - `standby`: it verifies and is published, so that all know it before it signs;
 * - `current`: it signs new tokens;
 * - `retired`: it verifies the tokens that it has signed, until a time.
 */
export type KeyState = 'standby' | 'current' | 'retired';

/** A key of a file with its state. Times are milliseconds since 1970. */
export interface KeyRecord {
  /** With `kid` and `alg`. A retired key of a pair has no private members. */
  readonly jwk: Jwk;
  readonly state: KeyState;
  /** Since when it has the state. */
  readonly since: number;
  /** From when on it verifies nothing; null if it is not retired. */
  readonly until: number | null;
}

/** A record as JSON: a JWK with members that other readers ignore (RFC 7517 §4). */
export interface WrittenRecord extends Jwk {
  readonly state: KeyState;
  readonly since: string;
  readonly until?: string;
}

const STATES: readonly unknown[] = ['standby', 'current', 'retired'] satisfies KeyState[];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/**
 * Reads a record.
 *
 * @param name - what error messages call it: `'keys.json: keys[0]'`
 * @throws ConfigurationError if it has no key, no state, or a time that is none
 */
export function readRecord(given: unknown, name: string): KeyRecord {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, 'kty'))
    throw new ConfigurationError(`${name} is no JWK: it has no kty`);
  const { state, since, until, ...jwk } = ownMembers(given as Partial<WrittenRecord>);
  if (!STATES.includes(state))
    throw new ConfigurationError(`${name}.state is not standby, current or retired`);
  if (typeof jwk.kid !== 'string')
    throw new ConfigurationError(`${name} has no kid, by which tokens name their key`);
  if ((state === 'retired') !== (until !== undefined))
    throw new ConfigurationError(
      `${name}.until is for a retired key, which needs it: the time from which it verifies nothing`,
    );
  return {
    jwk,
    state: state as KeyState,
    since: timeOf(since, `${name}.since`),
    until: until === undefined ? null : timeOf(until, `${name}.until`),
  };
}

export function writeRecord({ jwk, state, since, until }: KeyRecord): WrittenRecord {
  const times = { state, since: new Date(since).toISOString() };
  return { ...jwk, ...times, ...(until === null ? {} : { until: new Date(until).toISOString() }) };
}

/**
 * Imports the key of a record.
 *
 * @param name - what error messages call it
 * @throws ConfigurationError if the key is weak, does not fit its algorithm or cannot sign
 */
export function keyOfRecord({ jwk, state, until }: KeyRecord, name: string): Key {
  const { alg: algorithm } = jwk;
  if (!isAlgorithm(algorithm))
    throw new ConfigurationError(`${name}: ${unknownAlgorithm(algorithm)}`);
  const isPrivate = hasPrivateHalf(jwk);
  if (!isPrivate && state !== 'retired')
    throw new ConfigurationError(`${name} has no private members (d), and a ${state} key signs`);
  const half = isPrivate ? { privateKey: jwk } : { publicKey: jwk };
  const key = importKey({ algorithm, ...half, name, publicName: name });
  return until === null ? key : Object.freeze({ ...key, until: until / 1000 });
}

/** Whether tokens can be signed with a JWK. */
export function hasPrivateHalf(jwk: Jwk): boolean {
  return jwk.kty === 'oct' || jwk.d !== undefined;
}

function timeOf(given: unknown, name: string): number {
  const time = typeof given === 'string' && TIME.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time))
    throw new ConfigurationError(`${name} is no time: write it as 2027-01-31T12:00:00Z`);
  return time;
}
