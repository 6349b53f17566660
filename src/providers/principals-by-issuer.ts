import { ownMembers } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type {
  CallbackContext,
  PrincipalsAnswer,
  PrincipalsCallback,
} from '../security/principals.ts';
import type { UserId } from '../token/claims.ts';

/** The application itself: no issuer may have this name. */
const OWN = 'own';

/**
 * Returns a callback that asks one callback for each issuer, so that no claim of one provider is
 * read as that of another. The users of an issuer that is not named get nothing.
 *
 * @param callbacks - by the name of the issuer; `own` for the application's own tokens
 * @throws ConfigurationError if one of them is not a function
 * @example
 * createSecurity({
 *   issuers: [entra({ tenantId, audience })],
 *   callback: principalsByIssuer({ entra: claimPrincipals('roles', 'role:') }),
 * });
 */
export function principalsByIssuer<C>(
  callbacks: Readonly<Record<string, PrincipalsCallback<C>>>,
): (userId: UserId, context: CallbackContext<C>) => PrincipalsAnswer | Promise<PrincipalsAnswer> {
  const known = ownMembers(callbacks);
  const faults = Object.entries(known)
    .filter(([, callback]) => typeof callback !== 'function')
    .map(([name]) => `principalsByIssuer.${name} must be a function: claimPrincipals('roles', …).`);
  if (faults.length > 0) throw new ConfigurationError(faults);
  return (userId, context) => {
    const callback = known[context.issuer ?? OWN];
    return callback === undefined ? [] : callback(userId, context);
  };
}
