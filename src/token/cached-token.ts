import type { KeySet } from '../keys/key-set.ts';
import type { KeySource } from '../keys/key-source.ts';
import type { ClaimRules } from './claim-checks.ts';
import type { Claims, JoseHeader } from './claims.ts';
import { claimsSize } from './claims-size.ts';
import type { LiveMark } from './live-mark.ts';
import { detachString } from './segment.ts';
import type { TokenKind } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import type { VerifiedToken } from './verified-token.ts';

/** The bytes of the objects around a cached token: see `claimsSize`. */
const AROUND = 200;

/**
 * A cached token: what is handed out on a hit, with its exact text and what proved it. All in one
 * object, because a second object per entry would cost another memory access on every hit; text and
 * keys are private, because the object is handed out.
 */
export class CachedToken implements VerifiedToken {
  readonly ok = true;
  readonly claims: Claims;
  readonly header: JoseHeader;
  readonly kind: TokenKind;
  readonly #text: string;
  readonly #source: KeySource;
  readonly #rules: ClaimRules;
  readonly #issuer: TrustedIssuer;
  readonly #proof: KeySet;
  #mark: LiveMark | null;
  #liveIn: number;
  readonly #bytes: number;

  constructor(
    text: string,
    { claims, header, kind, issuer, mark, liveIn }: VerifiedToken,
    proof: KeySet,
  ) {
    this.claims = claims;
    this.header = header;
    this.kind = kind;
    this.#text = detachString(text);
    this.#source = issuer.keys;
    this.#rules = issuer.rules;
    this.#issuer = issuer;
    this.#proof = proof;
    this.#mark = mark;
    this.#liveIn = liveIn;
    this.#bytes = AROUND + text.length + claimsSize(claims);
    Object.freeze(this);
  }

  get issuer(): TrustedIssuer {
    return this.#issuer;
  }

  get mark(): LiveMark | null {
    return this.#mark;
  }

  /** Freezing an object leaves its private members as they are. */
  set mark(mark: LiveMark | null) {
    this.#mark = mark;
  }

  get liveIn(): number {
    return this.#liveIn;
  }

  set liveIn(version: number) {
    this.#liveIn = version;
  }

  hasText(text: string): boolean {
    return this.#text === text;
  }

  /** Whether the issuer still has the keys that proved the token. */
  get isProved(): boolean {
    return this.#source.current === this.#proof;
  }

  /** The rules of the issuer who is trusted with the token. */
  get rules(): ClaimRules {
    return this.#rules;
  }

  /** An estimate of the memory: the text, the claims, and the objects around them. */
  get bytes(): number {
    return this.#bytes;
  }
}
