import { peek } from '../token/decode.ts';
import type { TokenKind } from '../token/token-kind.ts';
import { kindOf } from '../token/token-kind.ts';

/**
 * The kind that a token claims to be, so that a command can verify it as that; `access` for a token
 * that says none. Nothing is verified yet.
 */
export function claimedKind(token: string): TokenKind {
  const typ = peek(token)?.header['typ'];
  return (typeof typ === 'string' ? kindOf(typ, []) : null) ?? 'access';
}
