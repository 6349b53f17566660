import type { Failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { ownMember } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenIssuer, TokenOptions } from '../token/issuer.ts';
import { timedId } from '../token/timed-id.ts';
import type { AcceptedClaims, ClaimsSchema } from './claims-schema.ts';
import type { Wiring } from './wiring.ts';

const OPTIONS = Object.keys({
  expiration: true,
  audience: true,
} satisfies Record<keyof TokenOptions, true>);

/**
 * Makes one access token, which the same security accepts.
 *
 * @returns the token; a promise if the claims schema is asynchronous
 * @throws ConfigurationError without a key that can sign
 * @throws TypeError for an unknown option, for claims that the schema or `requiredClaims` refuse,
 *   and as the issuer does; RangeError as the issuer does
 */
export function issueToken(
  wiring: Wiring,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  options: TokenOptions,
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
  issuer.checkGiven(userId, claims);
  const composed = issuer.compose(userId, claims, given, clock() / 1000);
  const checked = assertAccepted(wiring, composed);
  if (wiring.live !== null)
    return issueNamed(composed, Object.hasOwn(claims ?? {}, 'jti'), { ...wiring, issuer }, checked);
  return checked === undefined ? issuer.sign(composed) : checked.then(() => issuer.sign(composed));
}

/**
 * Signs a token with an id that can be revoked: its time is above all cut-offs, and an allowlist
 * names it.
 */
async function issueNamed(
  claims: Claims,
  hasOwnId: boolean,
  { live, issuer, userIdClaim }: Wiring & { readonly issuer: TokenIssuer },
  checked: void | Promise<void>,
): Promise<string> {
  await checked;
  if (live === null) return issuer.sign(claims);
  const until = claims.exp === undefined ? null : claims.exp * 1000;
  const born = await live.begin(until);
  const named = claims as Record<string, unknown>;
  if (!hasOwnId) named['jti'] = timedId(born / 1000);
  const id = entryId(null, named['jti'] as string);
  const user = entryId(null, named[userIdClaim] as UserId);
  if (live.isAllowlist) await live.append([{ kind: 'known', id, user, until }]);
  return issuer.sign(claims);
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
