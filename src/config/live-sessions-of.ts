import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { Revocation } from '../sessions/revocation.ts';
import type { CheckedOptions } from './check-options.ts';
import { cookieSettingsOf } from './cookie-settings.ts';
import { auditStore } from './audit-store.ts';

/** Makes the sessions that can be ended, and begins to follow their store. */
export function liveSessionsOf(
  revocation: Revocation,
  checked: CheckedOptions,
  options: object,
  clock: Clock,
  emit: Subscriber,
): LiveSessions {
  return revocation.start({
    longest: longestOf(checked),
    leeway: checked.leeway * 1000,
    userIdClaim: checked.userIdClaim,
    clock,
    emit,
    found: (findings) => auditStore(findings, checked.audit, options, emit),
  });
}

/** The longest lifetime of a token or session, in milliseconds; null for no end. */
function longestOf({ expiration, policies, refresh }: CheckedOptions): number | null {
  const lifetimes = [
    expiration,
    refresh?.lifetime ?? 0,
    ...cookieSettingsOf(policies).map(({ reissueTime, sessionLifetime }) =>
      reissueTime === null ? expiration : sessionLifetime,
    ),
  ];
  return lifetimes.reduce<number | null>(
    (longest, one) => (longest === null || one === null ? null : Math.max(longest, one * 1000)),
    0,
  );
}
