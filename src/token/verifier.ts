import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { ClaimRules } from './claim-checks.ts';
import { internIssuerAndAudience, revalidateClaims, validateClaims } from './claim-checks.ts';
import type { Claims, VerifiedToken } from './claims.ts';
import { peek } from './decode.ts';
import { freezeJson, parseObject } from './json.ts';
import type { VerifiedJws } from './jws.ts';
import { JwsVerifier } from './jws.ts';
import { decodeText } from './segment.ts';
import { checkSessionTypes } from './session-claims.ts';
import { TokenCache } from './token-cache.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** How a verifier is set up. */
export interface VerifierOptions {
  /** Whose tokens are accepted: one issuer, or several that differ in `rules.issuer`. */
  readonly issuers: readonly TrustedIssuer[];
  /** The longest token that is read, in characters. */
  readonly maxTokenLength: number;
  /** How many tokens are cached; a power of two, or 0 for none. */
  readonly cacheSize: number;
}

interface IssuerVerifier {
  readonly ok: true;
  readonly issuer: TrustedIssuer;
  readonly jws: JwsVerifier;
}

/** The bytes that a cached token may take on average. */
const BYTES_PER_TOKEN = 512;

const NOT_A_STRING = failure('token_malformed', 'A token is a string.');
const NOT_A_TOKEN = failure('token_malformed');
const TOO_LARGE = failure('token_too_large');
const UNKNOWN_ISSUER = failure(
  'token_issuer_mismatch',
  'The issuer of the token (iss) is none of the configured ones.',
);
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
  readonly #byIssuer: ReadonlyMap<string | null, IssuerVerifier>;
  /** The one issuer, or null if there are several. */
  readonly #only: IssuerVerifier | null;
  readonly #maxTokenLength: number;
  readonly #cache: TokenCache | null;

  /** @throws ConfigurationError if there is no issuer, or if two have the same `rules.issuer` */
  constructor({ issuers, maxTokenLength, cacheSize }: VerifierOptions) {
    const verifiers = issuers.map((issuer): IssuerVerifier => {
      const jws = new JwsVerifier(issuer.keys, issuer.accessTypes, maxTokenLength);
      return { ok: true, issuer, jws };
    });
    this.#byIssuer = new Map(verifiers.map((one) => [one.issuer.rules.issuer, one]));
    if (verifiers.length === 0 || this.#byIssuer.size < verifiers.length)
      throw new ConfigurationError('issuers is empty or has two of the same issuer: remove one');
    this.#only = verifiers.length === 1 ? (verifiers[0] as IssuerVerifier) : null;
    this.#maxTokenLength = maxTokenLength;
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
    if (cached?.isProved === true)
      return revalidateClaims(cached.claims, cached.rules, nowSeconds) ?? cached;
    const trusted = this.#only ?? this.#select(token);
    if (!trusted.ok) return trusted;
    const { issuer, jws } = trusted;
    const signed = jws.verify(token);
    if (!signed.ok) return signed;
    const verified = parseClaims(signed, issuer.rules);
    if (!verified.ok) return verified;
    const refusal =
      validateClaims(verified.claims, issuer.rules, nowSeconds) ??
      (verified.kind === 'session' ? checkSessionTypes(verified.claims) : null);
    if (refusal !== null) return refusal;
    this.#cache?.keep(token, verified, issuer, signed.proof);
    return verified;
  }

  /**
   * Selects among several issuers by a claim that is not verified yet. It decides only whose keys
   * verify the token, and under whose rules, which require that very issuer.
   */
  #select(token: string): IssuerVerifier | Failure {
    if (token.length > this.#maxTokenLength) return TOO_LARGE;
    const claims = peek(token)?.claims;
    if (claims === undefined) return NOT_A_TOKEN;
    const iss = Object.hasOwn(claims, 'iss') ? claims['iss'] : null;
    return (typeof iss === 'string' && this.#byIssuer.get(iss)) || UNKNOWN_ISSUER;
  }
}

/** Parses the claims that a signature vouches for, and freezes them before anything reads them. */
function parseClaims(
  { payload, header, kind }: VerifiedJws,
  rules: ClaimRules,
): VerifiedToken | Failure {
  const text = decodeText(payload);
  const claims = text === null ? null : (parseObject(text) as Claims | null);
  if (claims === null) return BAD_PAYLOAD;
  internIssuerAndAudience(claims, rules);
  return freezeJson(claims)
    ? { ok: true, claims, header, kind, mark: null, liveIn: -1 }
    : BAD_MEMBERS;
}
