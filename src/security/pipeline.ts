import { applySchema } from './apply-schema.ts';
import type { Attempt } from './attempt.ts';
import { checkLive } from './check-live.ts';
import { checkRequest } from './check-request.ts';
import { findCredential } from './find-credential.ts';
import { prepareRenewal } from './prepare-renewal.ts';
import { resolvePrincipals } from './resolve-principals.ts';
import { verifyCredential } from './verify-credential.ts';

/**
 * One step of the authentication of a request. It writes its result into the attempt and returns a
 * promise only if it has to wait: waiting for nothing would cost more than all steps together.
 */
export type Step = (attempt: Attempt) => void | Promise<void>;

/**
 * The steps of a request, in order. Not frozen: V8 reads a frozen array several times more slowly.
 */
export const REQUEST_STEPS: readonly Step[] = [
  findCredential,
  verifyCredential,
  checkLive,
  checkRequest,
  applySchema,
  resolvePrincipals,
  prepareRenewal,
];

/** The steps of a token that came without a policy: all but the first. */
export const TOKEN_STEPS: readonly Step[] = REQUEST_STEPS.slice(1);

/** The steps that say whether a token is good, not whether its user is known. */
export const VERIFY_STEPS: readonly Step[] = [verifyCredential, checkLive, applySchema];

/**
 * Runs steps in order, until one refuses the credential or finds none. What the application's
 * callback, schema and `onReissue` throw becomes a failure of the attempt.
 *
 * @returns undefined, or a promise if a step waits
 */
export function runSteps(steps: readonly Step[], attempt: Attempt, from = 0): void | Promise<void> {
  for (let index = from; index < steps.length; index++) {
    const waiting = (steps[index] as Step)(attempt);
    if (waiting !== undefined) return continueAfter(waiting, steps, attempt, index + 1);
    if (isDone(attempt)) return;
  }
}

/** Apart from the loop: a closure in it would cost an allocation in each turn (decisions/008). */
async function continueAfter(
  waiting: Promise<void>,
  steps: readonly Step[],
  attempt: Attempt,
  next: number,
): Promise<void> {
  await waiting;
  if (!isDone(attempt)) await runSteps(steps, attempt, next);
}

function isDone({ failure: refused, token }: Attempt): boolean {
  return refused !== null || token === null;
}
