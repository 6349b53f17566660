/** Seconds since 1970 from which the time of a mark is counted, so that it fits 31 bits. */
const EPOCH = 1_577_836_800;
/** The earliest second: every cut-off comes later. */
export const LONG_AGO = -0x4000_0000;
const LATEST = 0x3fff_ffff;

/** The fingerprints of a token, and when it was born. */
export interface LivePrints {
  readonly sessionA: number;
  readonly sessionB: number;
  readonly userA: number;
  readonly userB: number;
  readonly tokenA: number;
  readonly tokenB: number;
  /** The second in which it was born, by {@link secondOf}. */
  readonly second: number;
}

/**
 * What revocation reads of a verified token: numbers that are computed once and kept with the token
 * in the cache, because hashing an identifier costs more than looking it up.
 *
 * All are small integers, which V8 keeps in place: any other number would be an object of its own
 * and cost one more access to memory. What is read first stands first.
 */
export class LiveMark implements LivePrints {
  readonly sessionA: number;
  readonly sessionB: number;
  readonly userA: number;
  readonly userB: number;
  readonly second: number;
  readonly #milliseconds: number;
  readonly tokenA: number;
  readonly tokenB: number;
  /** The id under which an allowlist has to know it; null if none has to. */
  readonly knownAs: string | null;
  /** Whether it is a token of ours with neither `sid` nor `jti`. */
  readonly isUnnamed: boolean;
  /**
   * What else ends it: the session at the provider with which it began, the login of who acts for
   * the user; null for nothing.
   */
  readonly also: LiveMark | null;

  constructor(
    session: readonly [number, number],
    token: readonly [number, number],
    user: readonly [number, number],
    born: number,
    knownAs: string | null,
    isUnnamed: boolean,
    also: LiveMark | null = null,
  ) {
    [this.sessionA, this.sessionB] = session;
    [this.userA, this.userB] = user;
    this.second = secondOf(born);
    this.#milliseconds = Number.isFinite(born) ? born - Math.floor(born / 1000) * 1000 : 0;
    [this.tokenA, this.tokenB] = token;
    this.knownAs = knownAs;
    this.isUnnamed = isUnnamed;
    this.also = also;
  }

  /** When the session began, or the token if it has none, in milliseconds since 1970. */
  get born(): number {
    return (this.second + EPOCH) * 1000 + this.#milliseconds;
  }
}

/** Returns the second of a time in milliseconds since 1970, as marks count seconds. */
export function secondOf(time: number): number {
  return Math.max(LONG_AGO, Math.min(Math.floor(time / 1000) - EPOCH, LATEST));
}
