import type { TokenKind } from '../token/token-kind.ts';
import type { Duration } from '../options/duration.ts';
import type { OnReissue } from '../sessions/session-rules.ts';

/** What `cookiePolicy` takes; every option may be left out. */
export interface CookiePolicyOptions {
  /**
   * The name of the cookie. Default: `__Host-Http-Authorization` where browsers allow that prefix
   * (https, path `/`, no domains, format `jwt`), else `Authorization`.
   */
  readonly cookieName?: string | undefined;
  /** The path below which the browser sends it. Default: `'/'`. */
  readonly cookiePath?: string | undefined;
  /** Whether it is `Secure`: set and sent over https only. Default: true. */
  readonly httpsOnly?: boolean | undefined;
  /**
   * Whether the browser sends it on requests that another site caused: `'lax'` for links only,
   * `'strict'` never, `'none'` always. Default: `'lax'`.
   */
  readonly sameSite?: 'lax' | 'strict' | 'none' | undefined;
  /**
   * Whether browsers keep it apart for each site that embeds this server (CHIPS): a frame in
   * another site then has a session of its own there. It needs `httpsOnly`, and `sameSite: 'none'`
   * to be sent in such a frame. Default: false.
   */
  readonly partitioned?: boolean | undefined;
  /**
   * Hosts for which it is set with their subdomains, one cookie each. Default: none, so that it is
   * bound to the host that answers.
   */
  readonly domains?: readonly string[] | undefined;
  /**
   * The age of a token at which a request gets a new one. Default: never, the session does not
   * slide; 0 is a fault, because pyramid_jwt reads it as never.
   */
  readonly reissueTime?: Duration | undefined;
  /**
   * How long after the login a session ends, however often it was renewed. Default: 7 days if the
   * session slides (or three times `reissueTime`, if that is longer), else the end of the token.
   */
  readonly sessionLifetime?: Duration | undefined;
  /**
   * Asked before each reissue: undefined keeps the claims, an object replaces them, null lets the
   * cookie expire.
   */
  readonly onReissue?: OnReissue | undefined;
  /**
   * What the cookie holds: the token (`'jwt'`, the default), or what pyramid_jwt writes
   * (`'webob'`).
   */
  readonly format?: 'jwt' | 'webob' | undefined;
  /**
   * Other origins that may send unsafe requests, as browsers write them:
   * `'https://app.example.com'`, `'capacitor://localhost'`, `'chrome-extension://<id>'`. A wildcard
   * is a fault.
   */
  readonly trustedOrigins?: readonly string[] | undefined;
  /**
   * Whether unsafe requests must prove their origin. Default: true. Switch it off only if something
   * else protects against forged requests.
   */
  readonly csrf?: boolean | undefined;
  /**
   * The kinds of tokens that the cookie may hold: `session` for what `remember` writes, `access`
   * for what `createToken` makes. An access token is never renewed. Default: `['session']`. With
   * the format `webob` both are taken and renewed, because the cookies of pyramid_jwt say no kind.
   */
  readonly accepts?: readonly TokenKind[] | undefined;
  /**
   * The names of the issuers whose access tokens the cookie holds, which another server sets. Such
   * a cookie is read and never written, so that it needs a `cookieName`, and takes no options but
   * that, `csrf` and `trustedOrigins`. Default: none, the cookie holds own tokens.
   */
  readonly issuers?: readonly string[] | undefined;
}

/** The checked options, complete and frozen; durations are seconds, null is none. */
export interface CookieSettings {
  readonly cookieName: string;
  readonly cookiePath: string;
  readonly httpsOnly: boolean;
  readonly sameSite: 'lax' | 'strict' | 'none';
  readonly partitioned: boolean;
  readonly domains: readonly string[];
  readonly reissueTime: number | null;
  readonly sessionLifetime: number | null;
  readonly format: 'jwt' | 'webob';
  readonly trustedOrigins: readonly string[];
  readonly csrf: boolean;
  readonly accepts: readonly TokenKind[];
  /** Empty for own tokens. */
  readonly issuers: readonly string[];
}
