import type { RefreshCookie } from '../authn/refresh-cookie.ts';
import { AuthError } from '../base/errors.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { peek } from '../token/decode.ts';
import type { UserId } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import { refreshTokens } from './refresh-tokens.ts';
import type { IssueTokensOptions, TokenPair } from './token-pair.ts';
import { issueTokens } from './token-pair.ts';

/** The answer of a login or a refresh; the refresh token is absent if a cookie carries it. */
export type SentTokens = Omit<TokenPair, 'refresh_token'> & { readonly refresh_token?: string };

/** Takes a header for the response of any status. */
export type SetAlways = (header: ReplyHeader) => void;

/** Logs in, and puts the refresh token into its cookie if there is one. */
export async function issueInRequest(
  attempt: Attempt,
  set: SetAlways,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  options: IssueTokensOptions | undefined,
): Promise<SentTokens> {
  const { wiring } = attempt;
  const cookie = wiring.refreshCookie;
  if (cookie !== null) assertOwnOrigin(attempt, cookie);
  return send(await issueTokens(wiring, userId, claims, options), cookie, set, attempt.now);
}

/** Exchanges the refresh token in the cookie of the request. */
export async function refreshInRequest(attempt: Attempt, set: SetAlways): Promise<SentTokens> {
  const { wiring, view, now } = attempt;
  const cookie = wiring.refreshCookie;
  if (cookie === null)
    throw new ConfigurationError(
      "auth.refreshTokens() needs a cookie: set refresh: { cookie: { path: '/refresh' } }, or pass the token to security.refreshTokens.",
      'setup_incomplete',
    );
  assertOwnOrigin(attempt, cookie);
  const token = cookie.find(view);
  if (token === null) throw wiring.refusals.error('credentials_missing');
  try {
    return send(await refreshTokens(wiring, token), cookie, set, now);
  } catch (error) {
    // What can never be used again is not sent again.
    if (AuthError.isAuthError(error) && error.status === 401) set(cookie.clear);
    throw error;
  }
}

function assertOwnOrigin({ view, wiring }: Attempt, cookie: RefreshCookie): void {
  const refused = cookie.checkOrigin(view, wiring.ownOrigins);
  if (refused !== null) throw wiring.refusals.error(refused);
}

function send(
  pair: TokenPair,
  cookie: RefreshCookie | null,
  set: SetAlways,
  now: number,
): SentTokens {
  if (cookie === null) return pair;
  const { refresh_token: token, ...rest } = pair;
  const end = peek(token)?.claims['exp'] as number;
  set(cookie.set(token, Math.max(1, end - Math.floor(now)), now));
  return rest;
}
