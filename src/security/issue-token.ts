import { ConfigurationError } from '../options/configuration-error.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import type { Wiring } from './wiring.ts';

/**
 * Makes one access token.
 *
 * @throws ConfigurationError without a key that can sign; TypeError and RangeError as the issuer
 *   does
 */
export function issueToken(
  { issuer, clock }: Wiring,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  options: TokenOptions,
): string {
  if (issuer === null)
    throw new ConfigurationError(
      'A token needs a key that can sign: pass a privateKey to createSecurity.',
      'setup_incomplete',
    );
  return issuer.sign(issuer.compose(userId, claims, options, clock() / 1000));
}
