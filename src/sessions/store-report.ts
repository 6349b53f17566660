import type { Subscriber } from '../base/events.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { StoreLostError } from '../stores/model/store.ts';

const LOST =
  'The store has lost its content, so what was revoked is not known and no token is accepted: call security.revokeAll(), after which everyone logs in again.';

/** Reports that the store does not answer, or that its content was lost. */
export function reportFailure(emit: Subscriber, err: unknown): void {
  const isLost = err instanceof StoreLostError;
  const event = isLost ? 'store_lost' : 'store_failed';
  emit({ event, code: 'store_unavailable', reason: isLost ? LOST : reasonOf(err), err });
}

/** Reports that the store answers again. */
export function reportRecovery(emit: Subscriber): void {
  const reason = 'The store answers again.';
  emit({ event: 'store_recovered', code: null, reason, err: null });
}

/** What a set-up that cannot work says of itself is more precise. */
function reasonOf(error: unknown): string {
  return ConfigurationError.isConfigurationError(error)
    ? error.message
    : 'The store cannot be reached. Tokens are refused once its last answer is older than the bound.';
}
