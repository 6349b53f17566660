import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { internIssuerAndAudience, revalidateClaims, validateClaims } from './claim-checks.ts';
import type { Claims } from './claims.ts';
import { explained } from './explain-refusal.ts';
import type { IssuerVerifier } from './issuer-verifier.ts';
import { IssuerTable } from './issuer-table.ts';
import { freezeJson, parseObject } from './json.ts';
import type { VerifiedJws } from './jws.ts';
import type { ResolverSettings } from './resolved-issuers.ts';
import { ResolvedIssuers } from './resolved-issuers.ts';
import { decodeText } from './segment.ts';
import { checkSessionTypes } from './session-claims.ts';
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
const BAD_PAYLOAD = failure(
  'token_malformed',
  'The token payload is not canonical base64url of one JSON object in UTF-8.',
);
const BAD_MEMBERS = failure(
  'token_claims_invalid',
  'The claims nest deeper than 32 levels, or have a member called __proto__.',
);

/**
 * Verifies tokens: synchronously, and without throwing, whatever a token contains. A rejected token
 * is a value.
 */
export class TokenVerifier {
  readonly #issuers: IssuerTable;
  readonly #cache: TokenCache | null;
  /** Whether a refused token may be good a moment later. */
  readonly mayWait: boolean;

  /** @throws ConfigurationError if there is no issuer, or if two have the same `rules.issuer` */
  constructor({ issuers, resolver = null, maxTokenLength, cacheSize }: VerifierOptions) {
    const resolved = resolver === null ? null : new ResolvedIssuers(resolver, maxTokenLength);
    this.#issuers = new IssuerTable(issuers, maxTokenLength, resolved);
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
    const refusal =
      validateClaims(verified.claims, issuer.rules, nowSeconds) ??
      (verified.kind === 'session' ? checkSessionTypes(verified.claims) : null);
    if (refusal !== null) return refusal;
    this.#cache?.keep(token, verified, signed.proof);
    return verified;
  }
}

/** Parses the claims that a signature vouches for, and freezes them before anything reads them. */
function parseClaims(
  { payload, header, kind }: VerifiedJws,
  issuer: TrustedIssuer,
): VerifiedToken | Failure {
  const text = decodeText(payload);
  const claims = text === null ? null : (parseObject(text) as Claims | null);
  if (claims === null) return BAD_PAYLOAD;
  internIssuerAndAudience(claims, issuer.rules);
  return freezeJson(claims)
    ? { ok: true, claims, header, kind, issuer, mark: null, liveIn: -1 }
    : BAD_MEMBERS;
}
