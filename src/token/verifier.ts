import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { Claims, VerifiedToken } from './claims.ts';
import type { ClaimChecks } from './claim-checks.ts';
import { revalidateClaims, validateClaims, internIssuerAndAudience } from './claim-checks.ts';
import { freezeJson } from './freeze.ts';
import { parseObject } from './jose-header.ts';
import { JwsVerifier } from './jws.ts';
import { decodeText } from './segment.ts';
import { TokenCache } from './token-cache.ts';

/** How a verifier is set up. */
export interface VerifierOptions {
  readonly keys: KeySet;
  readonly rules: ClaimChecks;
  /** The only `typ` allowed, or `null`: none, or `JWT`. */
  readonly typ: string | null;
  /** The longest token that is looked at, in characters. */
  readonly maxTokenLength: number;
  /** How many tokens are remembered; a power of two, or 0 for none. */
  readonly remembered: number;
}

/** The octets that a remembered token may take on the average. */
const BYTES_EACH = 512;

const NOT_TEXT = failure('token_malformed', 'A token is a text.');
const BAD_PAYLOAD = failure(
  'token_malformed',
  'The token payload is not canonical base64url of one JSON object in UTF-8.',
);
const BAD_MEMBERS = failure(
  'token_claims_invalid',
  'The claims nest deeper than 32, or one of them is called __proto__.',
);

/** Tells whether a token is good, synchronously and without ever throwing; a refusal is a value. */
export class TokenVerifier {
  readonly #jws: JwsVerifier;
  readonly #rules: ClaimChecks;
  readonly #cache: TokenCache | null;

  constructor({ keys, rules, typ, maxTokenLength, remembered }: VerifierOptions) {
    this.#jws = new JwsVerifier(keys, typ, maxTokenLength);
    this.#rules = rules;
    this.#cache = remembered === 0 ? null : new TokenCache(remembered, remembered * BYTES_EACH);
  }

  /**
   * A token that came before is mostly found by its text; its signature need not be asked again, its time and its parties are.
   *
   * @param token - the compact serialization of a JWS (RFC 7515 §7.1); one signed token has exactly one text that passes, but for ES256, ES384
   *   and ES512, where whoever has a signature (r, s) can write (r, n − s) as well: what names a token is its `jti`, never its text
   * @param now - seconds since 1970
   */
  verify(token: string, now: number): VerifiedToken | Failure {
    if (typeof token !== 'string') return NOT_TEXT;
    const known = this.#cache?.find(token) ?? null;
    if (known !== null) return revalidateClaims(known.claims, this.#rules, now) ?? known;
    const fresh = this.#open(token);
    if (!fresh.ok) return fresh;
    const refusal = validateClaims(fresh.claims, this.#rules, now);
    if (refusal !== null) return refusal;
    this.#cache?.keep(token, fresh);
    return fresh;
  }

  /** Signature first, then the claims that it vouches for, frozen before anybody sees them. */
  #open(token: string): VerifiedToken | Failure {
    const opened = this.#jws.verify(token);
    if (!opened.ok) return opened;
    const text = decodeText(opened.payload);
    const claims = text === null ? null : (parseObject(text) as Claims | null);
    if (claims === null) return BAD_PAYLOAD;
    internIssuerAndAudience(claims, this.#rules);
    if (!freezeJson(claims)) return BAD_MEMBERS;
    return { ok: true, claims, header: opened.header };
  }
}
