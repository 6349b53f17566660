import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Failure } from '../base/errors.ts';
import { failure, isFailure } from '../base/errors.ts';
import { ignoreRejection } from '../base/maybe-promise.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Claims } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import { report } from './report.ts';

/**
 * Calls of policies. An application may write its own, so what one throws or returns wrongly is
 * reported and refuses the credential: the next policy must not decide in its place.
 */
const POLICY_FAILED = failure(
  'user_unavailable',
  'The authentication policy failed, so the request is treated as anonymous: see the logged error.',
);

/** Returns one token or several, a failure, or null if there is no credential for the policy. */
export function findWith(
  policy: AuthenticationPolicy,
  attempt: Attempt,
): string | readonly string[] | Failure | null {
  try {
    const found: unknown = policy.find(attempt.view);
    if (typeof found === 'string' || found === null || isFailure(found)) return found;
    if (isTokenList(found)) return found;
    throw unusable(found, policy, 'find', 'return the token, a failure, or null for no credential');
  } catch (error) {
    failed(attempt, policy, error);
    return POLICY_FAILED;
  }
}

/** Returns why a token is refused, in the words of its policy if that has better ones. */
export function refineWith(
  policy: AuthenticationPolicy,
  attempt: Attempt,
  refused: Failure,
  token: string,
): Failure {
  try {
    const refined: unknown = policy.refineFailure(refused, token);
    if (isFailure(refined)) return refined;
    throw unusable(
      refined,
      policy,
      'refineFailure',
      'return the failure that it received, or another',
    );
  } catch (error) {
    failed(attempt, policy, error);
    return refused;
  }
}

/** Returns why the request that carried a good token is refused, or null. */
export function checkWith(
  policy: AuthenticationPolicy,
  attempt: Attempt,
  claims: Claims,
): Failure | null {
  const { view, now, wiring } = attempt;
  try {
    const refused: unknown = policy.checkRequest?.(view, claims, now, wiring.ownOrigins);
    if (refused === null || isFailure(refused)) return refused;
    throw unusable(
      refused,
      policy,
      'checkRequest',
      'return null for an acceptable request, or a failure',
    );
  } catch (error) {
    failed(attempt, policy, error);
    return POLICY_FAILED;
  }
}

function isTokenList(found: unknown): found is readonly string[] {
  return (
    Array.isArray(found) && found.length > 0 && found.every((token) => typeof token === 'string')
  );
}

function unusable(
  returned: unknown,
  { kind }: AuthenticationPolicy,
  method: string,
  cure: string,
): Error {
  ignoreRejection(returned);
  return new ConfigurationError(
    `${method} of the policy '${String(kind)}' returned something unusable: ${cure}.`,
  );
}

function failed(attempt: Attempt, { kind }: AuthenticationPolicy, error: unknown): void {
  const reason = `The policy '${String(kind)}' threw, so the request is anonymous and guards refuse it.`;
  report(attempt, 'policy_failed', reason, error);
}
