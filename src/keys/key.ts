import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithm.ts';

/** One imported key, bound to exactly one algorithm (RFC 8725bis §3.1); `importKey` makes it and has refused what is weak or foreign. */
export interface Key {
  readonly algorithm: Algorithm;
  /** The name by which a token's header selects it, or `null` for the one key that needs none. */
  readonly kid: string | null;
  /** The secret or private key, or `null` where it is only good for verifying. */
  readonly signingKey: KeyObject | null;
  /** The secret or public key. */
  readonly verifyingKey: KeyObject;
}
