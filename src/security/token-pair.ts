import { ownMember } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { RefreshSettings } from '../sessions/refresh.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenIssuer, TokenOptions } from '../token/issuer.ts';
import type { ProviderSession } from '../token/provider-session.ts';
import { timedId } from '../token/timed-id.ts';
import { assertAccepted } from './issue-token.ts';
import { readProviderSession } from './read-provider-session.ts';
import { labelOf } from './session-label.ts';
import { liveOf } from './live-of.ts';
import type { Wiring } from './wiring.ts';

/** An access token and its refresh token, with the names of OAuth 2.0 (RFC 6749 §5.1). */
export interface TokenPair {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** For how many seconds the access token is valid; absent if it does not expire. */
  readonly expires_in?: number;
  readonly refresh_token: string;
}

/** What `issueTokens` takes beside the claims. */
export interface IssueTokensOptions extends TokenOptions {
  /**
   * What the user reads in a list of sessions: the device, the application. It is cut after 200
   * characters.
   */
  readonly label?: string | undefined;
  /** The session at the identity provider with which this one begins: as for `remember`. */
  readonly providerSession?: ProviderSession | undefined;
}

/** The parts of a security that makes pairs of tokens. */
export interface PairMaker {
  readonly wiring: Wiring;
  readonly issuer: TokenIssuer;
  readonly live: LiveSessions;
  readonly refresh: RefreshSettings;
}

/** The claims of both tokens, which are not signed yet. */
export interface Pair {
  readonly access: Record<string, unknown>;
  readonly refresh: Record<string, unknown>;
}

/** What both tokens of a pair are about. Times are seconds since 1970. */
export interface PairSubject {
  readonly userId: UserId;
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  readonly options: TokenOptions;
  /** The session at a provider with which this one began; null for none. */
  readonly provider: ProviderSession | null;
  readonly login: number;
  /** When the session ends. */
  readonly end: number;
}

const OPTIONS = Object.keys({
  expiration: true,
  audience: true,
  label: true,
  providerSession: true,
} satisfies Record<keyof IssueTokensOptions, true>);

/** @throws ConfigurationError without a key that can sign, a revocation or the option `refresh` */
export function pairMaker(wiring: Wiring, method: string): PairMaker {
  const { issuer, refresh } = wiring;
  const live = liveOf(wiring, method);
  if (issuer !== null && refresh !== null) return { wiring, issuer, live, refresh };
  throw new ConfigurationError(
    issuer === null
      ? `${method} needs a key that can sign: pass a privateKey to createSecurity.`
      : `${method} needs the option refresh of createSecurity: set refresh: {} for its defaults.`,
    'setup_incomplete',
  );
}

/** Logs in: makes an access token and the first refresh token of a session. */
export async function issueTokens(
  wiring: Wiring,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  given: IssueTokensOptions = {},
): Promise<TokenPair> {
  const maker = pairMaker(wiring, 'issueTokens');
  const [unknown] = unknownOptions(given, OPTIONS, 'issueTokens');
  if (unknown !== undefined) throw new TypeError(unknown);
  const label = labelOf(ownMember(given, 'label'), 'issueTokens');
  const provider = readProviderSession(ownMember(given, 'providerSession'), 'issueTokens', wiring);
  const options = {
    expiration: ownMember(given, 'expiration'),
    audience: ownMember(given, 'audience'),
  };
  const { issuer, live, refresh } = maker;
  const now = wiring.clock() / 1000;
  const end = Math.floor(now) + refresh.lifetime;
  issuer.checkGiven(userId, claims);
  const subject = { userId, claims, options, provider, login: now, end };
  const pair = composePair(maker, subject, now);
  await assertAccepted(wiring, pair.access);
  const born = await live.begin(end * 1000);
  const sid = timedId(born / 1000);
  const jti = timedId(born / 1000);
  Object.assign(pair.access, { sid, jti: timedId(born / 1000) });
  Object.assign(pair.refresh, { sid, jti });
  await live.add(
    {
      id: entryId(null, sid),
      user: entryId(null, userId),
      startedAt: born,
      endsAt: end * 1000,
      label,
      refresh: { jti, idleUntil: idleEnd(pair) },
    },
    end * 1000,
  );
  return signPair(maker, pair, now);
}

/** Puts the claims of both tokens together. The one that names them has to give their ids. */
export function composePair(
  { issuer, refresh }: PairMaker,
  { userId, claims, options, provider, login, end }: PairSubject,
  now: number,
): Pair {
  const fixed = {
    auth_time: Math.floor(login),
    ...(provider !== null && { provider_session: provider }),
  };
  const { audience } = options;
  const access = issuer.compose(userId, { ...claims, ...fixed }, options, now, end);
  const lasting = { expiration: refresh.idle, audience };
  const next = issuer.compose(userId, { ...claims, ...fixed }, lasting, now, end);
  return {
    access: access as Record<string, unknown>,
    refresh: next as Record<string, unknown>,
  };
}

/** Signs both tokens. */
export function signPair({ issuer }: PairMaker, { access, refresh }: Pair, now: number): TokenPair {
  const { exp } = access as { exp?: number };
  return {
    access_token: issuer.sign(access),
    token_type: 'Bearer',
    ...(exp === undefined ? {} : { expires_in: Math.max(0, exp - Math.floor(now)) }),
    refresh_token: issuer.sign(refresh, 'refresh'),
  };
}

/** Returns when the refresh token of a pair ends, in milliseconds since 1970. */
export function idleEnd({ refresh }: Pair): number {
  return (refresh['exp'] as number) * 1000;
}
