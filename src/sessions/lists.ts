import { parseDuration } from '../options/duration.ts';
import type { Duration } from '../options/duration.ts';
import { boolean, OptionReader } from '../options/option-reader.ts';
import type { Store } from '../stores/model/store.ts';
import type { Revocation } from './revocation.ts';
import { LiveSessions } from './live-sessions.ts';
import type { RevocationSettings } from './live-settings.ts';

/** What `denylist` and `allowlist` take beside the store. */
export interface RevocationOptions {
  /**
   * Until when a token of ours is accepted that has neither `jti` nor `sid`, for sites that move
   * from another library. Such a token is revoked with its user only. Default: never.
   */
  readonly acceptUnnamedUntil?: Date | undefined;
  /**
   * How old the knowledge of this process may be before a request asks the store itself. Default:
   * `'1s'`; at most `'10s'`.
   */
  readonly bound?: Duration | undefined;
  /** How many milliseconds a request waits for the store. Default: 250. */
  readonly deadline?: number | undefined;
  /**
   * Whether a store that holds nothing begins with a cut-off, so that tokens from before are
   * refused: what was revoked then is not known. Say false when revocation is added to an
   * application whose users are to stay logged in, and only until it has run once. Default: true.
   */
  readonly cutOffIfEmpty?: boolean | undefined;
  /**
   * How many ids this process holds, of about 19 to 23 bytes each. From there on, ending a session
   * ends all sessions of its user, and if the user is not known it is refused with a 503: what was
   * revoked is never forgotten. Default: 5,000,000.
   */
  readonly maxEntries?: number | undefined;
}

const BRAND = Symbol.for('pyramidion.Revocation');
const OPTIONS = Object.keys({
  acceptUnnamedUntil: true,
  bound: true,
  deadline: true,
  cutOffIfEmpty: true,
  maxEntries: true,
} satisfies Record<keyof RevocationOptions, true>);
const METHODS: readonly (keyof Store)[] = [
  'open',
  'append',
  'begin',
  'horizon',
  'changes',
  'known',
  'addSession',
  'touchSession',
  'session',
  'sessionsOf',
  'rotate',
  'purge',
  'close',
];

/**
 * Tokens and sessions are valid until the store names them: what was revoked, and from when on
 * users have to log in again.
 *
 * @throws ConfigurationError naming every fault of the options
 * @example
 * createSecurity({ privateKey, revocation: denylist(lmdbStore({ path: 'data/sessions' })) });
 */
export function denylist(store: Store, options: RevocationOptions = {}): Revocation {
  return revocation('denylist', store, options);
}

/**
 * Tokens and sessions are valid only while the store names them: one that was never stored, or
 * whose entry was lost, is refused.
 *
 * @throws ConfigurationError naming every fault of the options
 * @example
 * createSecurity({ privateKey, revocation: allowlist(redisStore(client)) });
 */
export function allowlist(store: Store, options: RevocationOptions = {}): Revocation {
  return revocation('allowlist', store, options);
}

/** Whether a value was made by `denylist` or `allowlist`, also of another copy of this package. */
export function isRevocation(value: unknown): value is Revocation {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, BRAND);
}

function revocation(
  list: RevocationSettings['list'],
  store: Store,
  given: RevocationOptions,
): Revocation {
  const reader = new OptionReader(given, OPTIONS, list);
  if (!isStore(store))
    reader.faults.push(`${list} needs a store, such as memoryStore() or lmdbStore({ path }).`);
  const settings: RevocationSettings = {
    list,
    acceptUnnamedUntil: reader.read(
      'acceptUnnamedUntil',
      0,
      timeOf,
      'must be a Date: the time at which the last such token has expired.',
    ),
    bound: reader.read('bound', 1000, boundOf, "must be a duration from 0.2 to 10 seconds: '1s'."),
    deadline: reader.read(
      'deadline',
      250,
      deadlineOf,
      'must be a number of milliseconds from 10 to 10000.',
    ),
    maxEntries: reader.read(
      'maxEntries',
      5_000_000,
      countOf,
      'must be a whole number from 1000 to 50000000.',
    ),
    cutOffIfEmpty: reader.read('cutOffIfEmpty', true, boolean, 'must be true or false.'),
  };
  reader.throwFaults();
  const made: Revocation = {
    settings: Object.freeze(settings),
    start: (live) => new LiveSessions(store, settings, live),
  };
  return Object.freeze(Object.defineProperty(made, BRAND, { value: true }));
}

function isStore(store: unknown): store is Store {
  if (typeof store !== 'object' || store === null) return false;
  return METHODS.every((name) => typeof (store as Store)[name] === 'function');
}

function timeOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function boundOf(value: unknown): number | undefined {
  const seconds = parseDuration(value);
  return seconds !== null && seconds >= 0.2 && seconds <= 10 ? seconds * 1000 : undefined;
}

function countOf(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 1000 && (value as number) <= 50_000_000
    ? (value as number)
    : undefined;
}

function deadlineOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 10 && value <= 10_000 ? value : undefined;
}
