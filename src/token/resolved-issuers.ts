import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { workEndsWithRequest } from '../base/work-ends-with-request.ts';
import type { IssuerVerifier } from './issuer-verifier.ts';
import { JwsVerifier } from './jws.ts';
import { LookUps } from './look-ups.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import { trustedWhile } from './trusted-while.ts';

/**
 * Returns the issuer that the application trusts under an `iss`, or null. It throws what is wrong
 * with the answer of the application.
 */
export type FindIssuer = (iss: string) => TrustedIssuer | null | Promise<TrustedIssuer | null>;

/** How issuers are found, and what hears that it failed. */
export interface ResolverSettings {
  readonly find: FindIssuer;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}

/** An issuer that was found, and until when that counts. Times are milliseconds since 1970. */
interface Found {
  readonly verifier: IssuerVerifier;
  readonly at: number;
}

/** Why a token is not verified yet: its issuer is being looked up. */
export const ISSUER_PENDING: Failure = failure(
  'keys_unavailable',
  'The issuer of the token is looked up, and the answer has not come: try again later.',
);
const UNAVAILABLE = failure(
  'keys_unavailable',
  'The function issuers failed for the issuer of the token: see the logged error.',
);
const BUSY = failure(
  'keys_unavailable',
  'Too many issuers are looked up at once, so the token is refused for now: try again later.',
);
/** How many issuers are kept; the one that was found first goes, and is looked up again. */
export const MOST_ISSUERS = 1000;
/** How long an issuer that was found is trusted without asking again. */
const TRUSTED_FOR = 300_000;
/** A longer `iss` is none. */
const LONGEST_ISS = 512;

/**
 * The issuers that a function of the application finds by the `iss` of a token, which is not
 * verified then: it is asked for one issuer, and its answer must be for that very `iss`.
 *
 * Everything is bounded: clients can name any number of issuers.
 */
export class ResolvedIssuers {
  readonly #settings: ResolverSettings;
  readonly #maxTokenLength: number;
  readonly #found = new Map<string, Found>();
  readonly #lookUps = new LookUps();
  readonly #isSharing = !workEndsWithRequest();

  /** @param maxTokenLength - in characters */
  constructor(settings: ResolverSettings, maxTokenLength: number) {
    this.#settings = settings;
    this.#maxTokenLength = maxTokenLength;
  }

  /** How many issuers and answers are kept. */
  get size(): number {
    return this.#found.size + this.#lookUps.size;
  }

  /**
   * Returns an issuer.
   *
   * @returns null if the application does not trust it; a failure if it has to be waited for, or
   *   cannot be found now
   */
  get(iss: string): IssuerVerifier | Failure | null {
    if (iss === '' || iss.length > LONGEST_ISS) return null;
    const now = this.#settings.clock();
    const found = this.#found.get(iss);
    if (found !== undefined && isWithin(found.at, now, TRUSTED_FOR)) return found.verifier;
    if (this.#lookUps.isRefused(iss, now)) return null;
    if (this.#lookUps.isFailed(iss, now)) return UNAVAILABLE;
    if (this.#lookUps.pending(iss) !== null && this.#isSharing) return ISSUER_PENDING;
    return this.#lookUps.isFull ? BUSY : this.#lookUp(iss, now);
  }

  /** Returns what a token of this issuer waits for; it is never rejected. Null for nothing. */
  pending(iss: string): Promise<void> | null {
    return this.#lookUps.pending(iss);
  }

  #lookUp(iss: string, now: number): IssuerVerifier | Failure | null {
    try {
      const answer = this.#settings.find(iss);
      if (!isPromise(answer)) return this.#accept(iss, answer, now);
      this.#lookUps.wait(
        iss,
        answer,
        (issuer) => void this.#accept(iss, issuer, now),
        (error) => this.#fail(iss, error),
      );
      return ISSUER_PENDING;
    } catch (error) {
      this.#fail(iss, error);
      return UNAVAILABLE;
    }
  }

  #accept(iss: string, issuer: TrustedIssuer | null, at: number): IssuerVerifier | null {
    this.#found.delete(iss);
    if (issuer === null) {
      this.#lookUps.refuse(iss, at);
      return null;
    }
    this.#checkName(iss, issuer.name, at);
    const { clock } = this.#settings;
    const trusted = trustedWhile(issuer, () => isWithin(at, clock(), TRUSTED_FOR));
    const jws = new JwsVerifier(trusted, this.#maxTokenLength);
    const verifier: IssuerVerifier = { ok: true, issuer: trusted, jws };
    if (this.#found.size >= MOST_ISSUERS) {
      const [first] = this.#found.keys();
      this.#found.delete(first as string);
    }
    this.#found.set(iss, { verifier, at });
    return verifier;
  }

  /** Two issuers of one name would share their users. */
  #checkName(iss: string, name: string | null, now: number): void {
    for (const [other, { verifier, at }] of this.#found)
      if (other !== iss && verifier.issuer.name === name && isWithin(at, now, TRUSTED_FOR))
        throw new TypeError(
          `The function issuers gave the name ${name} to two issuers: make each its own name.`,
        );
  }

  #fail(iss: string, error: unknown): void {
    const now = this.#settings.clock();
    if (this.#lookUps.fail(iss, now)) this.#settings.failed(error);
  }
}

/** Both ends are checked: a clock that is set back must not prolong anything. */
function isWithin(at: number, now: number, time: number): boolean {
  return now < at + time && now > at - time;
}
