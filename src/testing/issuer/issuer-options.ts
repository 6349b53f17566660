import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../../base/clock.ts';
import type { Algorithm } from '../../keys/algorithm.ts';
import { PAIR_ALGORITHMS } from '../../keys/remote/published-keys.ts';
import { readAddress } from '../../keys/remote/address.ts';
import type { Duration } from '../../options/duration.ts';
import { parseDuration } from '../../options/duration.ts';
import { func, OptionReader } from '../../options/option-reader.ts';

/** What an issuer for tests is. */
export interface TestIssuerOptions {
  /** The `iss` of its tokens, an address with https, or with http on this machine. */
  readonly issuer: string;
  /** The algorithm of its keys; none of HS256, HS384 and HS512. Default: `'ES256'`. */
  readonly algorithm?: Algorithm | undefined;
  /** Claims that each of its tokens has, such as `aud`. Default: none. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** The address of its JWK Set. Default: `/jwks` below the issuer. */
  readonly jwksUrl?: string | undefined;
  /** How long its tokens last. Default: `'5m'`. */
  readonly expiresIn?: Duration | undefined;
  /** Returns the time in milliseconds since 1970. Default: `Date.now`. */
  readonly clock?: Clock | undefined;
}

const NAMES = Object.keys({
  issuer: true,
  algorithm: true,
  claims: true,
  jwksUrl: true,
  expiresIn: true,
  clock: true,
} satisfies Record<keyof TestIssuerOptions, true>);
const ADDRESS =
  "must be an address with https, such as 'https://id.example.com'; http is for this machine only.";

/** Options that were checked. */
export interface IssuerSettings {
  readonly issuer: string;
  readonly algorithm: Algorithm;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly jwksUrl: string;
  /** In seconds. */
  readonly expiresIn: number;
  readonly clock: Clock;
}

/** @throws ConfigurationError naming every fault of the options with its cure */
export function readTestIssuer(options: TestIssuerOptions): IssuerSettings {
  const reader = new OptionReader(options, NAMES, 'testIssuer');
  if (options.issuer === undefined) reader.faults.push(`issuer ${ADDRESS}`);
  const issuer = reader.read('issuer', '', address, ADDRESS);
  const settings = {
    issuer,
    algorithm: reader.read<Algorithm>(
      'algorithm',
      'ES256',
      algorithmOf,
      `must be one of ${PAIR_ALGORITHMS.join(', ')}.`,
    ),
    claims: reader.read<Readonly<Record<string, unknown>>>(
      'claims',
      {},
      objectOf,
      "must be an object, such as { aud: 'https://api.example.com' }.",
    ),
    jwksUrl: reader.read('jwksUrl', `${issuer.replace(/\/$/, '')}/jwks`, address, ADDRESS),
    expiresIn: reader.read('expiresIn', 300, secondsOf, "must be a duration, such as '5m'."),
    clock: reader.read<Clock>('clock', systemClock, func, 'must be a function.'),
  };
  reader.throwFaults();
  return settings;
}

function address(given: unknown): string | undefined {
  return readAddress(given) === null ? undefined : (given as string);
}

function algorithmOf(given: unknown): Algorithm | undefined {
  return PAIR_ALGORITHMS.find((name) => name === given);
}

function objectOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? (given as Readonly<Record<string, unknown>>)
    : undefined;
}

function secondsOf(given: unknown): number | undefined {
  return parseDuration(given) ?? undefined;
}
