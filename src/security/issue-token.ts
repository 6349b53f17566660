import type { Failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { ownMember } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenIssuer, TokenOptions } from '../token/issuer.ts';
import { timedId } from '../token/timed-id.ts';
import type { TokenKind } from '../token/token-kind.ts';
import type { AcceptedClaims, ClaimsSchema } from './claims-schema.ts';
import type { GivenLimits } from './given-limits.ts';
import { readGivenLimits } from './given-limits.ts';
import { liveOf } from './live-of.ts';
import { labelOf } from './session-label.ts';
import { writeNote } from './session-note.ts';
import type { Wiring } from './wiring.ts';

/**
 * What `createToken` takes beside the claims.
 *
 * @typeParam P - the names of permissions
 * @example
 * const options = { only: ['reports'], label: 'CI', expiration: '90d' };
 * await security.createToken('alice', {}, options); // a personal access token
 */
export interface CreateTokenOptions<P extends string = string>
  extends TokenOptions,
    GivenLimits<P> {
  /**
   * What the user reads in a list of sessions. With it the token is in that list: `sessions` shows
   * it with its limits, and `revokeSession` ends it. It is cut after 200 characters.
   */
  readonly label?: string | undefined;
}

const OPTIONS = Object.keys({
  expiration: true,
  audience: true,
  only: true,
  resource: true,
  uses: true,
  label: true,
} satisfies Record<keyof CreateTokenOptions, true>);

/**
 * Makes one access token, or a limited one, which the same security accepts.
 *
 * @returns the token; a promise if the claims schema is asynchronous
 * @throws ConfigurationError without a key that can sign; for a label without a revocation
 * @throws TypeError for an unknown option, for claims that the schema or `requiredClaims` refuse,
 *   and as the issuer does; RangeError as the issuer does
 */
export function issueToken(
  wiring: Wiring,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  options: CreateTokenOptions,
): string | Promise<string> {
  const { issuer, clock } = wiring;
  if (issuer === null)
    throw new ConfigurationError(
      'A token needs a key that can sign: pass a privateKey to createSecurity.',
      'setup_incomplete',
    );
  const [unknown] = unknownOptions(options, OPTIONS, 'createToken');
  if (unknown !== undefined) throw new TypeError(unknown);
  const given = {
    expiration: ownMember(options, 'expiration'),
    audience: ownMember(options, 'audience'),
  };
  const label = labelOf(ownMember(options, 'label'), 'createToken');
  if (label !== null) liveOf(wiring, 'label of createToken');
  const limits = readGivenLimits(options, wiring, 'createToken');
  issuer.checkGiven(userId, claims);
  const composed = issuer.compose(userId, claims, given, clock() / 1000);
  if (limits !== null) (composed as Record<string, unknown>)['lim'] = limits;
  const checked = assertAccepted(wiring, composed);
  const kind = limits === null ? 'access' : 'limited';
  if (wiring.live !== null) {
    const token = { claims: composed, kind, hasOwnId: Object.hasOwn(claims ?? {}, 'jti') } as const;
    const note = label === null ? null : writeNote(label, limits);
    return issueNamed(token, note, { ...wiring, issuer }, checked);
  }
  return checked === undefined
    ? issuer.sign(composed, kind)
    : checked.then(() => issuer.sign(composed, kind));
}

/** A token that is not signed yet. */
export interface Unsigned {
  readonly claims: Claims;
  readonly kind: TokenKind;
  /** Whether the application gave its `jti`. */
  readonly hasOwnId: boolean;
}

/**
 * Signs a token with an id that can be revoked: its time is above all cut-offs, and an allowlist
 * names it.
 *
 * @param note - with it the token is a session in the list of its user; null for none
 */
export async function issueNamed(
  { claims, kind, hasOwnId }: Unsigned,
  note: string | null,
  { live, issuer, userIdClaim }: Wiring & { readonly issuer: TokenIssuer },
  checked: void | Promise<void>,
): Promise<string> {
  await checked;
  if (live === null) return issuer.sign(claims, kind);
  const until = claims.exp === undefined ? null : claims.exp * 1000;
  const born = await live.begin(until);
  const named = claims as Record<string, unknown>;
  if (!hasOwnId) named['jti'] = timedId(born / 1000);
  const id = entryId(null, named['jti'] as string);
  const user = entryId(null, named[userIdClaim] as UserId);
  if (note !== null) {
    named['sid'] = timedId(born / 1000);
    const session = { id: entryId(null, named['sid'] as string), user, refresh: null };
    await live.add({ ...session, startedAt: born, endsAt: until, label: note }, until);
  } else if (live.isAllowlist) await live.append([{ kind: 'known', id, user, until }]);
  return issuer.sign(claims, kind);
}

/**
 * Checks new claims by the schema of the application, so that no token is made which its own
 * security rejects.
 *
 * @returns a promise if the schema is asynchronous
 * @throws TypeError naming the claims that do not fit, or with the error of the schema as its cause
 */
export function assertAccepted({ schema }: Wiring, claims: Claims): void | Promise<void> {
  if (schema === null) return;
  const result = resultOf(schema, claims);
  return isPromise(result) ? Promise.resolve(result).then(assertOk, schemaThrew) : assertOk(result);
}

function resultOf(schema: ClaimsSchema, claims: Claims): ReturnType<ClaimsSchema> {
  try {
    return schema(claims);
  } catch (error) {
    return schemaThrew(error);
  }
}

function assertOk(result: AcceptedClaims | Failure): void {
  if (!result.ok) throw new TypeError(`createSecurity would reject the token. ${result.reason}`);
}

function schemaThrew(cause: unknown): never {
  throw new TypeError('The claims schema threw or rejected, so no token is made.', { cause });
}
