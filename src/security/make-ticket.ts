import { ownMembers } from '../base/own-members.ts';
import type { Resource } from '../authz/acl-types.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import type { Duration } from '../options/duration.ts';
import { parseDuration } from '../options/duration.ts';
import { applicationClaims } from './application-claims.ts';
import type { Attempt } from './attempt.ts';
import { parentOf } from './derived-token.ts';
import { loginOf } from './freshness.ts';
import { usesOf } from './given-limits.ts';
import { assertAccepted, issueNamed } from './issue-token.ts';
import { nameOf } from './limits.ts';
import type { Wiring } from './wiring.ts';

/** What `auth.ticket` takes beside the permission and the resource. */
export interface TicketOptions {
  /**
   * How long the ticket is good, at most as long as the token of the request. An `EventSource` that
   * connects again later needs a new one. Default: `'30s'`.
   */
  readonly expiration?: Duration | undefined;
  /**
   * How many requests it opens in all, which the store counts. Default: any number. A browser may
   * repeat a request: for a part of a file, for an `EventSource` that lost its connection. One that
   * is undefined is an error and not no limit: it may be a variable that was misspelt.
   */
  readonly uses?: number;
}

const OPTIONS = Object.keys({
  expiration: true,
  uses: true,
} satisfies Record<keyof TicketOptions, true>);
const EXPIRATION = '30s';
/** What ends the session of the request ends the ticket, and who acts for the user still does. */
const KEPT = ['sid', 'act', 'provider_session'];
const COUNTED =
  'The token of the request may be used a limited number of times, and a ticket would not be counted with it: ask for tickets with another token.';

/** What a ticket is for. */
export interface TicketRequest {
  readonly permission: string;
  readonly resource: Resource;
  readonly options: TicketOptions;
}

/**
 * Makes a ticket of the token of a request that was permitted. It has the claims of the
 * application, because callback and schema read them.
 *
 * @throws TypeError, ConfigurationError, AuthError as `auth.ticket` says
 */
export async function makeTicket(attempt: Attempt, asked: TicketRequest): Promise<string> {
  const { wiring, limits } = attempt;
  const { expiration, uses } = readOptions(asked.options, wiring);
  const { token, userId, issuer, now, end } = parentOf(attempt, 'auth.ticket');
  if (limits !== null && limits.uses !== null)
    throw wiring.refusals.error('permission_denied', COUNTED);
  const claims: Record<string, unknown> = applicationClaims(token.claims, wiring);
  for (const name of KEPT) if (token.claims[name] !== undefined) claims[name] = token.claims[name];
  const login = loginOf(attempt);
  if (login !== null) claims['auth_time'] = login;
  claims['lim'] = {
    permissions: [asked.permission],
    resource: nameOf(asked.resource),
    ...(uses !== null && { uses }),
  };
  const composed = issuer.compose(userId, claims, { expiration }, now, end);
  const checked = assertAccepted(wiring, composed);
  const ticket = { claims: composed, kind: 'ticket', hasOwnId: false } as const;
  if (composed['sid'] === undefined)
    return issueNamed(ticket, null, { ...wiring, issuer }, checked);
  // The session has a name above all cut-offs, and an allowlist knows it.
  await checked;
  return issuer.sign(composed, 'ticket');
}

/**
 * Checks the resource that was passed; null for one that does not exist.
 *
 * @throws TypeError for none, and for one that a ticket cannot name
 */
export function assertNamed(given: readonly [resource?: Resource | null, ...unknown[]]): void {
  const [resource = null] = given;
  if (given.length === 0)
    throw new TypeError(
      'auth.ticket lacks the resource that the ticket opens: write auth.ticket("read", report).',
    );
  if (resource === null || nameOf(resource) !== null) return;
  throw new TypeError(
    'The resource of auth.ticket has no name of its own, so that a ticket cannot say which one it opens: give it a member name that no other resource has, such as "report:7".',
  );
}

function readOptions(
  options: TicketOptions,
  wiring: Wiring,
): { readonly expiration: number; readonly uses: number | null } {
  const [unknown] = unknownOptions(options, OPTIONS, 'auth.ticket');
  if (unknown !== undefined) throw new TypeError(unknown);
  const { expiration = EXPIRATION, uses } = ownMembers<TicketOptions>(options);
  const seconds = parseDuration(expiration);
  if (seconds === null || seconds < 1)
    throw new TypeError(
      "expiration of auth.ticket must be a duration of at least a second, such as '30s'.",
    );
  const isCounted = Object.hasOwn(options, 'uses');
  return { expiration: seconds, uses: isCounted ? usesOf(uses, wiring, 'auth.ticket') : null };
}
