import { workEndsWithRequest } from '../../base/work-ends-with-request.ts';
import { func, list, OptionReader } from '../../options/option-reader.ts';
import type { Duration } from '../../options/duration.ts';
import { parseDuration } from '../../options/duration.ts';
import type { Algorithm } from '../algorithm.ts';
import { readAddress } from './address.ts';
import type { Fetch } from './fetch-json.ts';
import { RemoteKeys } from './fetched-keys.ts';
import type { KeyCache } from './key-cache.ts';
import { PAIR_ALGORITHMS } from './published-keys.ts';

/** Where the keys are published: one of the two. */
export type KeysLocation =
  | {
      /**
       * The issuer, exactly as its metadata write it. The address of the keys is found there
       * (OpenID Connect Discovery, RFC 8414).
       */
      readonly issuer: string;
      readonly jwksUrl?: undefined;
    }
  | {
      /** The address of the JWK Set. */
      readonly jwksUrl: string;
      readonly issuer?: undefined;
    };

/** How keys are fetched. */
export interface RemoteKeysOptions {
  /** The only algorithms that are accepted. Default: those of all key pairs, never HS256. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /** The longest time of a fetch with its body, at most 30 seconds. Default: 5 seconds. */
  readonly timeout?: Duration | undefined;
  /** The shortest time between two fetches for unknown keys. Default: 30 seconds. */
  readonly coolDown?: Duration | undefined;
  /**
   * How long keys that are no longer fresh are used while they cannot be fetched. Default: 1 hour.
   */
  readonly staleIfError?: Duration | undefined;
  /** A `fetch` with a proxy or with certificates of your own. Default: that of the platform. */
  readonly fetch?: Fetch | undefined;
  /** Where short-lived processes share the keys. Default: nowhere. */
  readonly cache?: KeyCache | undefined;
  /**
   * Returns milliseconds of a clock that never goes back, for tests. Default: `performance.now`.
   */
  readonly monotonicClock?: (() => number) | undefined;
}

const LOCATION = ['issuer', 'jwksUrl'];
const OPTIONS = Object.keys({
  algorithms: true,
  timeout: true,
  coolDown: true,
  staleIfError: true,
  fetch: true,
  cache: true,
  monotonicClock: true,
} satisfies Record<keyof RemoteKeysOptions, true>);
const ADDRESS =
  'must be an address with https, without a user name or a fragment; http is for this machine only.';

/**
 * The keys with which a provider signs its tokens, fetched and kept up to date. It fetches nothing
 * before the first token, or `ready()`.
 *
 * @param location - the issuer, or the address of its JWK Set
 * @param options - every option has a default
 * @returns the value for the `keys` option of `createSecurity`
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * const security = createSecurity({
 *   keys: remoteKeys({ issuer: 'https://login.example.com' }),
 *   audience: 'https://api.example.com',
 * });
 * await security.ready();
 */
export function remoteKeys(location: KeysLocation, options: RemoteKeysOptions = {}): RemoteKeys {
  const place = new OptionReader(location, LOCATION, 'remoteKeys');
  const issuer = place.read<string | null>('issuer', null, issuerAddress, ADDRESS);
  const jwksUrl = place.read<string | null>('jwksUrl', null, address, ADDRESS);
  if (place.faults.length === 0 && (issuer === null) === (jwksUrl === null))
    place.faults.push('remoteKeys takes either issuer or jwksUrl: write one of them.');
  const reader = new OptionReader(options, OPTIONS, 'remoteKeys');
  const settings = {
    issuer,
    jwksUrl,
    algorithms: reader.read<readonly Algorithm[]>(
      'algorithms',
      PAIR_ALGORITHMS,
      algorithms,
      `must be a list of ${PAIR_ALGORITHMS.join(', ')}.`,
    ),
    timeout: reader.read('timeout', 5000, upTo(30), "must be a duration up to '30s', above 0."),
    coolDown: reader.read(
      'coolDown',
      30_000,
      upTo(3600, 1),
      "must be a duration from '1s' to '1h'.",
    ),
    staleIfError: reader.read(
      'staleIfError',
      3_600_000,
      upTo(86_400, 0),
      "must be a duration of at most '24h': a withdrawn key would be used for as long.",
    ),
    fetch: reader.read<Fetch>('fetch', platformFetch, func, 'must be a function like fetch.'),
    cache: reader.read<KeyCache | null>(
      'cache',
      null,
      keyCache,
      'must be an object with the functions read and write.',
    ),
    now: reader.read<() => number>(
      'monotonicClock',
      () => performance.now(),
      func,
      'must be a function that returns milliseconds.',
    ),
    // The timers of a Worker end with their request, and a test turns its own clock.
    hasTimer: options.monotonicClock === undefined && !workEndsWithRequest(),
    onlyInRequests: workEndsWithRequest(),
  };
  place.faults.push(...reader.faults);
  place.throwFaults();
  return new RemoteKeys(Object.freeze(settings));
}

/** Read at each call, so that a test or an agent that replaces it is seen. */
const platformFetch: Fetch = (url, init) => globalThis.fetch(url, init);

function address(given: unknown): string | undefined {
  return readAddress(given)?.href;
}

/** Kept as it was written, because it is compared character by character. */
function issuerAddress(given: unknown): string | undefined {
  const url = readAddress(given);
  return url === null || url.search !== '' ? undefined : (given as string);
}

function algorithms(given: unknown): readonly Algorithm[] | undefined {
  const names = list((name): name is Algorithm => PAIR_ALGORITHMS.includes(name as Algorithm))(
    given,
  );
  return names === undefined || names.length === 0 ? undefined : names;
}

/** Reads a duration into milliseconds. */
function upTo(most: number, least = 0.001): (given: unknown) => number | undefined {
  return (given) => {
    const seconds = parseDuration(given);
    return seconds === null || seconds < least || seconds > most ? undefined : seconds * 1000;
  };
}

function keyCache(given: unknown): KeyCache | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { read, write } = given as Partial<KeyCache>;
  return typeof read === 'function' && typeof write === 'function'
    ? (given as KeyCache)
    : undefined;
}
