import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { UserId } from '../token/claims.ts';
import { isUserId } from '../token/identifier.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Wiring } from './wiring.ts';

const NOT_OURS = failure(
  'user_unknown',
  'The token is valid, but userId of its issuer returned null: the application has no such user.',
);
const CUT_OFF = failure(
  'token_revoked',
  'All earlier sessions of the user have ended: log in again.',
);

/**
 * Asks the application which of its own users the token of another issuer is for.
 *
 * @returns the own id, or why the token is refused
 * @throws what `userId` throws, and ConfigurationError for an answer that is no id
 */
export function mapUser(
  verified: VerifiedToken,
  wiring: Wiring,
): UserId | Failure | Promise<UserId | Failure> {
  const { mapUser: userIdOf } = verified.issuer;
  const answer = userIdOf === null ? null : userIdOf(verified.claims);
  return isPromise(answer)
    ? Promise.resolve(answer).then((id) => accepted(id, verified, wiring))
    : accepted(answer, verified, wiring);
}

/** What ended the sessions of the own user ended this token, which does not name that user. */
function accepted(id: unknown, verified: VerifiedToken, { live }: Wiring): UserId | Failure {
  if (id === null) return NOT_OURS;
  if (!isUserId(id))
    throw new ConfigurationError(
      `userId of the issuer ${verified.issuer.name} returned no id: return a safe integer or a non-empty string, or null for an unknown user.`,
    );
  return live?.isCutOff(verified, entryId(null, id)) === true ? CUT_OFF : id;
}
