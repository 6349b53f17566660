import type { KeySet } from '../keys/key-set.ts';
import type { KeySource } from '../keys/key-source.ts';
import type { ClaimRules } from './claim-checks.ts';
import type { Claims, JoseHeader } from './claims.ts';
import { claimsSize } from './claims-size.ts';
import type { LiveMark, LivePrints } from './live-mark.ts';
import { LONG_AGO } from './live-mark.ts';
import { detachString } from './segment.ts';
import type { TokenKind } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import type { VerifiedToken } from './verified-token.ts';

/** The bytes of the objects around a cached token: see `claimsSize`. */
const AROUND = 260;

/**
 * A cached token: what is handed out on a hit, with its exact text and what proved it. All in one
 * object, because a second object per entry would cost another memory access on every hit; text and
 * keys are private, because the object is handed out.
 */
export class CachedToken implements VerifiedToken, LivePrints {
  readonly ok = true;
  readonly claims: Claims;
  readonly header: JoseHeader;
  readonly kind: TokenKind;
  readonly #text: string;
  readonly #source: KeySource;
  readonly #rules: ClaimRules;
  readonly #issuer: TrustedIssuer;
  readonly #proof: KeySet;
  #mark: LiveMark | null = null;
  #liveIn: number;
  readonly #bytes: number;
  #second = LONG_AGO;
  #userA = 0;
  #userB = 0;
  #sessionA = 0;
  #sessionB = 0;
  #tokenA = 0;
  #tokenB = 0;

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
    this.mark = mark;
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
    if (mark !== null && mark.also === null) this.#copyPrints(mark);
  }

  get second(): number {
    return this.#second;
  }

  get userA(): number {
    return this.#userA;
  }

  get userB(): number {
    return this.#userB;
  }

  get sessionA(): number {
    return this.#sessionA;
  }

  get sessionB(): number {
    return this.#sessionB;
  }

  get tokenA(): number {
    return this.#tokenA;
  }

  get tokenB(): number {
    return this.#tokenB;
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

  /**
   * Not called for a mark with another one: the token then stays older than any cut-off, and is
   * compared by its mark.
   */
  #copyPrints(mark: LivePrints): void {
    this.#second = mark.second;
    this.#userA = mark.userA;
    this.#userB = mark.userB;
    this.#sessionA = mark.sessionA;
    this.#sessionB = mark.sessionB;
    this.#tokenA = mark.tokenA;
    this.#tokenB = mark.tokenB;
  }
}
