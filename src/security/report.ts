import type { AuthError, AuthErrorCode, Failure } from '../base/errors.ts';
import type { ApplicationEvent } from '../base/events.ts';
import { pathOf } from '../http/request-view.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Attempt } from './attempt.ts';

/** The failure of the attempt to which an event leads; those left out refuse nothing. */
const CODES: Partial<Readonly<Record<ApplicationEvent, AuthErrorCode>>> = {
  policy_failed: 'user_unavailable',
  issuers_failed: 'keys_unavailable',
  schema_failed: 'user_unavailable',
  callback_failed: 'user_unavailable',
};

/**
 * Reports that code of the application threw, rejected or returned something unusable.
 *
 * @param otherwise - the reason, unless the error is a sentence of ours that says more
 */
export function report(
  { wiring }: Attempt,
  event: ApplicationEvent,
  otherwise: string,
  err: unknown,
): void {
  const reason = ConfigurationError.isConfigurationError(err) ? err.message : otherwise;
  wiring.emit({ event, code: CODES[event] ?? null, reason, err });
}

/** Reports why the credential of a request is refused. */
export function reportRefused(attempt: Attempt, { code, reason, issuer }: Failure): void {
  const { policy, view, wiring } = attempt;
  wiring.emit({
    event: 'authentication_refused',
    code,
    reason,
    policy: policy?.kind ?? null,
    issuer: attempt.issuer ?? issuer ?? null,
    method: view.method,
    path: pathOf(view),
  });
}

/** Reports that a request is refused, and returns the refusal. A logger gets copies of all. */
export function reported(
  attempt: Attempt,
  error: AuthError,
  permission: string | null = null,
): AuthError {
  const { principals, view, wiring } = attempt;
  wiring.emit({
    event: 'request_refused',
    code: error.code,
    reason: error.reason,
    permission,
    principals,
    method: view.method,
    path: pathOf(view),
  });
  return error;
}
