import { AuthError } from '../../base/errors.ts';
import type { HoldEnd } from '../kit/kit.ts';

/** Codes of RFC 6455 §7.4.1; what HTTP has a status for is 4000 and that status. */
export const CLOSE = {
  goingAway: 1001,
  policyViolation: 1008,
  serverError: 1011,
  tryAgainLater: 1013,
  unauthorized: 4401,
} as const;

/** Returns with which code a connection ends. */
export function codeOfEnd(reason: HoldEnd): number {
  if (reason === 'closed') return CLOSE.goingAway;
  return reason === 'unavailable' ? CLOSE.tryAgainLater : CLOSE.unauthorized;
}

/** Returns with which code an error ends a connection: 4403 for a refusal of status 403. */
export function codeOfError(error: unknown): number {
  return AuthError.isAuthError(error) ? codeOfStatus(error.status) : CLOSE.serverError;
}

/** Returns with which code a refusal of this status ends a connection. */
export function codeOfStatus(status: number): number {
  if (status === 503) return CLOSE.tryAgainLater;
  return status >= 400 && status < 500 ? 4000 + status : CLOSE.serverError;
}
