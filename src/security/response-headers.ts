import type { AuthError, ReplyHeader } from '../base/errors.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { AuthenticationPolicy, CookieSession } from '../authn/policy.ts';
import type { RequestView } from '../http/request-view.ts';
import { isEmptyAudience } from '../token/claim-checks.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { RememberOptions } from './auth-context.ts';
import type { SecurityCore } from './core.ts';

/** A session that is old enough to be carried on, and the claims to do it with. */
export interface Renewal {
  readonly session: CookieSession;
  readonly claims: Claims;
  /** What `onReissue` put in the place of the claims, or the claims. */
  readonly next: Readonly<Record<string, unknown>>;
}

/** A request as it came in: what it says, the policy that found a credential in it, and when that was, in seconds since 1970. */
export interface Asked {
  readonly view: RequestView;
  /** `null` when there was no credential. */
  readonly policy: AuthenticationPolicy | null;
  readonly now: number;
}

/** The headers that the answer to one request carries; the last `remember` or `forget` has the only word on the cookie. */
export class Reply {
  readonly #core: SecurityCore;
  readonly #asked: Asked;
  #renewal: Renewal | null;
  #renewed: readonly ReplyHeader[] | null = null;
  #lastWord: readonly ReplyHeader[] | null = null;

  constructor(core: SecurityCore, asked: Asked, renewal: Renewal | null) {
    this.#core = core;
    this.#asked = asked;
    this.#renewal = renewal;
  }

  headersFor(status: number): readonly ReplyHeader[] {
    const cookies = this.#lastWord ?? (status < 400 ? this.#renew() : NONE);
    return cookies.length > 0
      ? [...cookies, NO_STORE, ...this.#core.vary.of(null)]
      : this.#core.vary.of(this.#asked.policy);
  }

  keepCookie(): void {
    this.#renewal = null;
    this.#renewed = [];
  }

  remember(
    userId: UserId,
    claims: Readonly<Record<string, unknown>> | undefined,
    options: RememberOptions,
  ): void {
    const { issuer, policies, challenger, clock, logger } = this.#core;
    if (issuer === null)
      throw new ConfigurationError(
        'remember needs a key that can sign: give createSecurity a privateKey.',
      );
    const sessions = policies.flatMap(({ session }) => session ?? []);
    if (sessions.length === 0) {
      logger?.warn(
        { event: 'remember_without_cookie' },
        'remember has no effect: no cookiePolicy is configured, the client keeps its token itself',
      );
      return;
    }
    const now = clock() / 1000;
    const written: ReplyHeader[] = [];
    for (const session of sessions) {
      const refusal = session.mayRemember(this.#asked.view);
      if (refusal !== null) throw challenger.error(refusal);
      const started = { ...claims, auth_time: Math.floor(now) };
      const end = session.endOfSession({ iat: started.auth_time });
      const composed = issuer.compose(
        userId,
        started,
        { expiration: options.expiration },
        now,
        end,
      );
      written.push(
        ...session.set(issuer.sign(composed), maxAge(composed, now), now, options.domains),
      );
    }
    this.#lastWord = written;
  }

  forget(): void {
    this.#lastWord = this.#core.policies.flatMap(({ session }) => session?.clear() ?? []);
  }

  /** Signs the next token of the session when the response is about to be written, and once. */
  #renew(): readonly ReplyHeader[] {
    if (this.#renewed !== null) return this.#renewed;
    const renewal = this.#renewal;
    this.#renewed = renewal === null ? [] : this.#reissue(renewal);
    return this.#renewed;
  }

  #reissue({ session, claims, next }: Renewal): readonly ReplyHeader[] {
    const { issuer, logger } = this.#core;
    if (issuer === null) return [];
    const life = claims.exp === undefined ? null : claims.exp - (claims.iat as number);
    const { now } = this.#asked;
    try {
      const own = { expiration: life, audience: isEmptyAudience(claims.aud) ? null : claims.aud };
      const composed = issuer.compose(
        claims.sub as UserId,
        carriedOn(claims, next),
        own,
        now,
        session.endOfSession(claims),
      );
      return session.set(issuer.sign(composed), maxAge(composed, now), now);
    } catch (cause) {
      // The old cookie is still good, and its user is let in with it. Headers are being written: an error here would end the process.
      const { code, message } = cause as Partial<AuthError>;
      logger?.error({ event: 'reissue_failed', code }, String(message));
      return [];
    }
  }
}

const NONE: readonly ReplyHeader[] = Object.freeze([]);
const NO_STORE: ReplyHeader = Object.freeze(['Cache-Control', 'no-store'] as const);

/** What the next token of a session takes over: all but the times and the name of the last one, and the time of the login, which stays. */
function carriedOn(
  claims: Claims,
  next: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(next)) if (!OF_ONE_TOKEN.includes(name)) kept[name] = next[name];
  kept['auth_time'] = claims.auth_time ?? claims.iat;
  return kept;
}

/** And what is no claim at all, but would become the prototype of the object. */
const OF_ONE_TOKEN = ['iat', 'exp', 'nbf', 'jti', '__proto__'];

function maxAge({ exp }: Claims, now: number): number | null {
  return exp === undefined ? null : Math.max(1, exp - Math.floor(now));
}
