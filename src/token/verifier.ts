import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { checkActor } from './actor.ts';
import { revalidateClaims, validateClaims } from './claim-checks.ts';
import type { EventForm, ProviderEvent } from './event-verifier.ts';
import { EventVerifier } from './event-verifier.ts';
import { explained } from './explain-refusal.ts';
import type { IssuerVerifier } from './issuer-verifier.ts';
import { IssuerTable } from './issuer-table.ts';
import { checkLimits } from './limits.ts';
import { parseClaims } from './parse-claims.ts';
import { hasEvents } from './provider-event.ts';
import type { ResolverSettings } from './resolved-issuers.ts';
import { ResolvedIssuers } from './resolved-issuers.ts';
import { checkSessionTypes } from './session-claims.ts';
import type { TokenKind } from './token-kind.ts';
import { hasLimits } from './token-kind.ts';
import { TokenCache } from './token-cache.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import type { VerifiedToken } from './verified-token.ts';

/** How a verifier is set up. */
export interface VerifierOptions {
  /** Whose tokens are accepted: one issuer, or several that differ in `rules.issuer`. */
  readonly issuers: readonly TrustedIssuer[];
  /** Finds further issuers by the `iss` of a token; left out for none. */
  readonly resolver?: ResolverSettings | null;
  /** The longest token that is read, in characters. */
  readonly maxTokenLength: number;
  /** How many tokens are cached; a power of two, or 0 for none. */
  readonly cacheSize: number;
}

/** The bytes that a cached token may take on average. */
const BYTES_PER_TOKEN = 512;

const NOT_A_STRING = failure('token_malformed', 'A token is a string.');
const AN_EVENT = failure(
  'token_type_refused',
  'The token is a security event (events), such as a logout token, and opens nothing: send it to security.endByProvider.',
);

/**
 * Verifies tokens: synchronously, and without throwing, whatever a token contains. A rejected token
 * is a value.
 */
export class TokenVerifier {
  readonly #issuers: IssuerTable;
  readonly #cache: TokenCache | null;
  readonly #events: EventVerifier;
  /** Whether a refused token may be good a moment later. */
  readonly mayWait: boolean;

  /** @throws ConfigurationError if there is no issuer, or if two have the same `rules.issuer` */
  constructor({ issuers, resolver = null, maxTokenLength, cacheSize }: VerifierOptions) {
    const resolved = resolver === null ? null : new ResolvedIssuers(resolver, maxTokenLength);
    this.#issuers = new IssuerTable(issuers, maxTokenLength, resolved);
    this.#events = new EventVerifier(maxTokenLength);
    this.mayWait = resolver !== null || issuers.some(({ fetched }) => fetched !== null);
    this.#cache = cacheSize === 0 ? null : new TokenCache(cacheSize, cacheSize * BYTES_PER_TOKEN);
  }

  /**
   * Verifies one token. A repeated token is usually cached by its text: its signature is not
   * verified again, but its claims are, and its signature too once the keys of its issuer change.
   *
   * @param token - the compact serialization of a JWS (RFC 7515 §7.1). A signed token has exactly
   *   one text that passes; but with ES256, ES384 and ES512, a client that has a signature (r, s)
   *   can also write (r, n − s). Identify a token by its `jti`, never by its text
   * @param nowSeconds - seconds since 1970
   */
  verify(token: string, nowSeconds: number): VerifiedToken | Failure {
    if (typeof token !== 'string') return NOT_A_STRING;
    const cached = this.#cache === null ? null : this.#cache.find(token);
    if (cached?.isProved === true) {
      const refused = revalidateClaims(cached.claims, cached.rules, nowSeconds);
      return refused === null ? cached : explained(refused, cached.issuer, token);
    }
    const trusted = this.#issuers.only ?? this.#issuers.select(token);
    if (!trusted.ok) return trusted;
    const verified = this.#verifyBy(trusted, token, nowSeconds);
    return verified.ok ? verified : explained(verified, trusted.issuer, token);
  }

  /** Verifies a logout token or a security event token, which is never cached. */
  verifyEvent(token: string, form: EventForm, nowSeconds: number): ProviderEvent | Failure {
    const trusted = this.#issuers.select(token);
    if (!trusted.ok) return trusted;
    const event = this.#events.verify(trusted.issuer, token, form, nowSeconds);
    return event.ok ? event : explained(event, trusted.issuer, token);
  }

  /** Returns the issuer that a token names; null if it names none that is trusted. */
  issuerOf(token: string): TrustedIssuer | null {
    const trusted = this.#issuers.select(token);
    return trusted.ok ? trusted.issuer : null;
  }

  /** Returns what a token waits for whose issuer is looked up; null for nothing. */
  pendingIssuer(token: string): Promise<void> | null {
    return this.#issuers.pending(token);
  }

  #verifyBy(
    { issuer, jws }: IssuerVerifier,
    token: string,
    nowSeconds: number,
  ): VerifiedToken | Failure {
    const signed = jws.verify(token);
    if (!signed.ok) return signed;
    const verified = parseClaims(signed, issuer);
    if (!verified.ok) return verified;
    if (isOfOther(issuer) && hasEvents(verified.claims)) return AN_EVENT;
    const refusal =
      validateClaims(verified.claims, issuer.rules, nowSeconds) ??
      checkLimits(verified.claims, verified.kind, !isOfOther(issuer)) ??
      checkActor(verified) ??
      (isOfSession(verified.kind) ? checkSessionTypes(verified.claims) : null);
    if (refusal !== null) return refusal;
    this.#cache?.keep(token, verified, signed.proof);
    return verified;
  }
}

/** Whether another makes its tokens. Own tokens may have a claim `events` of the application. */
function isOfOther({ name, fetched }: TrustedIssuer): boolean {
  return name !== null || fetched !== null;
}

/** Whether the claims of a session are checked whole in tokens of a kind. */
function isOfSession(kind: TokenKind): boolean {
  return kind === 'session' || hasLimits(kind);
}
