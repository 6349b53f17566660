import type { AuthenticationPolicy } from '../authn/policy.ts';
import { isUnread, isUnreadToken } from '../authn/unread.ts';
import type { Failure } from '../base/errors.ts';
import { pathOf } from '../http/request-view.ts';
import type { Attempt } from './attempt.ts';
import { findWith } from './policy-calls.ts';

/** What a policy found and cannot read. */
interface Unread {
  readonly policy: AuthenticationPolicy;
  readonly found: Failure;
}

/**
 * Finds the credential. The first policy that finds one decides, and a refused credential is final:
 * otherwise an attacker could choose which policy decides.
 */
export function findCredential(attempt: Attempt): void {
  const { policies, addresses } = attempt.wiring;
  if (addresses !== null) attempt.isInAddress = addresses.areIn(attempt.view);
  let unread: Unread | null = null;
  for (let at = 0; at < policies.length; at++) {
    const policy = policies[at] as AuthenticationPolicy;
    const found = findWith(policy, attempt);
    if (found === null) continue;
    if (typeof found !== 'string' && 'ok' in found && isUnread(found)) {
      unread ??= { policy, found };
      continue;
    }
    attempt.policy = policy;
    attempt.kinds = policy.accepts ?? null;
    if (attempt.wiring.hasOthers) attempt.issuers = policy.issuers ?? null;
    if (typeof found === 'string') attempt.token = found;
    else if ('ok' in found) attempt.failure = found;
    else {
      attempt.token = found[0] as string;
      attempt.tokens = found;
    }
    return;
  }
  if (unread !== null) acceptUnread(attempt, unread);
}

/** What no policy can read is refused if it is a token, else only reported. */
function acceptUnread(attempt: Attempt, { policy, found }: Unread): void {
  if (isUnreadToken(found)) {
    attempt.policy = policy;
    attempt.failure = found;
    return;
  }
  const { wiring, view } = attempt;
  wiring.emit({
    event: 'credential_ignored',
    code: null,
    reason: found.reason,
    policy: policy.kind,
    method: view.method,
    path: pathOf(view),
  });
}
