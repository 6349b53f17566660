import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import type { LiveSettings } from '../sessions/live-settings.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { Revocation } from '../sessions/revocation.ts';
import type { ClaimRules } from '../token/claim-checks.ts';
import type { CheckedOptions } from './checked-options.ts';
import { MAX_LEEWAY } from './option-checks.ts';
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
    ...horizonsOf(checked),
    leeway: 1000 * Math.max(checked.leeway, ...leewaysOf(checked)),
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
  return longestIn(lifetimes);
}

function longestIn(seconds: readonly (number | null)[]): number | null {
  return seconds.reduce<number | null>(
    (longest, one) => (longest === null || one === null ? null : Math.max(longest, one * 1000)),
    0,
  );
}

/** How far `iat` of another issuer may be ahead, in seconds. */
const AHEAD = 60;

/**
 * Returns how long what ends tokens has to be kept. Only `maxTokenAge` says how long those of other
 * issuers are accepted; some of them may be for users of ours.
 */
function horizonsOf(
  checked: CheckedOptions,
): Pick<LiveSettings, 'longest' | 'longestOfOwn' | 'longestOfOthers'> {
  const longest = longestOf(checked);
  const isUnknown = checked.findIssuer !== null;
  const longestOfOthers = longestIn(
    isUnknown
      ? [null]
      : rulesOf(checked).map(({ maxAge }) => (maxAge === null ? null : maxAge + AHEAD)),
  );
  const mapsUsers =
    isUnknown || checked.otherIssuers.some(({ trusted }) => trusted.mapUser !== null);
  const ofBoth =
    longest === null || longestOfOthers === null ? null : Math.max(longest, longestOfOthers);
  return { longest, longestOfOthers, longestOfOwn: mapsUsers ? ofBoth : longest };
}

function leewaysOf(checked: CheckedOptions): readonly number[] {
  return checked.findIssuer === null ? rulesOf(checked).map(({ leeway }) => leeway) : [MAX_LEEWAY];
}

function rulesOf({ otherIssuers }: CheckedOptions): readonly ClaimRules[] {
  return otherIssuers.map(({ trusted }) => trusted.rules);
}
