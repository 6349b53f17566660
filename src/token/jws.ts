import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { KeySource } from '../keys/key-source.ts';
import type { JoseHeader } from './claims.ts';
import { HeaderCache } from './header-cache.ts';
import type { TokenKind } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** A token whose signature is valid. Its payload is still the segment that was signed. */
export interface VerifiedJws {
  readonly ok: true;
  readonly header: JoseHeader;
  readonly payload: string;
  readonly kind: TokenKind;
  /** The keys that verified it. */
  readonly proof: KeySet;
}

const TOO_LARGE = failure('token_too_large');
const NOT_THREE_SEGMENTS = failure('token_malformed');
const BAD_SIGNATURE = failure('token_signature_invalid');

/**
 * Verifies compact JWS (RFC 7515 §7.1): three segments, a header that selects a key, and a
 * signature in its one spelling. It reads no claim.
 */
export class JwsVerifier {
  readonly #source: KeySource;
  readonly #headers: HeaderCache;
  readonly #maxLength: number;

  /**
   * @param issuer - whose keys are read, once for each token
   * @param maxLength - the longest token that is read, in characters
   */
  constructor(issuer: TrustedIssuer, maxLength: number) {
    this.#source = issuer.keys;
    this.#headers = new HeaderCache(issuer);
    this.#maxLength = maxLength;
  }

  verify(token: string): VerifiedJws | Failure {
    if (token.length > this.#maxLength) return TOO_LARGE;
    const first = token.indexOf('.');
    const second = token.indexOf('.', first + 1);
    // Two dots, no third, and something before the first and after the second. A payload may be
    // empty: that is signed data, though no claims.
    if (
      first < 1 ||
      second < 0 ||
      second === token.length - 1 ||
      token.indexOf('.', second + 1) !== -1
    )
      return NOT_THREE_SEGMENTS;
    const proof = this.#source.current;
    const header = this.#headers.find(token, first, proof);
    if (!header.ok) return header;
    if (!header.key.verify(token, second)) return BAD_SIGNATURE;
    this.#headers.keep(header);
    const payload = token.slice(first + 1, second);
    return { ok: true, header: header.header, payload, kind: header.kind, proof };
  }
}
