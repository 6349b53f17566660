import { ownMember } from '../base/own-members.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { NO_DURATION, parseDuration } from '../options/duration.ts';
import type { RememberOptions } from './auth-context.ts';
import { labelOf } from './session-label.ts';

/** The checked options of one login. */
export interface CheckedRemember {
  readonly domains: readonly string[] | undefined;
  readonly expiration: RememberOptions['expiration'];
  readonly persistent: boolean;
  /** In seconds; null for that of the policy. */
  readonly lifetime: number | null;
  /** What the user reads in a list of sessions. */
  readonly label: string | null;
  /** As it was given: it can be read with the issuers of the security only. */
  readonly providerSession: unknown;
  /** Whether something else proves who sent the request. */
  readonly isProved: boolean;
}

const OPTIONS = Object.keys({
  domains: true,
  expiration: true,
  persistent: true,
  lifetime: true,
  label: true,
  provedBy: true,
  providerSession: true,
} satisfies Record<keyof RememberOptions, true>);

const NO_OPTIONS: CheckedRemember = Object.freeze({
  domains: undefined,
  expiration: undefined,
  persistent: true,
  lifetime: null,
  label: null,
  providerSession: undefined,
  isProved: false,
});

/**
 * Checks what `remember` was given beside the claims.
 *
 * @throws TypeError for an unknown option or a value of a wrong type; RangeError for a lifetime
 *   that is no duration of at least one second
 */
export function readRememberOptions(options: RememberOptions | undefined): CheckedRemember {
  if (options === undefined) return NO_OPTIONS;
  const [unknown] = unknownOptions(options, OPTIONS, 'remember');
  if (unknown !== undefined) throw new TypeError(unknown);
  const provedBy = ownMember(options, 'provedBy');
  if (provedBy !== undefined && provedBy !== 'state')
    throw new TypeError("provedBy of remember is not known: write 'state', or leave it out.");
  const domains = ownMember(options, 'domains');
  if (domains !== undefined && !Array.isArray(domains))
    throw new TypeError(
      'domains of remember is not a list of hosts: write ["example.com"], or [] for the host alone.',
    );
  const persistent = ownMember(options, 'persistent');
  if (persistent !== undefined && typeof persistent !== 'boolean')
    throw new TypeError(
      'persistent of remember is not a boolean: write false for a cookie that ends with the ' +
        'browser, or leave it out.',
    );
  return {
    domains,
    expiration: ownMember(options, 'expiration'),
    persistent: persistent !== false,
    lifetime: lifetimeOf(ownMember(options, 'lifetime')),
    label: labelOf(ownMember(options, 'label')),
    providerSession: ownMember(options, 'providerSession'),
    isProved: provedBy === 'state',
  };
}

function lifetimeOf(given: unknown): number | null {
  if (given === undefined) return null;
  const seconds = parseDuration(given);
  if (seconds !== null && seconds >= 1) return seconds;
  if (seconds !== null || typeof given === 'number')
    throw new RangeError(
      'lifetime of remember is not at least one second: write "8h" or "30d", or leave it out for ' +
        'sessionLifetime of cookiePolicy.',
    );
  throw new TypeError(
    `lifetime of remember ${NO_DURATION}, or leave it out for sessionLifetime of cookiePolicy.`,
  );
}
