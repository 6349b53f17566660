import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { ownMember } from '../base/own-members.ts';
import type { Claims } from './claims.ts';
import { hasLimits } from './token-kind.ts';
import type { TokenKind } from './token-kind.ts';

/**
 * What a token may be used for, beside what the ACLs say: it allows what both of them allow. Null
 * for no limit of that sort.
 *
 * @typeParam P - the names of permissions
 */
export interface Limits<P extends string = string> {
  /** The only permissions. */
  readonly permissions: readonly P[] | null;
  /** The `name` of the only resource, with all that is inside it. */
  readonly resource: string | null;
  /** How many requests the token may authenticate in all, which the store of sessions counts. */
  readonly uses: number | null;
}

/** The most uses that a token can be limited to. */
export const MOST_USES = 1_000_000;

/** Whether a value can be a number of uses. */
export function isUses(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_USES;
}

/** Whether a value can be a member of `lim`, for each one that is known. */
const MEMBERS: Readonly<Record<keyof Limits, (value: unknown) => boolean>> = {
  permissions: (value) => Array.isArray(value) && value.every(isName),
  resource: isName,
  uses: isUses,
};

const NO_LIMITS = failure(
  'token_claims_invalid',
  'The token has the type of a limited one, and no claim lim that is an object: make it with the option only.',
);
const NOT_LIMITED = failure(
  'token_claims_invalid',
  'The token has the claim lim, and its type is none of limited tokens (limited+jwt), so that other processes would not obey it: make it with the option only.',
);

/**
 * Checks the claim `lim` of a token. A limit that is not known here is refused, because to ignore
 * it would widen the token.
 *
 * @param isOwn - whether the application itself makes the token: in an access token of another
 *   issuer a claim of that name means something else
 */
export function checkLimits(claims: Claims, kind: TokenKind, isOwn: boolean): Failure | null {
  // Nearly all tokens have no such member, which is cheaper to read than to ask for.
  const { lim: found } = claims;
  if (!hasLimits(kind))
    return isOwn && found !== undefined && Object.hasOwn(claims, 'lim') ? NOT_LIMITED : null;
  const limits = ownMember(claims, 'lim');
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) return NO_LIMITS;
  for (const [name, value] of Object.entries(limits)) {
    const isUsable = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof Limits] : null;
    if (isUsable?.(value) !== true) return unusable(name, isUsable !== null);
  }
  return null;
}

/** Returns the limits of a verified token, of a kind that has them. */
export function limitsOf(claims: Claims): Limits {
  const limits = claims['lim'] as Partial<Limits>;
  const permissions = ownMember(limits, 'permissions') ?? null;
  // A copy: V8 reads a frozen array, such as those of claims, more slowly.
  return {
    permissions: permissions === null ? null : [...permissions],
    resource: ownMember(limits, 'resource') ?? null,
    uses: ownMember(limits, 'uses') ?? null,
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function unusable(name: string, isKnown: boolean): Failure {
  const limit = `The claim lim of the token has ${JSON.stringify(name.slice(0, 80))}`;
  return failure(
    'token_claims_invalid',
    isKnown
      ? `${limit} with a value of the wrong type: permissions is a list of names, resource is a name, uses is a whole number above 0.`
      : `${limit}, a limit that is not known here: a newer version of this library may know it.`,
  );
}
