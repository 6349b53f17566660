import { Authenticated, Everyone } from '../authz/acl-types.ts';
import type { Subscriber } from '../base/events.ts';
import { ignoreRejection } from '../base/maybe-promise.ts';
import { ownMember } from '../base/own-members.ts';
import type { RequestView } from '../http/request-view.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Duration } from '../options/duration.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { EndingPrincipal, Grants, PrincipalEnd } from './grants.ts';

/**
 * What the callback may return: principals to add, of which some may end by themselves, or null if
 * the application does not know the user.
 */
export type PrincipalsAnswer =
  | readonly (string | EndingPrincipal)[]
  | ReadonlySet<string | EndingPrincipal>
  | null;

/** What the callback gets beside the user id. */
export interface CallbackContext<C = Claims> {
  /** The claims of the token, as the schema returned them. */
  readonly claims: C;
  /** The request; without method and headers for a token that came without one. */
  readonly view: RequestView;
  /** The name of the issuer whose claims these are; null for the application's own. */
  readonly issuer: string | null;
}

/**
 * Turns a user into principals. It is called for each request that carries a valid token. If it
 * throws, rejects or returns something else, the request goes on as anonymous with the failure
 * `user_unavailable`, and guards answer 503.
 */
export type PrincipalsCallback<C = Claims> = (
  userId: UserId,
  context: CallbackContext<C>,
) => PrincipalsAnswer | Promise<PrincipalsAnswer>;

/** What `load` gets beside the user id. Neither claims nor the request: its answer is cached. */
export interface LoadContext {
  /**
   * The name of the issuer whose user it is; null for a user of the application's own, also for one
   * that `userId` of an issuer found.
   */
  readonly issuer: string | null;
}

/** What `add` gets beside the user id. */
export interface AddContext<C = Claims> extends CallbackContext<C> {
  /** The principals of the user so far: those that `load` returned are among them. */
  readonly principals: readonly string[];
}

/**
 * A callback whose answer is cached: a role that is taken away counts on every process as soon as
 * `security.changed(userId)` is called, and until then a request of a known user asks nothing.
 *
 * If `load` or `add` throws, rejects or returns something unusable, the request goes on as
 * anonymous with the failure `user_unavailable`; nothing of it is cached.
 */
export interface CachedCallback<C = Claims> {
  /** Returns the principals of a user, or null if the user is not known. */
  load(userId: UserId, context: LoadContext): PrincipalsAnswer | Promise<PrincipalsAnswer>;
  /** How long an answer of `load` counts unless `changed` is called: `'5m'`. */
  readonly cacheFor: Duration;
  /** Returns principals that depend on the request or its claims. Called once a request. */
  add?(userId: UserId, context: AddContext<C>): PrincipalsAnswer | Promise<PrincipalsAnswer>;
}

const DROPPED =
  'The callback returned a principal that is no string, is empty, spells system.*, user:*, user@* or what userPrincipal returns, or has an until that is no valid Date, which was left out: give groups a prefix of their own, such as role:, and write { principal, until: new Date(…) }.';

/**
 * The principals of an anonymous request. Not frozen, like those of a user: V8 reads all lists more
 * slowly where it has read a frozen one. Only copies are handed out.
 */
export const ANONYMOUS_PRINCIPALS: readonly string[] = [Everyone];

/**
 * Returns an application's `userPrincipal` with a check of what it returns. The default one needs
 * none, and reading a string that was just joined would make V8 copy it.
 *
 * @throws ConfigurationError when it is called and returns something unusable
 */
export function checkedUserPrincipal(
  userPrincipal: (id: UserId) => string,
): (id: UserId) => string {
  return (id) => {
    const own: unknown = userPrincipal(id);
    if (typeof own === 'string' && own !== '' && !isOfSystem(own) && !isOfIssuer(own)) return own;
    ignoreRejection(own);
    throw new ConfigurationError(
      'userPrincipal returned no string, an empty one or one of system.* or user@*: return one such as "user:7".',
    );
  };
}

/**
 * Finds what an application's `userPrincipal` puts before each id. The principals of the callback
 * may not begin with it: a group `u:bob` would be the user bob (R127).
 *
 * @returns the prefix; null if the principals are not the id behind a prefix
 * @throws ConfigurationError if the principal of a user is the id itself, because a user who is
 *   called `role:admin` would be that role
 */
export function userPrefixOf(userPrincipal: (id: UserId) => string): string | null {
  const [one, two] = ['a', 'b'].map((id) => asked(userPrincipal, id));
  if (one === 'a' && two === 'b')
    throw new ConfigurationError(
      'userPrincipal returns the id itself, so that a user called role:admin would be that role: return one with a prefix, such as `user:${id}`.',
    );
  const prefix = typeof one === 'string' ? one.slice(0, -1) : '';
  return prefix !== '' && one === `${prefix}a` && two === `${prefix}b` ? prefix : null;
}

/** A function that knows real ids only may throw for these: then nothing is known of its form. */
function asked(userPrincipal: (id: UserId) => unknown, id: UserId): unknown {
  try {
    const own = userPrincipal(id);
    ignoreRejection(own);
    return own;
  } catch {
    return null;
  }
}

/** How many principals every user has: `system.Everyone`, `system.Authenticated`, the own one. */
export const BASE_PRINCIPALS = 3;

/** Where principals that end are noted, beside the list. */
export interface GrantsTarget {
  grants: Grants | null;
}

/**
 * Returns the principals of a user: `system.Everyone`, `system.Authenticated`, the user's own, and
 * what the callback added.
 *
 * The callback cannot spell a principal of the system or of a user: users and groups have name
 * spaces of their own. Such an entry is dropped and reported, because a token can cause it.
 *
 * @param own - the user's own principal
 * @param prefix - what begins the principals of users beside `user:` and `user@`; null for nothing
 * @param emit - receives an event for each entry that was dropped
 * @param target - receives those that end by themselves, if there are any
 * @throws ConfigurationError if the callback returned something unusable
 */
export function principalsOf(
  own: string,
  added: unknown,
  emit: Subscriber,
  prefix: string | null,
  target: GrantsTarget,
): readonly string[] {
  const list = added instanceof Set ? [...(added as ReadonlySet<unknown>)] : added;
  if (!Array.isArray(list)) throw new ConfigurationError(UNUSABLE);
  const principals: string[] = [Everyone, Authenticated, own];
  for (let at = 0; at < list.length; at++) {
    const principal: unknown = list[at];
    if (isAllowed(principal, own, prefix)) principals.push(principal);
    else addGrant(principal, own, prefix, principals, target, emit);
  }
  return principals;
}

const UNUSABLE =
  'The callback returned neither a list or Set of principals nor null: return null for an unknown user.';

/** Adds a principal that ends, or reports what cannot be used. Apart: nearly all are strings. */
function addGrant(
  given: unknown,
  own: string,
  prefix: string | null,
  principals: string[],
  target: GrantsTarget,
  emit: Subscriber,
): void {
  const { principal, until } = readGrant(given);
  if (!isAllowed(principal, own, prefix) || Number.isNaN(until)) {
    emit({ event: 'principal_dropped', code: null, reason: DROPPED });
    return;
  }
  const ends: PrincipalEnd[] = [...(target.grants?.ends ?? []), { at: principals.length, until }];
  principals.push(principal);
  target.grants = { all: principals, ends };
}

/** A date may be changed by its owner later, so its time is read once. */
function readGrant(given: unknown): { readonly principal: unknown; readonly until: number } {
  if (typeof given !== 'object' || given === null) return { principal: null, until: Number.NaN };
  const grant = given as Partial<EndingPrincipal>;
  const until: unknown = ownMember(grant, 'until');
  return {
    principal: ownMember(grant, 'principal'),
    until: until instanceof Date ? until.getTime() : Number.NaN,
  };
}

function isAllowed(principal: unknown, own: string, prefix: string | null): principal is string {
  if (typeof principal !== 'string' || principal === '') return false;
  if (prefix !== null && principal.startsWith(prefix)) return false;
  return !isOfSystem(principal) && !isOfUser(principal) && principal !== own;
}

/** `user@<name>:` begins the principals of users of other issuers. */
function isOfIssuer(principal: string): boolean {
  return principal.startsWith('user@');
}

/** Tests the first character before `startsWith`: almost no principal starts with it. */
function isOfSystem(principal: string): boolean {
  return principal.charCodeAt(0) === 0x73 && principal.startsWith('system.');
}

function isOfUser(principal: string): boolean {
  if (principal.charCodeAt(0) !== 0x75) return false;
  return principal.startsWith('user:') || principal.startsWith('user@');
}
