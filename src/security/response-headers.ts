import type { CookieSession } from '../authn/policy.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Renewal } from '../sessions/session-rules.ts';
import { isEmptyAudience } from '../token/claim-checks.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import type { RememberOptions } from './auth-context.ts';
import { carriesAnother } from './carried-session.ts';
import { assertAccepted } from './issue-token.ts';
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
  /** How many logins wait for the claims schema. */
  #unfinished = 0;
  /** Counts logins and logouts: only the last one takes effect, however long one waits. */
  #calls = 0;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  get isChanged(): boolean {
    return this.#change !== null;
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
    const cookies = this.#cookiesFor(status);
    if (cookies.length === 0) return vary.of(this.#attempt.policy);
    return [...cookies, NO_STORE, ...vary.all];
  }

  login(
    userId: UserId,
    claims: Readonly<Record<string, unknown>> | undefined,
    options: RememberOptions | undefined,
  ): void | Promise<void> {
    const given = readRememberOptions(options);
    const { view, wiring } = this.#attempt;
    const { issuer, clock, emit, ownOrigins } = wiring;
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
    const now = clock() / 1000;
    const headers: ReplyHeader[] = [];
    const checks: Promise<void>[] = [];
    if (!given.isProved) this.#assertOwnOrigin(sessions);
    const { domains, lifetime, persistent } = given;
    for (const session of sessions) {
      const { rules, cookie } = session;
      issuer.checkGiven(userId, claims);
      const begun = rules.begin(claims, now);
      // A renewal reads these: it goes where the login went, and lasts as long.
      if (domains !== undefined) begun['cookie_domains'] = [...new Set(domains)];
      if (!persistent) begun['cookie_persistent'] = false;
      if (lifetime !== null) begun['session_lifetime'] = lifetime;
      // Nothing renews the token of a session that does not slide: it has to last as long.
      const isOneToken = given.expiration === undefined && lifetime !== null && !rules.slides;
      const expiration = isOneToken ? lifetime : given.expiration;
      const composed = issuer.compose(userId, begun, { expiration }, now, rules.endOf(begun));
      const checked = assertAccepted(wiring, composed);
      if (checked !== undefined) checks.push(checked);
      const token = issuer.sign(composed, 'session');
      const set = cookie.set(token, persistent ? maxAgeOf(composed, now) : null, now, domains);
      const isOfAnother = carriesAnother(this.#attempt, session, userId);
      headers.push(...cookie.setAlone(set, view, ownOrigins, isOfAnother));
    }
    if (checks.length > 0) return this.#loginLater(headers, checks);
    this.#calls++;
    this.#change = { kind: 'login', headers };
  }

  /** Waits for an asynchronous claims schema. A response that begins before sets no cookie. */
  async #loginLater(
    headers: readonly ReplyHeader[],
    checks: readonly Promise<void>[],
  ): Promise<void> {
    const call = ++this.#calls;
    this.#unfinished++;
    try {
      await Promise.all(checks);
      if (call === this.#calls) this.#change = { kind: 'login', headers };
    } finally {
      this.#unfinished--;
    }
  }

  logout(): void {
    const { view, wiring, policy, verified } = this.#attempt;
    const { sessions } = wiring;
    this.#assertOwnOrigin(sessions);
    const headers = sessions.flatMap((session) => {
      const isSure = verified !== null && policy?.session === session;
      return session.cookie.clear(view, wiring.ownOrigins, isSure);
    });
    this.#calls++;
    this.#change = { kind: 'logout', headers };
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
    const { view, wiring, policy, now } = this.#attempt;
    const session = policy?.session ?? null;
    if (wiring.issuer === null || session === null) return NO_HEADERS;
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

/** Returns for how many seconds a browser keeps the cookie of a token; null until it is closed. */
function maxAgeOf({ exp }: Claims, now: number): number | null {
  return exp === undefined ? null : Math.max(1, exp - Math.floor(now));
}
