import type { Claims, JoseHeader } from './claims.ts';
import type { LiveMark } from './live-mark.ts';
import type { TokenKind } from './token-kind.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** A token whose signature and claims are valid. */
export interface VerifiedToken {
  readonly ok: true;
  readonly claims: Claims;
  readonly header: JoseHeader;
  readonly kind: TokenKind;
  /** Whose keys verified it, and whose rules its claims keep. */
  readonly issuer: TrustedIssuer;
  /** What revocation has read of it; null until it does. */
  mark: LiveMark | null;
  /** The number of the state of revocations in which it was last found live; -1 for none. */
  liveIn: number;
}
