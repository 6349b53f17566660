import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { JoseHeader } from './claims.ts';
import { HeaderCache } from './header-cache.ts';

/** A token whose signature is good: its header, and its payload still as the segment that was signed. */
export interface VerifiedJws {
  readonly ok: true;
  readonly header: JoseHeader;
  readonly payload: string;
}

const TOO_LARGE = failure('token_too_large');
const NOT_THREE = failure('token_malformed');
const BAD_SIGNATURE = failure('token_signature_invalid');

/** Opens compact JWS (RFC 7515 §7.1): three segments, a header that selects a key, a signature in its one spelling. No claim is read here. */
export class JwsVerifier {
  readonly #headers: HeaderCache;
  readonly #longest: number;

  /**
   * @param expectedType - the only `typ` allowed, or `null`: none, or `JWT`
   * @param longest - the longest token that is looked at, in characters
   */
  constructor(keys: KeySet, expectedType: string | null, longest: number) {
    this.#headers = new HeaderCache(keys, expectedType);
    this.#longest = longest;
  }

  verify(token: string): VerifiedJws | Failure {
    if (token.length > this.#longest) return TOO_LARGE;
    const first = token.indexOf('.');
    const second = token.indexOf('.', first + 1);
    // Two dots, no third, and something before and after them; a payload that is empty is no claims, but may be signed.
    if (
      first < 1 ||
      second < 0 ||
      second === token.length - 1 ||
      token.indexOf('.', second + 1) !== -1
    )
      return NOT_THREE;
    const header = this.#headers.find(token, first);
    if (!header.ok) return header;
    if (!header.signature.verify(token, second)) return BAD_SIGNATURE;
    this.#headers.keep(header);
    return { ok: true, header: header.header, payload: token.slice(first + 1, second) };
  }
}
