import type { CookieSession } from '../authn/policy.ts';
import { ignoreRejection } from '../base/maybe-promise.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { Renewal } from '../sessions/session-rules.ts';
import { isEmptyAudience } from '../token/claim-checks.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenIssuer } from '../token/issuer.ts';
import type { Attempt } from './attempt.ts';
import type { RememberOptions } from './auth-context.ts';
import { endSessions } from './end-sessions.ts';
import { assertAccepted } from './issue-token.ts';
import type { Login } from './login.ts';
import { beginLogin, loginHeaders, maxAgeOf, storeLogins } from './login.ts';
import type { CheckedRemember } from './remember-options.ts';
import { readProviderSession } from './read-provider-session.ts';
import { readRememberOptions } from './remember-options.ts';

const NO_HEADERS: readonly ReplyHeader[] = Object.freeze([]);
const NO_STORE: ReplyHeader = Object.freeze(['Cache-Control', 'no-store'] as const);

/** What `remember` or `forget` asked for; only the last call takes effect. */
interface CookieChange {
  readonly kind: 'login' | 'logout';
  readonly headers: readonly ReplyHeader[];
}

/** Collects the headers of one response: a login, a logout, or the renewal of the session. */
export class ResponseHeaders {
  readonly #attempt: Attempt;
  #change: CookieChange | null = null;
  /** Headers for a response of any status: those of the refresh token. */
  #always: readonly ReplyHeader[] = NO_HEADERS;
  /** How many logins wait for the claims schema. */
  #unfinished = 0;
  /** Counts logins and logouts: only the last one takes effect, however long one waits. */
  #calls = 0;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  get isChanged(): boolean {
    return this.#change !== null || this.#always.length > 0;
  }

  /**
   * Returns the headers for a response of this status. An error (400 and above) renews no session
   * and sets no login; a logout takes effect at every status.
   */
  of(status: number): readonly ReplyHeader[] {
    const { vary, emit } = this.#attempt.wiring;
    if (this.#unfinished > 0)
      emit({
        event: 'remember_unfinished',
        code: null,
        reason:
          'remember was not finished when the response began, so no cookie is set: await remember.',
      });
    const cookies = [...this.#cookiesFor(status), ...this.#always];
    if (cookies.length === 0) return vary.of(this.#attempt.policy);
    return [...cookies, NO_STORE, ...vary.all];
  }

  /** Sets a cookie on a response of any status; the last call counts. */
  setAlways(header: ReplyHeader): void {
    this.#always = [header];
  }

  login(
    userId: UserId,
    claims: Readonly<Record<string, unknown>> | undefined,
    options: RememberOptions | undefined,
  ): void | Promise<void> {
    const given = readRememberOptions(options);
    const { wiring } = this.#attempt;
    const { issuer, clock, emit } = wiring;
    if (issuer === null)
      throw new ConfigurationError(
        'remember needs a key that can sign: pass a privateKey to createSecurity.',
        'setup_incomplete',
      );
    const { sessions } = wiring;
    if (sessions.length === 0) {
      emit({
        event: 'remember_without_cookie',
        code: null,
        reason:
          'remember has no effect, because no cookiePolicy is configured and clients keep their tokens.',
      });
      return;
    }
    const provider = readProviderSession(given.providerSession, 'remember', wiring);
    const now = clock() / 1000;
    if (!given.isProved) this.#assertOwnOrigin(sessions);
    const logins: Login[] = [];
    const checks: Promise<void>[] = [];
    for (const session of sessions) {
      const login = beginLogin(session, issuer, userId, claims, given, provider, now);
      const checked = assertAccepted(wiring, login.claims);
      if (checked !== undefined) checks.push(checked);
      logins.push(login);
    }
    if (wiring.live === null && checks.length === 0) {
      this.#change = this.#loggedIn(logins, issuer, given);
      this.#calls++;
      return;
    }
    return this.#later(async () => {
      await Promise.all(checks);
      if (wiring.live !== null) await storeLogins(logins, given.label, wiring.live, this.#attempt);
      return this.#loggedIn(logins, issuer, given);
    });
  }

  #loggedIn(logins: readonly Login[], issuer: TokenIssuer, given: CheckedRemember): CookieChange {
    const headers: ReplyHeader[] = [];
    for (const login of logins) headers.push(...loginHeaders(login, issuer, given, this.#attempt));
    return { kind: 'login', headers };
  }

  /** Logs out. With a revocation it also ends the session, wherever its cookie was copied to. */
  logout(): void | Promise<void> {
    const { view, wiring, policy, verified } = this.#attempt;
    const { sessions, live } = wiring;
    this.#assertOwnOrigin(sessions);
    const refresh = wiring.refreshCookie;
    if (refresh !== null) this.setAlways(refresh.clear);
    const headers = sessions.flatMap((session) => {
      const isSure = verified !== null && policy?.session === session;
      return session.cookie.clear(view, wiring.ownOrigins, isSure);
    });
    this.#calls++;
    this.#change = { kind: 'logout', headers };
    // The cookie is cleared all the same if this fails.
    if (live !== null) return endSessions(this.#attempt, live);
  }

  /**
   * Waits for what a login needs: a claims schema, a store. A response that begins before sets no
   * cookie, and only the last login or logout takes effect.
   */
  async #later(run: () => Promise<CookieChange>): Promise<void> {
    const call = ++this.#calls;
    this.#unfinished++;
    try {
      const change = await run();
      if (call === this.#calls) this.#change = change;
    } finally {
      this.#unfinished--;
    }
  }

  /** @throws AuthError `cross_origin_refused` if another site made the browser log in or out */
  #assertOwnOrigin(sessions: readonly CookieSession[]): void {
    const { view, wiring } = this.#attempt;
    for (const session of sessions) {
      const refused = session.checkLogin(view, wiring.ownOrigins);
      if (refused !== null) throw wiring.refusals.error(refused);
    }
  }

  #cookiesFor(status: number): readonly ReplyHeader[] {
    if (this.#change !== null && (status < 400 || this.#change.kind === 'logout'))
      return this.#change.headers;
    const { renewal } = this.#attempt;
    return renewal !== null && status < 400 ? this.#renew(renewal) : NO_HEADERS;
  }

  #renew(renewal: Renewal): readonly ReplyHeader[] {
    const { view, wiring, policy, now, verified } = this.#attempt;
    const session = policy?.session ?? null;
    if (wiring.issuer === null || session === null) return NO_HEADERS;
    // Revoked while the request ran: a new token would only be refused.
    if (wiring.live !== null && verified !== null && wiring.live.isRevoked(verified))
      return NO_HEADERS;
    const { claims } = renewal;
    const isKept = claims['cookie_persistent'] !== false;
    const lifetime = claims.exp === undefined ? null : claims.exp - (claims.iat as number);
    const audience = isEmptyAudience(claims.aud) ? null : claims.aud;
    try {
      const composed = wiring.issuer.compose(
        claims[wiring.userIdClaim] as UserId,
        session.rules.continueWith(renewal, now),
        { expiration: lifetime, audience },
        now,
        session.rules.endOf(claims),
      );
      const token = wiring.issuer.sign(composed, 'session');
      noteSeen(wiring.live, claims, now);
      const set = session.cookie.renew(
        token,
        isKept ? maxAgeOf(composed, now) : null,
        now,
        claims['cookie_domains'],
      );
      return session.cookie.setAlone(set, view, wiring.ownOrigins);
    } catch (err) {
      // The old cookie is still good. This runs while headers are written: an error would escape.
      const reason = 'The session could not be renewed, so its cookie stays as it is.';
      wiring.emit({ event: 'reissue_failed', code: null, reason, err });
      return NO_HEADERS;
    }
  }
}

/** Notes in the list of sessions that this one was used; if that fails, nothing else does. */
function noteSeen(live: LiveSessions | null, { sid }: Claims, now: number): void {
  if (live === null || typeof sid !== 'string') return;
  ignoreRejection(live.store.touchSession(entryId(null, sid), Math.floor(now * 1000)));
}
