import type { AuthErrorCode, Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isEmptyAudience } from '../token/claim-checks.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import { isProviderSession } from '../token/provider-session.ts';
import { timedId, timeOfId } from '../token/timed-id.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { Rotation } from '../stores/model/stored-session.ts';
import { applicationClaims } from './application-claims.ts';
import { Attempt, NO_REQUEST } from './attempt.ts';
import { assertAccepted } from './issue-token.ts';
import { runSteps, TOKEN_STEPS } from './pipeline.ts';
import type { TokenKind } from '../token/token-kind.ts';
import { report, reportRefused } from './report.ts';
import type { Pair, PairMaker, PairSubject, TokenPair } from './token-pair.ts';
import { composePair, idleEnd, pairMaker, signPair } from './token-pair.ts';
import type { Wiring } from './wiring.ts';

const REFRESH: readonly TokenKind[] = ['refresh'];
const ENDED = failure('token_revoked', 'The session of the refresh token has ended: log in again.');
const NOT_ALLOWED = failure('user_unknown', 'refresh.claims returned null, so the session ended.');
const NO_SESSION = failure(
  'token_claims_invalid',
  'The refresh token names no session (sid, jti).',
);

/**
 * Uses a refresh token: returns a new access token and the next refresh token.
 *
 * What can fail is done before the token counts as used. If the answer is lost, the same token
 * gives the same successor during the grace time.
 *
 * @throws AuthError if the refresh token is refused
 */
export async function refreshTokens(wiring: Wiring, token: string): Promise<TokenPair> {
  const maker = pairMaker(wiring, 'refreshTokens');
  const attempt = new Attempt(wiring, NO_REQUEST, token);
  attempt.kinds = REFRESH;
  await runSteps(TOKEN_STEPS, attempt);
  if (attempt.failure !== null) throw refused(attempt, attempt.failure);
  const old = attempt.verified?.claims as Claims;
  const { sid, jti } = old;
  if (typeof sid !== 'string' || typeof jti !== 'string') throw refused(attempt, NO_SESSION);
  const subject = await subjectOf(maker, attempt, old);
  const now = attempt.now;
  const pair = composePair(maker, subject, now);
  await assertAccepted(wiring, pair.access);
  const successor = timedId(now);
  nameSuccessor(pair, sid, successor);
  // A token that cannot be signed is found before the old one is used.
  signPair(maker, pair, now);
  const rotation = await maker.live.write((store) =>
    store.rotate({
      session: entryId(null, sid),
      presented: jti,
      successor,
      grace: maker.refresh.grace * 1000,
      now: Math.floor(now * 1000),
      idleUntil: idleEnd(pair),
    }),
  );
  if (rotation.outcome === 'reused' || rotation.outcome === 'gone')
    throw await unused(attempt, maker, rotation, subject.userId);
  return signPair(maker, successorPair(maker, subject, pair, rotation.jti, now), now);
}

/** The same claims for the successor that was given first: its time is that in its id. */
function successorPair(
  maker: PairMaker,
  subject: PairSubject,
  pair: Pair,
  jti: string,
  now: number,
): Pair {
  if (jti === pair.refresh['jti']) return pair;
  const time = timeOfId(jti);
  const first = composePair(maker, subject, time === null ? now : time / 1000);
  const { sid } = pair.refresh;
  Object.assign(first.refresh, { sid, jti });
  return { access: pair.access, refresh: first.refresh };
}

function nameSuccessor({ access, refresh }: Pair, sid: string, jti: string): void {
  Object.assign(access, { sid });
  Object.assign(refresh, { sid, jti });
}

/** Asks the application for the claims of the next access token. */
async function subjectOf(
  { wiring, refresh, live }: PairMaker,
  attempt: Attempt,
  old: Claims,
): Promise<PairSubject> {
  const userId = attempt.tokenUser as UserId;
  const login = old.auth_time ?? (old.iat as number);
  const audience = (isEmptyAudience(old.aud) ? null : old.aud) as TokenOptions['audience'];
  const session = old['provider_session'];
  const provider = isProviderSession(session) ? session : null;
  const subject = { userId, options: { audience }, provider, login, end: login + refresh.lifetime };
  if (refresh.claims === null) return { ...subject, claims: applicationClaims(old, wiring) };
  let answer: unknown;
  try {
    answer = await refresh.claims(userId, old);
  } catch (error) {
    const reason = 'refresh.claims threw or rejected, so the token is not used.';
    report(attempt, 'callback_failed', reason, error);
    throw wiring.refusals.error('user_unavailable');
  }
  if (answer === null) {
    const id = entryId(null, old['sid'] as string);
    await live.append([{ kind: 'session', id, user: entryId(null, userId), until: end(subject) }]);
    throw refused(attempt, NOT_ALLOWED);
  }
  if (answer === undefined) return { ...subject, claims: applicationClaims(old, wiring) };
  return { ...subject, claims: answer as Readonly<Record<string, unknown>> };
}

function end(subject: { readonly end: number }): number {
  return subject.end * 1000;
}

async function unused(
  attempt: Attempt,
  { wiring, live }: PairMaker,
  rotation: Rotation,
  userId: UserId,
): Promise<Error> {
  if (rotation.outcome !== 'reused') return refused(attempt, ENDED);
  const { id, user, until } = rotation.session;
  // The store has ended the session already: this counts it here at once.
  await live.append([{ kind: 'session', id, user, until }]).catch(() => undefined);
  const reason =
    'A refresh token was used a second time, so a copy of it is in other hands: its session was ended.';
  wiring.emit({ event: 'refresh_token_reused', code: 'token_reused', reason, userId });
  return wiring.refusals.error('token_reused');
}

function refused(attempt: Attempt, why: Failure | AuthErrorCode): Error {
  const found = typeof why === 'string' ? failure(why) : why;
  reportRefused(attempt, found);
  return attempt.wiring.refusals.error(found);
}
