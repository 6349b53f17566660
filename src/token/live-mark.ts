/**
 * What revocation reads of a verified token: numbers that are computed once and kept with the token
 * in the cache, because hashing an identifier costs more than looking it up.
 *
 * Fingerprints are signed 32-bit integers: V8 keeps those in place, and others as objects.
 */
export class LiveMark {
  readonly sessionA: number;
  readonly sessionB: number;
  readonly tokenA: number;
  readonly tokenB: number;
  readonly userA: number;
  readonly userB: number;
  /** When the session began, or the token if it has none, in milliseconds since 1970. */
  readonly born: number;
  /** The id under which an allowlist has to know it; null if none has to. */
  readonly knownAs: string | null;
  /** Whether it is a token of ours with neither `sid` nor `jti`. */
  readonly isUnnamed: boolean;
  /** The state of revocations that it was last compared with. */
  checkedAt = -1;

  constructor(
    session: readonly [number, number],
    token: readonly [number, number],
    user: readonly [number, number],
    born: number,
    knownAs: string | null,
    isUnnamed: boolean,
  ) {
    [this.sessionA, this.sessionB] = session;
    [this.tokenA, this.tokenB] = token;
    [this.userA, this.userB] = user;
    this.born = born;
    this.knownAs = knownAs;
    this.isUnnamed = isUnnamed;
  }
}
