import type { Resource } from '../authz/acl-types.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { thrownError } from '../base/thrown.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Attempt } from './attempt.ts';
import { report } from './report.ts';

/**
 * Finds the root resource of the request, once, so that `permits` stays synchronous. An error is
 * kept and thrown when the root is needed: pages that do not need it stay available.
 */
export function resolveRoot(attempt: Attempt): void | Promise<void> {
  const { root } = attempt.wiring;
  if (typeof root !== 'function') {
    attempt.root = root;
    return;
  }
  try {
    const found = root(attempt.view);
    if (isPromise(found)) return acceptLater(attempt, found);
    attempt.root = checked(found);
  } catch (error) {
    failed(attempt, error);
  }
}

async function acceptLater(attempt: Attempt, found: Promise<Resource | null>): Promise<void> {
  try {
    attempt.root = checked(await found);
  } catch (error) {
    failed(attempt, error);
  }
}

function failed(attempt: Attempt, error: unknown): void {
  attempt.rootError = { error: thrownError(error) };
  report(attempt, 'root_failed', 'The function of the root threw or rejected.', error);
}

function checked(resource: Resource | null | undefined): Resource | null {
  const found = resource ?? null;
  if (typeof found === 'object' || typeof found === 'function') return found;
  throw new ConfigurationError(
    'The function of the root returned no resource: return an object with an acl, or null.',
  );
}
