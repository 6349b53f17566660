import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { Attempt } from './attempt.ts';
import type { AcceptedClaims } from './claims-schema.ts';
import { report } from './report.ts';

const SCHEMA_FAILED = failure(
  'user_unavailable',
  'The claims schema failed, so the request is treated as anonymous: see the logged error.',
);

/** Checks the claims by the schema of the application; its output is what handlers see. */
export function applySchema(attempt: Attempt): void | Promise<void> {
  const { wiring, verified } = attempt;
  if (verified === null) return;
  if (wiring.schema === null) {
    attempt.claims = verified.claims;
    return;
  }
  try {
    const result = wiring.schema(verified.claims);
    if (isPromise(result)) return acceptClaimsLater(attempt, result);
    acceptClaims(attempt, result);
  } catch (error) {
    schemaFailed(attempt, error);
  }
}

async function acceptClaimsLater(
  attempt: Attempt,
  result: Promise<AcceptedClaims | Failure>,
): Promise<void> {
  try {
    acceptClaims(attempt, await result);
  } catch (error) {
    schemaFailed(attempt, error);
  }
}

function acceptClaims(attempt: Attempt, result: AcceptedClaims | Failure): void {
  if (result.ok) attempt.claims = result.claims;
  else attempt.failure = result;
}

function schemaFailed(attempt: Attempt, error: unknown): void {
  attempt.failure = SCHEMA_FAILED;
  const reason = 'The claims schema threw or rejected, so guards answer 503.';
  report(attempt, 'schema_failed', reason, error);
}
