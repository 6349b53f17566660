import type { Clock } from '../../base/clock.ts';
import type { Subscriber } from '../../base/events.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import type { KeySource } from '../../keys/key-source.ts';
import { keyFindings } from '../../keys/strength/key-findings.ts';
import { ConfigurationError, throwIfAny } from '../../options/configuration-error.ts';
import type { ResolverSettings } from '../../token/resolved-issuers.ts';
import type { TrustedIssuer } from '../../token/trusted-issuer.ts';
import type { FindIssuerOptions } from './issuer-options.ts';
import { readIssuer } from './read-issuer.ts';
import { sharedKeyFaults } from './read-issuers.ts';

/** What the answers of the application are called in faults. */
const PLACE = 'issuers(iss)';

/**
 * Makes the resolver of a function `issuers`: what the application returns is checked as an entry
 * of a list is at the start.
 *
 * @param keys - those of the application itself
 */
export function resolverOf(
  find: FindIssuerOptions,
  keys: KeySource,
  clock: Clock,
  emit: Subscriber,
): ResolverSettings {
  const read = (iss: string, given: unknown): TrustedIssuer | null => {
    if (given === null || given === undefined) return null;
    const faults: string[] = [];
    const issuer = readIssuer(given, PLACE, clock, faults);
    const { trusted } = issuer ?? {};
    if (trusted !== undefined && trusted.rules.issuer !== iss)
      faults.push(
        `${PLACE} returned another issuer than it was asked for: return that one, or null.`,
      );
    // No audit has seen it, and nothing accepts a finding.
    const weak = (issuer?.keys ?? []).flatMap(keyFindings);
    faults.push(...weak.map(({ reason }) => `${PLACE}.keys has one that ${reason}.`));
    throwIfAny([...faults, ...sharedKeyFaults([issuer], { keys: keys.current.all })]);
    trusted?.fetched?.reportTo(emit);
    return trusted ?? null;
  };
  return {
    clock,
    find: (iss) => {
      const answer = find(iss);
      return isPromise(answer)
        ? Promise.resolve(answer).then((given) => read(iss, given))
        : read(iss, answer);
    },
    failed: (err) =>
      emit({
        event: 'issuers_failed',
        code: 'keys_unavailable',
        reason: ConfigurationError.isConfigurationError(err)
          ? err.message
          : 'The function issuers threw or rejected, so the token is refused with 503.',
        err,
      }),
  };
}
